#include "openocd-driver/board/facts-problem.hpp"

namespace xspi {

namespace {

std::string text(Pin pin) { return pin.connected() ? fmt::format("P{}{}", pin.port, pin.number) : "no pin"; }

std::string list(const PinList& pins) {
    std::string result;
    for (const Pin& pin : pins.span()) result += (result.empty() ? "" : ", ") + text(pin);
    return result.empty() ? "none on this package" : result;
}

std::string known_mcus() {
    std::string result;
    for (const Family* family : kFamilies)
        for (const Device& device : family->devices)
            result += (result.empty() ? "" : ", ") + std::string(device.names);
    return result;
}

std::string controllers(const BoardFacts& facts) {
    std::string result;
    if (const Family* family = find_family(facts.mcu))
        for (const ControllerInstance& controller : family->pins.controllers)
            result += (result.empty() ? "" : ", ") + std::string(controller.name);
    return result;
}

// "XSPIM port", "QUADSPI bank": what the pins of one flash have in common.
std::string_view port_term(const BoardFacts& facts, const FactsProblem& p) {
    const Family* family = find_family(facts.mcu);
    const ControllerInstance* controller =
        family != nullptr ? family->pins.controller(facts.flashes[p.flash].controller) : nullptr;
    return controller != nullptr ? controller->port_term : "port";
}

double mhz(std::uint32_t hz) { return hz / 1e6; }

} // namespace

std::string_view name_of(Signal signal, std::size_t flash, const BoardFacts& facts) {
    const Family* family = find_family(facts.mcu);
    const ControllerInstance* controller =
        family != nullptr ? family->pins.controller(facts.flashes[flash].controller) : nullptr;
    return controller != nullptr && is_spi(controller->kind) ? spi_signal_name(signal) : signal_name(signal);
}

Failure explain_address(const FactsProblem& p, const BoardFacts& facts) {
    const FlashFacts& flash = facts.flashes[p.flash];
    if (p.error == FactsError::AddressUnaligned)
        return Failure("XSPI-0142", "`address` of flash {} is 0x{:08X}; it must be a multiple of 0x{:X}",
                       flash.name, p.value, p.limit);
    if (p.error == FactsError::AddressTwice)
        return Failure("XSPI-0143", "flash {} and flash {} are both at 0x{:08X}",
                       facts.flashes[p.other_flash].name, flash.name, flash.mapped_base);
    const OccupiedRange& taken = find_family(facts.mcu)->occupied[p.index];
    return Failure(
        "XSPI-0144",
        "`address` of flash {} is 0x{:08X}, which is {} of {} (0x{:08X} to 0x{:08X}): {} maps nothing, so "
        "choose an address where nothing is",
        flash.name, p.value, taken.region.name, facts.mcu, taken.region.base,
        taken.region.base + (taken.region.size - 1), flash.controller);
}

Failure explain_chip(const FactsProblem& p, const BoardFacts& facts) {
    const FlashFacts& flash = facts.flashes[p.flash];
    if (p.error == FactsError::I2cMemory)
        return Failure("XSPI-0145",
                       "`chip {}` of flash {} is an I2C memory: it is not wired to an SPI, and is not served",
                       flash.chip, flash.name);
    if (p.error == FactsError::EepromOpcode)
        return Failure(
            "XSPI-0146",
            "`chip {}` of flash {} is an EEPROM of 512 bytes, which has the ninth bit of its address "
            "in the opcode, and is not served; smaller and larger ones are",
            flash.chip, flash.name);
    return Failure("XSPI-0147", "`chip {}` of flash {} is an EEPROM, which is served on an SPI, not on {}",
                   flash.chip, flash.name, flash.controller);
}

namespace {
std::string usb_ports(const BoardFacts& facts) {
    std::string result;
    for (const UsbPort& port : find_family(facts.mcu)->usb_ports)
        result += (result.empty() ? "" : ", ") + std::string(port.name);
    return result;
}

// What concerns the bootloader alone.
Failure explain_start(const FactsProblem& p, const BoardFacts& facts) {
    switch (p.error) {
    case FactsError::BootUnaligned:
        return Failure("XSPI-0150", "`boot` is 0x{:08X}; a vector table lies at a multiple of {}", p.value,
                       p.limit);
    case FactsError::UsbPinMissing:
        return Failure("XSPI-0152", "`usb {}` needs {}, which {} has not", facts.usb, text(p.pin), facts.mcu);
    case FactsError::UsbOnFlashPin:
        return Failure("XSPI-0153", "{} is both `usb {}` and {}", text(p.pin), facts.usb,
                       name_of(p.signal, p.flash, facts));
    case FactsError::UsbClockWrong:
        return Failure("XSPI-0154",
                       "`usb {}` needs `hse` of 16, 19.2, 20, 24, 26 or 32 MHz for its PHY, not {} MHz",
                       facts.usb, mhz(p.value));
    default:
        return Failure("XSPI-0151", "`usb {}`: the bootloader has no such USB core on {}; known: {}",
                       facts.usb, facts.mcu, usb_ports(facts));
    }
}
} // namespace

Failure explain(const FactsProblem& p, const BoardFacts& facts) {
    std::string_view signal = name_of(p.signal, p.flash, facts);
    switch (p.error) {
    case FactsError::UnknownMcu:
        return Failure("XSPI-0121", "`mcu {}` of board {} is unknown; known: {}", facts.mcu, facts.name,
                       known_mcus());
    case FactsError::SignalMissing:
        if (p.signal == Signal::Ncs && p.alternatives.count == 0)
            return Failure("XSPI-0122", "board {} names no pin for {}, which may be any pin of the package",
                           facts.name, signal);
        return Failure("XSPI-0122", "board {} names no pin for {}; pins that can be {}: {}", facts.name,
                       signal, signal, list(p.alternatives));
    case FactsError::UnknownPin:
        return Failure("XSPI-0123", "{} (for {}) does not exist on {}; pins that can be {}: {}", text(p.pin),
                       signal, facts.mcu, signal, list(p.alternatives));
    case FactsError::PinCannot:
        return Failure("XSPI-0124", "{} cannot be {} on {}; pins that can: {}", text(p.pin), signal,
                       facts.mcu, list(p.alternatives));
    case FactsError::PinTwice:
        return Failure("XSPI-0125", "{} is named for both {} and {}", text(p.pin),
                       name_of(p.other_signal, p.other_flash, facts), signal);
    case FactsError::MixedPorts:
        return Failure("XSPI-0126", "{} ({}) is on another {} than CLK; possible on CLK's: {}", text(p.pin),
                       signal, port_term(facts, p), list(p.alternatives));
    case FactsError::UnknownLedPin:
        return Failure("XSPI-0127", "{} of LED {} does not exist on {}", text(p.pin),
                       facts.leds[p.index].name, facts.mcu);
    case FactsError::LedOnFlashPin:
        return Failure("XSPI-0128", "{} is named for both LED {} and {}", text(p.pin),
                       facts.leds[p.index].name, signal);
    case FactsError::HseOutOfRange:
        return Failure("XSPI-0129", "`hse` is {} MHz; the oscillator takes 4 to {} MHz", mhz(p.value),
                       mhz(p.limit));
    case FactsError::ClockTooHigh:
        return Failure("XSPI-0130", "`clock` is {} MHz; the controller's highest is {} MHz", mhz(p.value),
                       mhz(p.limit));
    case FactsError::ClockTooLow:
        return Failure("XSPI-0131", "`clock` is {} MHz; the lowest that the controller gives is {} MHz",
                       mhz(p.value), mhz(p.limit));
    case FactsError::SupplyForbidsClock:
        return Failure(
            "XSPI-0132",
            "`clock` is {} MHz, which needs high-speed pads, and `supply` {} V forbids them (they may be "
            "damaged above 2.7 V); at most {} MHz without",
            mhz(p.value), facts.flashes[p.flash].supply_mv / 1000.0, mhz(p.limit));
    case FactsError::MappedBaseWrong:
        return Failure("XSPI-0133", "`mapped` is 0x{:08X}; this controller's window begins at 0x{:08X}",
                       p.value, p.limit);
    case FactsError::UnknownController:
        return Failure("XSPI-0134", "{} has no controller `{}`; known: {}", facts.mcu,
                       facts.flashes[p.flash].controller, controllers(facts));
    case FactsError::ControllerTwice:
        return Failure("XSPI-0135", "flash {} and flash {} are both on {}", facts.flashes[p.other_flash].name,
                       facts.flashes[p.flash].name, facts.flashes[p.flash].controller);
    case FactsError::NoFlash: return Failure("XSPI-0136", "board {} names no flash", facts.name);
    case FactsError::UnknownButtonPin:
        return Failure("XSPI-0137", "{} of button {} does not exist on {}", text(p.pin),
                       facts.buttons[p.index].name, facts.mcu);
    case FactsError::ButtonOnFlashPin:
        return Failure("XSPI-0138", "{} is named for both button {} and {}", text(p.pin),
                       facts.buttons[p.index].name, signal);
    case FactsError::CoreClockWrong:
        return Failure("XSPI-0139",
                       "the core cannot run at {} MHz: at most {} MHz, from what `hse` says ({} MHz; 0: HSI)",
                       mhz(p.value), mhz(p.limit), mhz(facts.hse_hz));
    case FactsError::CoreSupplyWrong:
        return Failure("XSPI-0140", "`core_supply` of board {} does not exist on {}", facts.name, facts.mcu);
    case FactsError::BootOutsideFlash:
        return Failure(
            "XSPI-0141",
            "`boot` is 0x{:08X}, which lies in no flash of board {}, or where the bootloader itself is",
            p.value, facts.name);
    case FactsError::BootUnaligned:
    case FactsError::UsbUnknown:
    case FactsError::UsbPinMissing:
    case FactsError::UsbOnFlashPin:
    case FactsError::UsbClockWrong: return explain_start(p, facts);
    case FactsError::AddressTaken:
    case FactsError::AddressUnaligned:
    case FactsError::AddressTwice: return explain_address(p, facts);
    case FactsError::I2cMemory:
    case FactsError::EepromOpcode:
    case FactsError::EepromNotOnSpi: return explain_chip(p, facts);
    case FactsError::None: break;
    }
    return Failure("XSPI-0120", "the facts of board {} are wrong (problem {})", facts.name, int(p.error));
}

} // namespace xspi
