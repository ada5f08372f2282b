// System configuration of STM32F4 and STM32F7 (0x40013800): what lies where, EXTI's ports, the I/O
// compensation cell.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <functional>
#include <optional>

namespace vb::stm32f {

namespace syscfg {
enum Offset : std::uint32_t { MEMRMP = 0x00, PMC = 0x04, EXTICR1 = 0x08, CBR = 0x1C, CMPCR = 0x20 };
} // namespace syscfg

struct SyscfgKind {
    std::span<const RegisterSpec> map;
};

class Syscfg final : public PeripheralRegisters {
  public:
    Syscfg(Timeline& timeline, Violations& violations, SyscfgKind kind);

    std::uint32_t memory_remap() const { return peek(syscfg::MEMRMP); }
    // MEMRMP as it comes out of the next reset (which boot address was used, on STM32F7).
    void set_reset_remap(std::uint32_t value) { reset_remap_ = value; }
    // Called after MEMRMP changed.
    void on_remap(std::function<void()> changed) { remapped_ = std::move(changed); }
    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void follow_cell(std::uint32_t value);

    Timeline& timeline_;
    std::uint32_t reset_remap_ = 0;
    std::optional<Timeline::EventId> settling_;
    std::function<void()> remapped_;
};

} // namespace vb::stm32f
