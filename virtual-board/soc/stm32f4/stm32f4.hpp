// An STM32F4: core, memories and peripherals on one bus.
#pragma once
#include "ip/iwdg.hpp"
#include "ip/older-usart.hpp"
#include "ip/quadspi/quadspi.hpp"
#include "soc/soc-base.hpp"
#include "soc/spi-set.hpp"
#include "soc/stm32f/clock-limits.hpp"
#include "soc/stm32f/dbgmcu.hpp"
#include "soc/stm32f/flash.hpp"
#include "soc/stm32f/pwr.hpp"
#include "soc/stm32f/rcc.hpp"
#include "soc/stm32f/syscfg.hpp"
#include "soc/stm32f4/memories.hpp"
#include "soc/stm32f4/part.hpp"
#include "soc/timer-set.hpp"
#include "soc/unmodelled-set.hpp"

namespace vb::stm32f4 {

class Stm32f4 final : public SocBase {
  public:
    // wiring: of the supply pins VDD counts.
    Stm32f4(const Part& part, Timeline& timeline, SocWiring wiring);
    ~Stm32f4() override;

    bool set_option(const std::string& name, const std::string& value) override;
    std::vector<std::string> option_names() const override;
    std::optional<std::string> option_values(const std::string& name) const override;
    NamedMemory internal_flash() override;
    NamedMemory ram() override;
    Operations& flash_operations() override { return flash_.operations(); }
    const Operations& flash_operations() const override { return flash_.operations(); }
    void lose_supply() override { flash_.lose_supply(); }
    std::vector<std::string> flash_controllers() const override;
    std::optional<std::uint32_t> flash_window(const std::string& controller) const override;
    std::vector<SerialClock> serial_clocks() const override { return spis_.clocks(); }
    bool connect(const FlashWires& wires, std::string& why) override;
    void power_on() override;

  private:
    void reset_by_bit(ResetBit bit, BusDevice& device) override;
    void note_reset(ResetCause cause) override { rcc_.note_reset(cause); }
    void reset_peripherals() override;
    MachineConfig machine_config(const Line& line);
    stm32f::FlashHooks flash_hooks();
    QuadspiWiring quadspi_wiring();
    void make_usarts();
    void map_devices();
    void map_system_devices();
    void clocks_changed();
    void remap();

    Part part_;
    SocWiring wiring_;
    stm32f::Rcc rcc_;
    stm32f::Pwr pwr_;
    stm32f::Flash flash_;
    stm32f::Syscfg syscfg_;
    stm32f::Dbgmcu dbgmcu_;
    Iwdg iwdg_;
    Memories memories_;
    PeripheralRegisters fsmc_;
    TimerSet timers_;
    UnmodelledSet unmodelled_;
    std::vector<std::unique_ptr<OlderUsart>> usarts_;
    std::optional<Quadspi> quadspi_; // of the lines that have one
    SpiSet spis_;
    stm32f::ClockState checked_;
};

} // namespace vb::stm32f4
