// Which controllers a family has, which pin carries which of their signals, and what follows from the pins
// that a board's file names.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/memory-region.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

struct RegisterBits {
    std::string_view name = {}; // "RCC_AHB5ENR.XSPI2EN"
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
};

struct ControllerInstance {
    std::string_view name = {}; // "XSPI2", "QUADSPI"
    ControllerKind kind = ControllerKind::Xspi;
    std::uint32_t registers = 0;
    MemoryRegion window;                // size 0: it maps nothing
    RegisterBits clock, reset;          // of its peripheral bus
    std::string_view pin_instance = {}; // PinFunction::instance of its pins
    std::string_view port_term = {};    // what a PinFunction::port is called: "XSPIM port", "QUADSPI bank"
    std::uint8_t port = 0;              // the one to speak of when the pins name none
    std::uint8_t quirks = 0;            // kQuirk…, of nor-setup.hpp
};

struct PinFunction {
    Pin pin;
    std::string_view instance = {}; // "XSPIM", "QUADSPI", "SPI1"
    std::uint8_t port = 0;          // pins of one flash lie on one; 0: goes with every
    Signal signal = Signal::Clk;
    std::uint8_t alternate_function = 0;
    std::uint8_t chip_select = 0; // with NCS: which of the controller's
};

struct PinList {
    std::array<Pin, 8> pins{};
    std::size_t count = 0;
    constexpr std::span<const Pin> span() const& { return {pins.data(), count}; }
    std::span<const Pin> span() const&& = delete; // it would outlive its list
    constexpr void add(Pin pin) {
        if (count < pins.size()) pins[count++] = pin;
    }
};

struct PinTable {
    std::span<const ControllerInstance> controllers;
    std::span<const PinFunction> functions;

    // nullptr: the family has none of that name.
    constexpr const ControllerInstance* controller(std::string_view name) const {
        for (const ControllerInstance& c : controllers)
            if (c.name == name) return &c;
        return nullptr;
    }
    // nullptr: the pin does not carry that signal of that instance.
    constexpr const PinFunction* function(std::string_view instance, Signal signal, Pin pin) const {
        for (const PinFunction& f : functions)
            if (f.pin == pin && f.signal == signal && f.instance == instance) return &f;
        return nullptr;
    }
    // What the flash's pin for a signal is; nullptr: not connected, or it cannot be that signal.
    constexpr const PinFunction* function(const FlashFacts& flash, Signal signal) const {
        const ControllerInstance* c = controller(flash.controller);
        return c != nullptr ? function(c->pin_instance, signal, flash.pin(signal)) : nullptr;
    }
    // Whether a signal is an output of the GPIO port: NCS of an SPI, on any pin.
    constexpr bool by_gpio(const FlashFacts& flash, Signal signal) const {
        const ControllerInstance* c = controller(flash.controller);
        return c != nullptr && is_spi(c->kind) && signal == Signal::Ncs;
    }
    // The pins that would do for a signal, on a port or on any (0).
    constexpr PinList pins_for(std::string_view instance, std::uint8_t port, Signal signal) const {
        PinList list;
        for (const PinFunction& f : functions)
            if (f.signal == signal && f.instance == instance && (port == 0 || f.port == 0 || f.port == port))
                list.add(f.pin);
        return list;
    }
    // The port that the first pin with one has; without any the controller's own.
    constexpr std::uint8_t port_of(const FlashFacts& flash) const {
        for (std::size_t i = 0; i < kSignals; ++i) {
            const PinFunction* f = function(flash, static_cast<Signal>(i));
            if (f != nullptr && f->port != 0) return f->port;
        }
        const ControllerInstance* c = controller(flash.controller);
        return c != nullptr ? c->port : std::uint8_t{0};
    }
    // Which chip select of its controller the pin named NCS is.
    constexpr std::uint32_t chip_select(const FlashFacts& flash) const {
        const PinFunction* f = function(flash, Signal::Ncs);
        return f != nullptr ? f->chip_select : 0u;
    }
};

} // namespace xspi
