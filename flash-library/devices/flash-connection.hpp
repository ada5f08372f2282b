// Where the flash chip hangs: what a program needs of the board once port and clocks are up.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <cstdint>

namespace xspi {

// Fixed layout: it crosses the probe.
struct FlashConnection {
    std::uint32_t controller_base = 0; // registers
    std::uint32_t window_base = 0;     // of the memory-mapped window
    std::uint32_t chip_select = 0;     // 0 NCS1, 1 NCS2
    std::uint32_t data_lines = 0;      // 1, 4, 8 or 16
    ControllerKind kind = ControllerKind::Xspi;
    std::uint32_t quirks = 0; // kQuirk…, of nor-setup.hpp
};

// check_facts() has passed.
constexpr FlashConnection flash_connection(const Family& family, const FlashFacts& flash) {
    const ControllerInstance* controller = family.pins.controller(flash.controller);
    if (controller == nullptr) return {};
    return {controller->registers, flash.mapped_base, family.pins.chip_select(flash),
            data_lines(flash),     controller->kind,  controller->quirks};
}

} // namespace xspi
