// An STM32H742, H743, H750 or H753: core, memories and peripherals on one bus.
#pragma once
#include "ip/iwdg.hpp"
#include "ip/quadspi/quadspi.hpp"
#include "ip/usart.hpp"
#include "soc/otg-set.hpp"
#include "soc/soc-base.hpp"
#include "soc/spi-set.hpp"
#include "soc/stm32h74x/dbgmcu.hpp"
#include "soc/stm32h74x/debug-components.hpp"
#include "soc/stm32h74x/flash.hpp"
#include "soc/stm32h74x/memories.hpp"
#include "soc/stm32h74x/part.hpp"
#include "soc/stm32h74x/pwr.hpp"
#include "soc/stm32h74x/rcc.hpp"
#include "soc/stm32h74x/syscfg.hpp"
#include "soc/timer-set.hpp"
#include "soc/unmodelled-set.hpp"

namespace vb::stm32h74x {

class Stm32h74x final : public SocBase {
  public:
    // wiring: of the supply pins VDD counts.
    Stm32h74x(const Part& part, Timeline& timeline, SocWiring wiring);
    ~Stm32h74x() override;

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
    UsbPort* usb_port(const std::string& core) override { return otgs_.find(core); }
    void power_on() override;

  private:
    void reset_by_bit(ResetBit bit, BusDevice& device) override;
    void note_reset(ResetCause cause) override { rcc_.note_reset(cause); }
    void reset_peripherals() override;
    MachineConfig machine_config();
    FlashHooks flash_hooks();
    SyscfgInputs syscfg_inputs();
    QuadspiWiring quadspi_wiring();
    void make_usarts();
    void map_devices();
    void clocks_changed();
    bool set_revision(const std::string& value);

    Part part_;
    SocWiring wiring_;
    Revision revision_ = Revision::V;
    Rcc rcc_;
    Pwr pwr_;
    Flash flash_;
    Syscfg syscfg_;
    Dbgmcu dbgmcu_;
    DebugComponents debug_components_;
    Iwdg iwdg_;
    Memories memories_;
    TimerSet timers_;
    UnmodelledSet unmodelled_;
    std::vector<std::unique_ptr<Usart>> usarts_;
    ClockState checked_;
    Quadspi quadspi_;
    SpiSet spis_;
    OtgSet otgs_;
};

} // namespace vb::stm32h74x
