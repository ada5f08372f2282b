// A microcontroller as a board sees it: core, memories and peripherals. What hangs on its pins is the
// board's. One is made by soc-list.hpp, by the name of its part.
//
// Order of use: make, set_option and files into the memories, connect, power_on. Everything named by a string
// is refused with false (or nothing, or null) and, where there is a `why`, a sentence in it.
#pragma once
#include "core/board.hpp"
#include "core/clocks.hpp"
#include "core/machine.hpp"
#include "core/operations.hpp"
#include "core/usb-port.hpp"
#include "core/violations.hpp"
#include "ip/gpio.hpp"
#include "soc/soc-wiring.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vb {

class Soc {
  public:
    virtual ~Soc() = default;
    virtual std::string part() const = 0; // "STM32H743VI"
    virtual Machine& machine() = 0;       // core, bus, debug port, executive
    virtual const Machine& machine() const = 0;
    virtual Violations& violations() = 0;

    virtual const Pads& pads() const = 0;
    virtual Gpio* gpio(char port) = 0; // 'A'..; null: there is no such port

    // Options of the command line: option bytes by name, and UID.
    virtual bool set_option(const std::string& name, const std::string& value) = 0;
    virtual std::vector<std::string> option_names() const = 0;
    virtual std::optional<std::string> option_values(const std::string& name) const = 0; // for people

    // The user flash, every bank in one piece from its first address; and the main system RAM.
    virtual NamedMemory internal_flash() = 0;
    virtual NamedMemory ram() = 0;
    // Erases, programs and option changes of the internal flash since power-on.
    virtual Operations& flash_operations() = 0;
    virtual const Operations& flash_operations() const = 0;
    // The supply goes: what the internal flash has under way ends in the middle.
    virtual void lose_supply() = 0;

    // Controllers of external flash by instance, and where each maps a chip (nothing: it does not map).
    virtual std::vector<std::string> flash_controllers() const = 0;
    virtual std::optional<std::uint32_t> flash_window(const std::string& controller) const = 0;
    virtual std::vector<SerialClock> serial_clocks() const { return {}; } // of SPIs that have a chip
    // Once, before power_on, when options and faults of the chip are known.
    virtual bool connect(const FlashWires& wires, std::string& why) = 0;
    // The device's end of a USB connector on that core ("USB_OTG_FS"); null: it has none.
    virtual UsbPort* usb_port(const std::string&) { return nullptr; }
    // What a USART ("USART3") sends while that pad ("PD8") carries its TX.
    virtual bool listen(const std::string& usart, const std::string& pad, std::function<void(char)> heard,
                        std::string& why) = 0;

    // A peripheral that comes from outside: part of power-on and system reset, and reset by a bit of the RCC
    // (offset of the register) where given.
    struct ResetBit {
        std::uint32_t reg;
        unsigned bit;
    };
    virtual void add_peripheral(std::uint32_t base, std::uint32_t size, BusDevice& device,
                                std::optional<ResetBit> reset) = 0;
    // Called when the system is reset, after the peripherals; `nrst` also when NRST was pulled.
    virtual void on_reset(std::function<void(bool nrst)> action) = 0;
    virtual void power_on() = 0;
    // A declared fault. False: no register of ours is at that address.
    virtual bool hold_register_bit(std::uint32_t address, unsigned bit, bool level) = 0;
};

} // namespace vb
