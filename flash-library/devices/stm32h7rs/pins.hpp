// STM32H7R/S: which pin carries which XSPIM port signal. From ST's open pin data
// (STM32_open_pin_data mcu/IP/GPIO-STM32H7RS_gpio_v1_0_Modes.xml): always AF9, one signal per pin. Left out:
// the inverted clocks PO5 and PN7, and the upper byte of the 16-line port 1 (PO3, PP8..PP15).
#pragma once
#include "flash-library/devices/board-facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xspi::stm32h7rs {

inline constexpr std::uint8_t kXspimAlternateFunction = 9;

struct PinFunction {
    Pin pin;
    std::uint8_t port = 0; // XSPIM_P1 or XSPIM_P2
    Signal signal = Signal::Clk;
    std::uint8_t chip_select = 0; // XSPI_CR.CSSEL: 0 NCS1, 1 NCS2
};

inline constexpr std::array<PinFunction, 24> kPinFunctions{{
    {{'O', 4}, 1, Signal::Clk, 0}, {{'O', 0}, 1, Signal::Ncs, 0},  {{'O', 1}, 1, Signal::Ncs, 1},
    {{'O', 2}, 1, Signal::Dqs, 0}, {{'P', 0}, 1, Signal::Io0, 0},  {{'P', 1}, 1, Signal::Io1, 0},
    {{'P', 2}, 1, Signal::Io2, 0}, {{'P', 3}, 1, Signal::Io3, 0},  {{'P', 4}, 1, Signal::Io4, 0},
    {{'P', 5}, 1, Signal::Io5, 0}, {{'P', 6}, 1, Signal::Io6, 0},  {{'P', 7}, 1, Signal::Io7, 0},
    {{'N', 6}, 2, Signal::Clk, 0}, {{'N', 1}, 2, Signal::Ncs, 0},  {{'N', 12}, 2, Signal::Ncs, 1},
    {{'N', 0}, 2, Signal::Dqs, 0}, {{'N', 2}, 2, Signal::Io0, 0},  {{'N', 3}, 2, Signal::Io1, 0},
    {{'N', 4}, 2, Signal::Io2, 0}, {{'N', 5}, 2, Signal::Io3, 0},  {{'N', 8}, 2, Signal::Io4, 0},
    {{'N', 9}, 2, Signal::Io5, 0}, {{'N', 10}, 2, Signal::Io6, 0}, {{'N', 11}, 2, Signal::Io7, 0},
}};

// The XSPIM function of a pin; nullptr: it has none.
constexpr const PinFunction* pin_function(Pin pin) {
    for (const PinFunction& f : kPinFunctions)
        if (f.pin == pin) return &f;
    return nullptr;
}

struct PinList {
    std::array<Pin, 4> pins{};
    std::size_t count = 0;
    constexpr std::span<const Pin> span() const { return {pins.data(), count}; }
    constexpr void add(Pin pin) { pins[count++] = pin; }
};

// The pins that would do for a signal on XSPIM port 1 or 2, or on either (port 0).
constexpr PinList pins_for(std::uint8_t port, Signal signal) {
    PinList list;
    for (const PinFunction& f : kPinFunctions)
        if (f.signal == signal && (port == 0 || f.port == port)) list.add(f.pin);
    return list;
}

} // namespace xspi::stm32h7rs
