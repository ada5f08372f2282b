// board-header FILE.cfg OUT.hpp: writes a board's facts as the constexpr that the firmware is built with.
#include "flash-library/devices/flash-connection.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/board/facts-problem.hpp"
#include "openocd-driver/file.hpp"

#include <fmt/format.h>

#include <exception>
#include <iostream>

namespace {

std::string pin_text(xspi::Pin pin) {
    return pin.connected() ? fmt::format("{{'{}', {}}}", pin.port, pin.number) : "{}";
}

std::string flash_text(const xspi::FlashFacts& flash) {
    std::string pins;
    for (xspi::Pin pin : flash.pins) pins += (pins.empty() ? "" : ", ") + pin_text(pin);
    return fmt::format(R"(        {{
            .name = "{}",
            .chip = "{}",
            .controller = "{}",
            .mapped_base = 0x{:08X},
            .supply_mv = {},
            .clock_hz = {},
            .reset_pin_nrst = {},
            .pins = {{{{{}}}}},
        }},
)",
                       flash.name, flash.chip, flash.controller, flash.mapped_base, flash.supply_mv,
                       flash.clock_hz, flash.reset_pin_nrst, pins);
}

std::string line(std::string_view name, std::uint32_t value) {
    return fmt::format("{} 0x{:08X}\n", name, value);
}

// What setup/board-firmware and firmware/meson.build read. A blinky needs a flash that code executes from, or
// an LED that shows it; without that its place is the internal flash.
std::string for_the_build(const xspi::Family& family, const xspi::BoardFacts& facts) {
    const bool mapped =
        facts.flash_count != 0 && xspi::flash_connection(family, facts.flashes[0]).window_base != 0;
    const xspi::Device* device = xspi::find_device(family.devices, facts.mcu);
    const xspi::FlashTestRoom& room = family.flash_test_room;
    std::string programs;
    if (mapped) programs += " bootloader";
    if (mapped || facts.led_count != 0) programs += " blinky";
    if (facts.flash_count != 0 && room.area_size() != 0 &&
        xspi::find_eeprom(facts.flashes[0].chip) == nullptr)
        programs += " flash-test";
    const xspi::UsbPort* usb = xspi::find_usb_port(family.usb_ports, facts.usb);
    return fmt::format("CPU {}\nUSB {} 0x{:08X} {}\nLINES {}\nPROGRAMS{}\n",
                       family.cpu == xspi::Cpu::CortexM4 ? "cortex-m4" : "cortex-m7",
                       usb == nullptr    ? "none"
                       : usb->high_speed ? "high"
                                         : "full",
                       usb == nullptr ? 0 : usb->registers, usb == nullptr ? 0 : usb->interrupt,
                       facts.flash_count != 0 ? xspi::data_lines(facts.flashes[0]) : 0, programs) +
           line("APPLICATION_BASE",
                mapped ? boot_address(facts) : family.internal_flash.banks(*device)[0].base) +
           line("BOOTLOADER_SIZE", xspi::bootloader_sectors(family.internal_flash.sector_size)) +
           line("TEST_CODE_BASE", room.code.base + (room.code.base == 0 ? 0x100 : 0)) +
           line("TEST_CODE_SIZE", room.code.size - (room.code.base == 0 ? 0x100 : 0)) +
           line("TEST_DATA_SIZE", room.data.size) + line("TEST_BUFFERS_BASE", room.buffers.base) +
           line("TEST_BUFFERS_SIZE", room.buffers.size);
}

std::string header(const xspi::BoardFacts& facts) {
    if (const xspi::FactsProblem problem = xspi::check_facts(facts)) throw xspi::explain(problem, facts);
    const xspi::Family* family = xspi::find_family(facts.mcu);
    std::string flashes, leds, buttons;
    for (const xspi::FlashFacts& flash : facts.flash_list()) flashes += flash_text(flash);
    for (std::size_t i = 0; i < facts.led_count; i++)
        leds += fmt::format("        {{\"{}\", {}, {}}},\n", facts.leds[i].name, pin_text(facts.leds[i].pin),
                            facts.leds[i].active_high);
    for (std::size_t i = 0; i < facts.button_count; i++)
        buttons += fmt::format("        {{\"{}\", {}, {}}},\n", facts.buttons[i].name,
                               pin_text(facts.buttons[i].pin), facts.buttons[i].active_high);
    return fmt::format(R"(// Generated from boards/{0}.cfg by board-header.
#pragma once
#include "flash-library/devices/{1}/family.hpp"

/* For the build:
{15}*/

inline constexpr const xspi::Family& kFamily = xspi::{1}::kFamily;

inline constexpr xspi::BoardFacts kBoard{{
    .name = "{0}",
    .mcu = "{2}",
    .hse_hz = {3},
    .hse_bypass = {14},
    .core_clock = {4},
    .core_supply = xspi::CoreSupply({5}),
    .flashes = {{{{
{6}    }}}},
    .flash_count = {7},
    .leds = {{{{
{8}    }}}},
    .led_count = {9},
    .buttons = {{{{
{10}    }}}},
    .button_count = {11},
    .usb = "{12}",
    .boot_address = 0x{13:08X},
}};
)",
                       facts.name, family->folder, facts.mcu, facts.hse_hz, facts.core_clock,
                       int(facts.core_supply), flashes, facts.flash_count, leds, facts.led_count, buttons,
                       facts.button_count, facts.usb, facts.boot_address, facts.hse_bypass,
                       for_the_build(*family, facts));
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
