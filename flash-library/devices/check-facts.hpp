// Is what a board file says possible on its MCU? The first problem as a value; the words are the caller's
// (host: an error with an id, firmware build: a static_assert).
#pragma once
#include "flash-library/chips/eeprom.hpp"
#include "flash-library/devices/family.hpp"

namespace xspi {

namespace check_facts_detail {

constexpr Signal signal_at(std::size_t i) { return static_cast<Signal>(i); }
constexpr std::size_t index_of(Signal signal) { return static_cast<std::size_t>(signal); }

// One flash of a board on its MCU.
struct Wiring {
    const PinTable& table;
    const Device& device;
    const FlashFacts& flash;
    std::size_t number;
    const ControllerInstance& controller;

    // Nothing where every pin of the package would do.
    constexpr PinList bonded_pins_for(Signal signal) const {
        PinList result;
        if (table.by_gpio(flash, signal)) return result;
        const PinList pins = table.pins_for(controller.pin_instance, table.port_of(flash), signal);
        for (const Pin& pin : pins.span())
            if (device.has_pin(pin)) result.add(pin);
        return result;
    }
    constexpr FactsProblem problem(FactsError error, Signal signal) const {
        FactsProblem p{.error = error, .flash = number, .signal = signal, .pin = flash.pin(signal)};
        p.alternatives = bonded_pins_for(signal);
        return p;
    }
};

constexpr FactsProblem check_one_pin(const Wiring& w, Signal signal) {
    if (!w.device.has_pin(w.flash.pin(signal))) return w.problem(FactsError::UnknownPin, signal);
    if (w.table.by_gpio(w.flash, signal)) return {};
    const PinFunction* function = w.table.function(w.flash, signal);
    if (function == nullptr) return w.problem(FactsError::PinCannot, signal);
    if (function->port != 0 && function->port != w.table.port_of(w.flash))
        return w.problem(FactsError::MixedPorts, signal);
    return {};
}

// Lines come as 1 (IO0 out, IO1 in), 4, 8 or 16; from 8 on they are read with DQS. An SPI's are MOSI and
// MISO.
constexpr FactsProblem check_missing(const Wiring& w) {
    std::size_t last = index_of(Signal::Io1);
    for (std::size_t i = index_of(Signal::Io2); i < kSignals; ++i)
        if (w.flash.pins[i].connected())
            last = index_of(i < index_of(Signal::Io4)   ? Signal::Io3
                            : i < index_of(Signal::Io8) ? Signal::Io7
                                                        : Signal::Io15);
    for (std::size_t i = 0; i <= last; ++i) {
        const bool optional = signal_at(i) == Signal::Dqs && last < index_of(Signal::Io4);
        if (!w.flash.pins[i].connected() && !optional)
            return w.problem(FactsError::SignalMissing, signal_at(i));
    }
    return {};
}

constexpr FactsProblem check_pin_twice(const FlashFacts& a, const FlashFacts& b, bool same) {
    for (std::size_t i = 0; i < kSignals; ++i)
        for (std::size_t j = same ? i + 1 : 0; j < kSignals; ++j)
            if (a.pins[i].connected() && a.pins[i] == b.pins[j])
                return {.error = FactsError::PinTwice,
                        .signal = signal_at(j),
                        .other_signal = signal_at(i),
                        .pin = a.pins[i]};
    return {};
}

// The chip's size is not known yet. A 64 KiB sector at least, so that every erase block lies within.
constexpr FactsProblem check_chosen_address(const Family& family, const FlashFacts& flash,
                                            std::size_t number) {
    constexpr std::uint32_t kAlignment = 64 * 1024;
    FactsProblem problem{.flash = number, .value = flash.mapped_base, .limit = kAlignment};
    if (flash.mapped_base % kAlignment != 0) {
        problem.error = FactsError::AddressUnaligned;
    } else if (const OccupiedRange* range =
                   find_occupied(family.occupied, flash.mapped_base, kAlignment, false)) {
        problem.error = FactsError::AddressTaken;
        problem.index = static_cast<std::size_t>(range - family.occupied.data());
    }
    return problem;
}

constexpr FactsProblem check_chip(const FlashFacts& flash, ControllerKind kind, std::size_t number) {
    if (names_i2c_memory(flash.chip)) return {.error = FactsError::I2cMemory, .flash = number};
    if (has_address_in_opcode(flash.chip)) return {.error = FactsError::EepromOpcode, .flash = number};
    if (find_eeprom(flash.chip) != nullptr && !is_spi(kind))
        return {.error = FactsError::EepromNotOnSpi, .flash = number};
    return {};
}

constexpr FactsProblem check_flash(const Family& family, const Device& device, const BoardFacts& board,
                                   std::size_t number) {
    const FlashFacts& flash = board.flashes[number];
    const ControllerInstance* controller = family.pins.controller(flash.controller);
    if (controller == nullptr) return {.error = FactsError::UnknownController, .flash = number};
    if (const FactsProblem problem = check_chip(flash, controller->kind, number)) return problem;
    for (std::size_t other = 0; other <= number; ++other) {
        const bool same = other == number;
        if (!same && board.flashes[other].controller == flash.controller)
            return {.error = FactsError::ControllerTwice, .flash = number, .other_flash = other};
        if (!same && board.flashes[other].mapped_base == flash.mapped_base)
            return {.error = FactsError::AddressTwice, .flash = number, .other_flash = other};
        FactsProblem twice = check_pin_twice(board.flashes[other], flash, same);
        twice.flash = number;
        twice.other_flash = other;
        if (twice) return twice;
    }
    const Wiring wiring{family.pins, device, flash, number, *controller};
    for (std::size_t i = 0; i < kSignals; ++i)
        if (flash.pins[i].connected())
            if (const FactsProblem problem = check_one_pin(wiring, signal_at(i))) return problem;
    if (const FactsProblem problem = check_missing(wiring)) return problem;
    if (controller->window.size == 0) return check_chosen_address(family, flash, number);
    if (flash.mapped_base != controller->window.base)
        return {.error = FactsError::MappedBaseWrong,
                .flash = number,
                .value = flash.mapped_base,
                .limit = controller->window.base};
    return {};
}

// A pin of an LED or a button: on this package, and no flash's.
constexpr FactsProblem check_own_pin(const BoardFacts& board, const Device& device, Pin pin,
                                     std::size_t index, FactsError unknown, FactsError taken) {
    if (!device.has_pin(pin)) return {.error = unknown, .pin = pin, .index = index};
    for (std::size_t f = 0; f < board.flash_count; ++f)
        for (std::size_t s = 0; s < kSignals; ++s)
            if (board.flashes[f].pins[s] == pin)
                return {.error = taken, .flash = f, .signal = signal_at(s), .pin = pin, .index = index};
    return {};
}

constexpr FactsProblem check_leds_and_buttons(const BoardFacts& board, const Device& device) {
    for (std::size_t i = 0; i < board.led_count; ++i)
        if (const FactsProblem problem = check_own_pin(board, device, board.leds[i].pin, i,
                                                       FactsError::UnknownLedPin, FactsError::LedOnFlashPin))
            return problem;
    for (std::size_t i = 0; i < board.button_count; ++i)
        if (const FactsProblem problem =
                check_own_pin(board, device, board.buttons[i].pin, i, FactsError::UnknownButtonPin,
                              FactsError::ButtonOnFlashPin))
            return problem;
    return {};
}

constexpr FactsProblem check_boot_address(const Family& family, const Device& device,
                                          const BoardFacts& board) {
    if (board.boot_address == 0) return {};
    if (board.boot_address % kVectorTableAlignment != 0)
        return {
            .error = FactsError::BootUnaligned, .value = board.boot_address, .limit = kVectorTableAlignment};
    const auto banks = family.internal_flash.banks(device);
    const std::uint32_t taken = bootloader_sectors(family.internal_flash.sector_size);
    if (board.boot_address - banks[0].base >= taken)
        for (const MemoryRegion& bank : banks)
            if (bank.contains(board.boot_address)) return {};
    for (const FlashFacts& flash : board.flash_list()) {
        const MemoryRegion& window = family.pins.controller(flash.controller)->window;
        if (window.contains(boot_address(board))) return {};
    }
    return {.error = FactsError::BootOutsideFlash, .value = boot_address(board)};
}

// A family without any such core says nothing of what stands there.
constexpr FactsProblem check_usb(const Family& family, const Device& device, const BoardFacts& board) {
    if (board.usb.empty() || family.usb_ports.empty()) return {};
    const UsbPort* port = find_usb_port(family.usb_ports, board.usb);
    if (port == nullptr) return {.error = FactsError::UsbUnknown};
    for (const Pin pin : {port->dm, port->dp})
        if (pin.connected())
            if (const FactsProblem problem = check_own_pin(board, device, pin, 0, FactsError::UsbPinMissing,
                                                           FactsError::UsbOnFlashPin))
                return problem;
    if (family.usb_clocked != nullptr && !family.usb_clocked(board))
        return {.error = FactsError::UsbClockWrong, .value = board.hse_hz};
    return {};
}

} // namespace check_facts_detail

constexpr FactsProblem check_facts(const Family& family, const BoardFacts& board) {
    using namespace check_facts_detail;
    const Device* device = find_device(family.devices, board.mcu);
    if (device == nullptr) return {.error = FactsError::UnknownMcu};
    // A board without one is its microcontroller's internal flash and option bytes.
    if (board.flash_count == 0 && family.internal_flash.openocd_driver.empty())
        return {.error = FactsError::NoFlash};
    for (std::size_t number = 0; number < board.flash_count; ++number)
        if (const FactsProblem problem = check_flash(family, *device, board, number)) return problem;
    if (const FactsProblem problem = check_leds_and_buttons(board, *device)) return problem;
    if (const FactsProblem problem = check_boot_address(family, *device, board)) return problem;
    if (const FactsProblem problem = family.check(board, *device)) return problem;
    return check_usb(family, *device, board);
}

} // namespace xspi
