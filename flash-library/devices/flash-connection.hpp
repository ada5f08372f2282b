// Where the flash chip hangs: what a program needs of the board once port and clocks are up.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>

namespace xspi {

// Fixed layout: it crosses the probe.
struct FlashConnection {
    std::uint32_t controller_base = 0; // registers
    std::uint32_t window_base = 0;     // of the memory-mapped window; 0: the controller maps nothing
    std::uint32_t chip_select = 0;     // 0 NCS1, 1 NCS2; SPI: bit of select_register
    std::uint32_t select_register = 0; // SPI: GPIOx_BSRR of the pin that is NCS
    std::uint32_t data_lines = 0;      // 1, 4, 8 or 16
    ControllerKind kind = ControllerKind::Xspi;
    std::uint32_t quirks = 0; // kQuirk…, of nor-setup.hpp
};

// check_facts() has passed.
constexpr FlashConnection flash_connection(const Family& family, const FlashFacts& flash) {
    const ControllerInstance* controller = family.pins.controller(flash.controller);
    if (controller == nullptr) return {};
    FlashConnection connection{.controller_base = controller->registers,
                               .window_base = controller->window.size != 0 ? flash.mapped_base : 0,
                               .chip_select = family.pins.chip_select(flash),
                               .data_lines = data_lines(flash),
                               .kind = controller->kind,
                               .quirks = controller->quirks};
    if (is_spi(controller->kind)) {
        const Pin ncs = flash.pin(Signal::Ncs);
        connection.chip_select = ncs.number;
        connection.select_register = family.gpio.registers(ncs.port) + GPIO_BSRR;
    }
    return connection;
}

// What of its kernel clock a controller of the family can make.
constexpr Division division_of(const Family& family, ControllerKind kind) {
    return is_spi(kind) ? Division::PowerOfTwo : family.division;
}

} // namespace xspi
