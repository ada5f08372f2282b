// board-header FILE.cfg OUT.hpp: writes a board's facts as the constexpr that the firmware is built with.
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/file.hpp"

#include <fmt/format.h>

#include <exception>
#include <iostream>

namespace {

std::string pin_text(xspi::Pin pin) {
    return pin.connected() ? fmt::format("{{'{}', {}}}", pin.port, pin.number) : "{}";
}

std::string header(const xspi::BoardFacts& facts) {
    std::string pins, leds;
    for (xspi::Pin pin : facts.pins) pins += fmt::format("        {},\n", pin_text(pin));
    for (std::size_t i = 0; i < facts.led_count; i++)
        leds += fmt::format("        {{\"{}\", {}}},\n", facts.leds[i].name, pin_text(facts.leds[i].pin));
    return fmt::format(R"(// Generated from boards/{0}.cfg by board-header.
#pragma once
#include "flash-library/devices/board-facts.hpp"

inline constexpr xspi::BoardFacts kBoard{{
    .name = "{0}",
    .mcu = "{1}",
    .hse_hz = {2},
    .core_supply = xspi::CoreSupply({3}),
    .controller = xspi::Controller({4}),
    .mapped_base = 0x{5:08X},
    .supply_mv = {6},
    .clock_hz = {7},
    .reset_pin_nrst = {8},
    .flash = "{9}",
    .pins = {{{{
{10}    }}}},
    .leds = {{{{
{11}    }}}},
    .led_count = {12},
}};
)",
                       facts.name, facts.mcu, facts.hse_hz, int(facts.core_supply), int(facts.controller),
                       facts.mapped_base, facts.supply_mv, facts.clock_hz, facts.reset_pin_nrst, facts.flash,
                       pins, leds, facts.led_count);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: board-header FILE.cfg OUT.hpp\n";
        return 2;
    }
    try {
        xspi::BoardFile board = xspi::read_board_file(argv[1]);
        const std::string text = header(board.facts());
        xspi::write_file(argv[2], {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
