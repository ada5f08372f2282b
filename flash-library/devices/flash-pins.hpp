// The pins of a flash as register operations: clocks of their ports, alternate functions, push-pull, very
// high speed, a pull-up on NCS. NCS of an SPI is a GPIO output, high.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/gpio.hpp"
#include "flash-library/devices/pin-table.hpp"

#include <cstdint>

namespace xspi {

namespace flash_pins_detail {
// What one GPIO port gets.
struct PortPins {
    std::uint32_t two = 0, one = 0;                // masks: 2 bits and 1 per pin
    std::uint32_t afrl_mask = 0, afrh_mask = 0;    // 4 bits per pin
    std::uint32_t afrl = 0, afrh = 0, pull_up = 0; // values
    std::uint32_t moder = 0, high = 0;             // 2: alternate function, 1: output; ODR
};

constexpr PortPins pins_on(const PinTable& table, const FlashFacts& flash, char letter) {
    PortPins m;
    for (std::size_t i = 0; i < kSignals; ++i) {
        const Pin pin = flash.pins[i];
        const PinFunction* function = table.function(flash, static_cast<Signal>(i));
        const bool by_gpio = table.by_gpio(flash, static_cast<Signal>(i));
        if (pin.port != letter || (function == nullptr && !by_gpio)) continue;
        m.two |= 3u << (2 * pin.number);
        m.one |= 1u << pin.number;
        m.moder |= (by_gpio ? 1u : 2u) << (2 * pin.number);
        if (by_gpio) m.high |= 1u << pin.number;
        if (by_gpio) continue;
        const unsigned shift = 4 * (pin.number % 8u);
        (pin.number < 8 ? m.afrl_mask : m.afrh_mask) |= 0xFu << shift;
        (pin.number < 8 ? m.afrl : m.afrh) |= std::uint32_t{function->alternate_function} << shift;
    }
    const Pin ncs = flash.pin(Signal::Ncs);
    if (ncs.port == letter) m.pull_up = 1u << (2 * ncs.number); // deselected while nobody drives it
    return m;
}
} // namespace flash_pins_detail

// One write per register and GPIO port. MODER last, so that no pin drives before it is what it shall be.
constexpr void flash_pin_ops(RegisterOps& ops, const PinTable& table, const GpioBlock& gpio,
                             const FlashFacts& flash) {
    std::uint32_t enable = 0;
    for (const Pin& pin : flash.pins)
        if (pin.connected()) enable |= GpioBlock::enable_bit(pin.port);
    ops.enable_clock(gpio.enable, enable);
    for (char letter = 'A'; letter <= 'P'; ++letter) {
        if ((enable & GpioBlock::enable_bit(letter)) == 0) continue;
        const auto m = flash_pins_detail::pins_on(table, flash, letter);
        const std::uint32_t base = gpio.registers(letter);
        if (m.afrl_mask != 0) ops.modify(Step::Pins, base + GPIO_AFRL, m.afrl_mask, m.afrl);
        if (m.afrh_mask != 0) ops.modify(Step::Pins, base + GPIO_AFRH, m.afrh_mask, m.afrh);
        if (m.high != 0) ops.modify(Step::Pins, base + GPIO_ODR, m.high, m.high);
        ops.modify(Step::Pins, base + GPIO_OTYPER, m.one, 0);
        ops.modify(Step::Pins, base + GPIO_OSPEEDR, m.two, m.two); // 3: very high speed
        ops.modify(Step::Pins, base + GPIO_PUPDR, m.two, m.pull_up);
        ops.modify(Step::Pins, base + GPIO_MODER, m.two, m.moder);
    }
}

} // namespace xspi
