// System configuration of the STM32H742/743/750/753: I/O compensation cell, overdrive, the loaded options.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <array>

namespace vb::stm32h74x {

struct SyscfgInputs {
    std::function<bool()> csi_on, csi_running;
    std::function<bool()> io_hslv_option;    // OPTSR.IO_HSLV
    std::function<bool()> vos1_is_chosen;    // PWR_D3CR.VOS
    std::function<void(bool)> set_overdrive; // PWR
    std::function<bool()> has_overdrive;     // revision Y has none
    unsigned millivolts = 3300;              // VDD
    std::uint32_t package = 0;               // PKGR
};

class Syscfg final : public PeripheralRegisters {
  public:
    Syscfg(Timeline& timeline, Violations& violations, SyscfgInputs inputs);

    bool high_speed() const;  // CCCSR.HSLV and its option
    bool compensated() const; // the cell is on and ready, or the code is software's
    // To be called when CSI may have changed.
    void update();
    // UR0 to UR17, in their order, as the option bytes were loaded. Shown after the next reset().
    using UserRegisters = std::array<std::uint32_t, 18>;
    void set_user_registers(const UserRegisters& values) { user_ = values; }
    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void store_pwrcr(std::uint32_t value);
    void check_cccsr(std::uint32_t old, std::uint32_t value);

    Timeline& timeline_;
    SyscfgInputs inputs_;
    UserRegisters user_{};
    std::optional<Timeline::EventId> settling_;
};

} // namespace vb::stm32h74x
