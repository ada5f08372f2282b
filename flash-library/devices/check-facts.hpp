// Is what a board file says possible on its MCU? The first problem as a value; the words are the caller's
// (host: an error with an id, firmware build: a static_assert).
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/stm32h7rs/devices.hpp"
#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "flash-library/devices/stm32h7rs/pins.hpp"

namespace xspi {

enum class FactsError : std::uint8_t {
    None,
    UnknownMcu,    // kDevices is the list to show
    SignalMissing, // `signal` has no pin: CLK, NCS, IO0 and IO1 always, IO lines up to 1, 4 or 8, DQS with 8
    UnknownPin,    // `pin` is not bonded on this package (or is no pin at all); `alternatives` would do
    PinCannot,     // `pin` cannot be `signal`; `alternatives` would do
    PinTwice,      // `pin` is both `signal` and `other_signal`
    MixedPorts,    // `signal`'s pin is on the other XSPIM port than CLK's; `alternatives` on CLK's port
    UnknownLedPin, // `pin` of LED number `index`
    LedOnFlashPin, // `pin` of LED number `index` is `signal`
    HseOutOfRange, // `value` Hz: 4 to 50 MHz, or 0
    ClockTooHigh,  // `value` Hz is above `limit`
    ClockTooLow,   // `value` Hz is below `limit`
    SupplyForbidsClock, // `value` Hz needs IOHSLV, which at this supply would destroy the pads; `limit`
                        // without
    MappedBaseWrong     // `value` is not the controller's window, which begins at `limit`
};

struct FactsProblem {
    FactsError error = FactsError::None;
    Signal signal = Signal::Clk;
    Signal other_signal = Signal::Clk;
    Pin pin{};
    std::size_t index = 0;
    std::uint32_t value = 0;
    std::uint32_t limit = 0;
    stm32h7rs::PinList alternatives{};
    constexpr explicit operator bool() const { return error != FactsError::None; }
};

namespace check_facts_detail {

constexpr Signal signal_at(std::size_t i) { return static_cast<Signal>(i); }

constexpr stm32h7rs::PinList bonded(const Device& device, const stm32h7rs::PinList& list) {
    stm32h7rs::PinList result;
    for (const Pin& pin : list.span())
        if (device.has_pin(pin)) result.add(pin);
    return result;
}

// The port a message should speak of: that of CLK's pin, else the controller's own.
constexpr std::uint8_t intended_port(const BoardFacts& facts) {
    if (const auto* clk = stm32h7rs::pin_function(facts.pin(Signal::Clk))) return clk->port;
    return facts.controller == Controller::Xspi1 ? 1 : 2;
}

constexpr FactsProblem check_one_pin(const BoardFacts& facts, const Device& device, Signal signal) {
    const Pin pin = facts.pin(signal);
    FactsProblem problem{.signal = signal, .pin = pin};
    problem.alternatives = bonded(device, stm32h7rs::pins_for(intended_port(facts), signal));
    const auto* function = stm32h7rs::pin_function(pin);
    if (!device.has_pin(pin))
        problem.error = FactsError::UnknownPin;
    else if (function == nullptr || function->signal != signal)
        problem.error = FactsError::PinCannot;
    else if (function->port != intended_port(facts))
        problem.error = FactsError::MixedPorts;
    return problem;
}

constexpr FactsProblem check_pin_twice(const BoardFacts& facts) {
    for (std::size_t i = 0; i < kSignals; ++i)
        for (std::size_t j = i + 1; j < kSignals; ++j)
            if (facts.pins[i].connected() && facts.pins[i] == facts.pins[j])
                return {.error = FactsError::PinTwice,
                        .signal = signal_at(j),
                        .other_signal = signal_at(i),
                        .pin = facts.pins[i]};
    return {};
}

// Lines come as 1 (IO0 out, IO1 in), 4 or 8; 8 lines read in DTR need DQS.
constexpr FactsProblem check_missing(const BoardFacts& facts) {
    constexpr auto io2 = static_cast<std::size_t>(Signal::Io2);
    constexpr auto io4 = static_cast<std::size_t>(Signal::Io4);
    std::size_t last = static_cast<std::size_t>(Signal::Io1);
    for (std::size_t i = io2; i < kSignals; ++i)
        if (facts.pins[i].connected()) last = i < io4 ? io4 - 1 : kSignals - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        const bool optional = signal_at(i) == Signal::Dqs && last < io4;
        if (!facts.pins[i].connected() && !optional) {
            FactsProblem problem{.error = FactsError::SignalMissing, .signal = signal_at(i)};
            problem.alternatives = stm32h7rs::pins_for(intended_port(facts), signal_at(i));
            return problem;
        }
    }
    return {};
}

constexpr FactsProblem check_pins(const BoardFacts& facts, const Device& device) {
    if (const FactsProblem twice = check_pin_twice(facts)) return twice;
    for (std::size_t i = 0; i < kSignals; ++i)
        if (facts.pins[i].connected())
            if (const FactsProblem problem = check_one_pin(facts, device, signal_at(i))) return problem;
    return check_missing(facts);
}

constexpr FactsProblem check_leds(const BoardFacts& facts, const Device& device) {
    for (std::size_t i = 0; i < facts.led_count; ++i) {
        const Pin pin = facts.leds[i].pin;
        if (!device.has_pin(pin)) return {.error = FactsError::UnknownLedPin, .pin = pin, .index = i};
        for (std::size_t s = 0; s < kSignals; ++s)
            if (facts.pins[s] == pin)
                return {.error = FactsError::LedOnFlashPin, .signal = signal_at(s), .pin = pin, .index = i};
    }
    return {};
}

constexpr FactsProblem check_clocks(const BoardFacts& facts) {
    constexpr std::uint32_t kFlashClockMinHz = 10'000'000; // a number without its MHz
    if (facts.hse_hz != 0 && (facts.hse_hz < 4'000'000 || facts.hse_hz > 50'000'000))
        return {.error = FactsError::HseOutOfRange, .value = facts.hse_hz};
    if (facts.clock_hz > kFlashClockMaxHz)
        return {.error = FactsError::ClockTooHigh, .value = facts.clock_hz, .limit = kFlashClockMaxHz};
    if (facts.clock_hz < kFlashClockMinHz)
        return {.error = FactsError::ClockTooLow, .value = facts.clock_hz, .limit = kFlashClockMinHz};
    if (facts.supply_mv >= kHighSpeedMaximumMv && facts.clock_hz > kFlashClockWithoutHslvHz)
        return {.error = FactsError::SupplyForbidsClock,
                .value = facts.clock_hz,
                .limit = kFlashClockWithoutHslvHz};
    return {};
}

} // namespace check_facts_detail

constexpr FactsProblem check_facts(const BoardFacts& facts) {
    using namespace check_facts_detail;
    const Device* device = find_device(facts.mcu);
    if (device == nullptr) return {.error = FactsError::UnknownMcu};
    if (const FactsProblem problem = check_pins(facts, *device)) return problem;
    if (const FactsProblem problem = check_leds(facts, *device)) return problem;
    if (const FactsProblem problem = check_clocks(facts)) return problem;
    const std::uint32_t window =
        facts.controller == Controller::Xspi1 ? stm32h7rs::kXspi1Window : stm32h7rs::kXspi2Window;
    if (facts.mapped_base != window)
        return {.error = FactsError::MappedBaseWrong, .value = facts.mapped_base, .limit = window};
    return {};
}

} // namespace xspi
