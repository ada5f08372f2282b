#include "openocd-driver/board/facts-problem.hpp"

namespace xspi {

namespace {

std::string text(Pin pin) { return pin.connected() ? fmt::format("P{}{}", pin.port, pin.number) : "no pin"; }

std::string list(const stm32h7rs::PinList& pins) {
    std::string result;
    for (const Pin& pin : pins.span()) result += (result.empty() ? "" : ", ") + text(pin);
    return result.empty() ? "none on this package" : result;
}

std::string known_mcus() {
    std::string result;
    for (const Device& device : kDevices) result += (result.empty() ? "" : ", ") + std::string(device.names);
    return result;
}

double mhz(std::uint32_t hz) { return hz / 1e6; }

} // namespace

Failure explain(const FactsProblem& p, const BoardFacts& facts) {
    std::string_view signal = signal_name(p.signal);
    switch (p.error) {
    case FactsError::UnknownMcu:
        return Failure("XSPI-0121", "`mcu {}` of board {} is not known; there are: {}", facts.mcu, facts.name,
                       known_mcus());
    case FactsError::SignalMissing:
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
                       signal_name(p.other_signal), signal);
    case FactsError::MixedPorts:
        return Failure("XSPI-0126", "{} ({}) lies on another XSPIM port than CLK; on CLK's port there is: {}",
                       text(p.pin), signal, list(p.alternatives));
    case FactsError::UnknownLedPin:
        return Failure("XSPI-0127", "{} of LED {} does not exist on {}", text(p.pin),
                       facts.leds[p.index].name, facts.mcu);
    case FactsError::LedOnFlashPin:
        return Failure("XSPI-0128", "{} is named for both LED {} and {}", text(p.pin),
                       facts.leds[p.index].name, signal);
    case FactsError::HseOutOfRange:
        return Failure("XSPI-0129", "`hse` is {} MHz; the oscillator takes 4 to 50 MHz", mhz(p.value));
    case FactsError::ClockTooHigh:
        return Failure("XSPI-0130", "`clock` is {} MHz; the controller's highest is {} MHz", mhz(p.value),
                       mhz(p.limit));
    case FactsError::ClockTooLow:
        return Failure("XSPI-0131", "`clock` is {} MHz; the lowest that PLL2 gives is {} MHz", mhz(p.value),
                       mhz(p.limit));
    case FactsError::SupplyForbidsClock:
        return Failure(
            "XSPI-0132",
            "`clock` is {} MHz, which needs high-speed pads, and `supply` {} V forbids them (they may be "
            "damaged above 2.7 V); at most {} MHz without",
            mhz(p.value), facts.supply_mv / 1000.0, mhz(p.limit));
    case FactsError::MappedBaseWrong:
        return Failure("XSPI-0133", "`mapped` is 0x{:08X}; this controller's window begins at 0x{:08X}",
                       p.value, p.limit);
    case FactsError::None: break;
    }
    return Failure("XSPI-0120", "the facts of board {} are wrong (problem {})", facts.name, int(p.error));
}

} // namespace xspi
