// An STM32H7S3: core, memories and peripherals on one bus.
#pragma once
#include "ip/iwdg.hpp"
#include "ip/plain-blocks.hpp"
#include "ip/usart.hpp"
#include "soc/otg-set.hpp"
#include "soc/soc-base.hpp"
#include "soc/stm32h7rs/dbgmcu.hpp"
#include "soc/stm32h7rs/internal-flash.hpp"
#include "soc/stm32h7rs/memories.hpp"
#include "soc/stm32h7rs/pwr.hpp"
#include "soc/stm32h7rs/rcc.hpp"
#include "soc/stm32h7rs/sbs.hpp"
#include "soc/stm32h7rs/xspi-group.hpp"
#include "soc/timer-set.hpp"
#include "soc/unmodelled-set.hpp"

namespace vb {

class Stm32h7s3 final : public SocBase {
  public:
    // wiring: supply pins VDD, VDDXSPI1 and VDDXSPI2 count.
    Stm32h7s3(const std::string& part, Timeline& timeline, SocWiring wiring);
    ~Stm32h7s3() override;

    bool set_option(const std::string& name, const std::string& value) override;
    std::vector<std::string> option_names() const override;
    std::optional<std::string> option_values(const std::string& name) const override;
    NamedMemory internal_flash() override;
    NamedMemory ram() override;
    Operations& flash_operations() override { return flash_.operations(); }
    const Operations& flash_operations() const override { return flash_.operations(); }
    void lose_supply() override { flash_.lose_supply(); }
    std::vector<std::string> flash_controllers() const override { return {"XSPI1", "XSPI2"}; }
    std::optional<std::uint32_t> flash_window(const std::string& controller) const override {
        return XspiGroup::window(controller);
    }
    bool connect(const FlashWires& wires, std::string& why) override { return xspi_.connect(wires, why); }
    UsbPort* usb_port(const std::string& core) override { return otgs_.find(core); }
    void power_on() override;

  private:
    void reset_by_bit(ResetBit bit, BusDevice& device) override;
    void note_reset(ResetCause cause) override { rcc_.note_reset(cause); }
    void reset_peripherals() override;
    MachineConfig machine_config();
    FlashHooks flash_hooks();
    SbsInputs sbs_inputs();
    void make_usarts();
    void map_devices();
    void clocks_changed();

    SocWiring wiring_;
    Rcc rcc_;
    Pwr pwr_;
    InternalFlash flash_;
    Sbs sbs_;
    Dbgmcu dbgmcu_;
    Iwdg iwdg_;
    Stm32h7s3Memories memories_;
    TimerSet timers_;
    UnmodelledSet unmodelled_;
    HangingRegion hanging_;
    std::vector<std::unique_ptr<Usart>> usarts_;
    XspiGroup xspi_;
    OtgSet otgs_;
};

} // namespace vb
