// An STM32H7S3: core, memories and peripherals on one bus. What hangs on its pins is the board's.
#pragma once
#include "core/machine.hpp"
#include "core/violations.hpp"
#include "faults/faulty-registers.hpp"
#include "ip/gpio.hpp"
#include "ip/iwdg.hpp"
#include "ip/plain-blocks.hpp"
#include "ip/usart.hpp"
#include "soc/stm32h7rs/dbgmcu.hpp"
#include "soc/stm32h7rs/internal-flash.hpp"
#include "soc/stm32h7rs/memories.hpp"
#include "soc/stm32h7rs/pwr.hpp"
#include "soc/stm32h7rs/rcc.hpp"
#include "soc/stm32h7rs/sbs.hpp"
#include "soc/stm32h7rs/timers.hpp"
#include "soc/stm32h7rs/unmodelled.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>

namespace vb {

struct Stm32h7s3Wiring {
    BoardClocks clocks;
    CoreSupply core_supply = CoreSupply::Ldo;
    std::array<unsigned, 3> io_millivolts{3300, 3300, 1800}; // VDD, XSPIM port 1, port 2
    std::function<bool(unsigned port)> port_loaded;          // a powered chip hangs on XSPIM port n
    std::function<void(unsigned usart, char)> character;     // USART1..3 sent one out of their TX pin
};

class Stm32h7s3 {
  public:
    Stm32h7s3(Timeline& timeline, Stm32h7s3Wiring wiring);
    ~Stm32h7s3();

    Machine& machine() { return *machine_; }
    const Machine& machine() const { return *machine_; }
    Violations& violations() { return violations_; }
    const ClockSource& clocks() const { return rcc_; }
    const PortPower& port_power() const { return sbs_; }
    const Pads& pads() const { return pads_; }
    Rcc& rcc() { return rcc_; }
    InternalFlash& flash() { return flash_; }
    const InternalFlash& flash() const { return flash_; }
    Gpio& gpio(char port) { return *gpios_.at(port); }
    std::span<std::uint8_t> axi_sram() { return memories_.axi_sram(); }

    // A peripheral that the board brings along (XSPI and XSPIM): part of power-on and system reset, and reset
    // by RCC bits where given.
    struct ResetBit {
        std::uint32_t reg;
        unsigned bit;
    };
    void add_peripheral(std::uint32_t base, std::uint32_t size, BusDevice& device,
                        std::optional<ResetBit> reset);
    // Called when the system is reset, after the peripherals; `nrst` also when NRST was pulled.
    void on_reset(std::function<void(bool nrst)> action) { on_reset_ = std::move(action); }

    void power_on();
    // A declared fault. False: no register of ours is at that address.
    bool hold_register_bit(std::uint32_t address, unsigned bit, bool level);
    // The board's supply to a port's chip changed.
    void load_changed() { sbs_.update(); }

  private:
    MachineConfig machine_config();
    FlashHooks flash_hooks();
    SbsInputs sbs_inputs();
    void make_gpios();
    void make_usarts();
    void map_devices();
    void system_reset(bool nrst);
    void watchdog_expired();
    void clocks_changed();
    void reset_peripherals();

    Timeline& timeline_;
    Stm32h7s3Wiring wiring_;
    std::unique_ptr<Machine> machine_;
    Violations violations_;
    Rcc rcc_;
    Pwr pwr_;
    InternalFlash flash_;
    Sbs sbs_;
    Dbgmcu dbgmcu_;
    Iwdg iwdg_;
    Stm32h7s3Memories memories_;
    Stm32h7s3Timers timers_;
    UnmodelledStm32h7s3 unmodelled_;
    HangingRegion hanging_;
    std::map<char, std::unique_ptr<Gpio>> gpios_;
    GpioPads pads_;
    std::vector<std::unique_ptr<Usart>> usarts_;
    struct Registers {
        std::uint32_t base, size;
        FaultyRegisters device;
    };
    std::deque<Registers> on_bus_;        // addresses stay valid
    std::vector<BusDevice*> peripherals_; // in the order of their reset
    bool assembled_ = false;
    ResetCause next_cause_ = ResetCause::Software;
    std::function<void(bool)> on_reset_;
};

} // namespace vb
