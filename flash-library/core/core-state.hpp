// What a program that a debugger starts in RAM (agent, flash-test) changes in the Cortex-M itself, put back
// when it stops: VTOR, caches, MPU. (Core registers and RAM are the host's to save; DEMCR.TRCENA and the
// running cycle counter stay.)
#pragma once
#include <array>
#include <cstdint>

namespace xspi {

class CoreState {
  public:
    // Before anything that the host reads or writes is touched: cleans, invalidates and switches off the
    // D-cache, so that RAM is the same for the core and for every adapter, whatever its HPROT.
    void take_over(std::uintptr_t vector_table);
    void restore() const;

  private:
    struct Region {
        std::uint32_t rbar;
        std::uint32_t rasr;
    };
    void save_mpu();
    void restore_mpu() const;

    std::uint32_t vtor_ = 0;
    std::uint32_t ccr_ = 0;
    std::uint32_t mpu_ctrl_ = 0;
    std::uint32_t mpu_rnr_ = 0;
    std::array<Region, 16> regions_{}; // the Cortex-M4 has 0 or 8, the M7 0, 8 or 16
};

} // namespace xspi
