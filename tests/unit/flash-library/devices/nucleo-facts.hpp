// The NUCLEO-H7S3L8's facts as the tests start from (MB1737).
#pragma once
#include "flash-library/devices/board-facts.hpp"

namespace xspi {

inline constexpr FlashFacts kNucleoFlash{
    .name = "ext",
    .chip = "MX25UW25645G",
    .controller = "XSPI2",
    .mapped_base = 0x70000000,
    .supply_mv = 1800,
    .clock_hz = 200'000'000,
    .reset_pin_nrst = true,
    .pins = {{{'N', 6},
              {'N', 1},
              {'N', 0},
              {'N', 2},
              {'N', 3},
              {'N', 4},
              {'N', 5},
              {'N', 8},
              {'N', 9},
              {'N', 10},
              {'N', 11}}},
};

inline constexpr BoardFacts kNucleo{
    .name = "nucleo_h7s3l8",
    .mcu = "STM32H7S3L8",
    .hse_hz = 24'000'000,
    .core_supply = CoreSupply::Ldo,
    .flashes = {{kNucleoFlash}},
    .flash_count = 1,
    .leds = {{{"LD1", {'D', 10}}, {"LD2", {'D', 13}}, {"LD3", {'B', 7}}}},
    .led_count = 3,
};

// The same flash with its pins on port 1 of XSPI1.
constexpr FlashFacts on_port_1(FlashFacts flash) {
    flash.controller = "XSPI1";
    flash.mapped_base = 0x90000000;
    flash.pins = {{{'O', 4},
                   {'O', 0},
                   {'O', 2},
                   {'P', 0},
                   {'P', 1},
                   {'P', 2},
                   {'P', 3},
                   {'P', 4},
                   {'P', 5},
                   {'P', 6},
                   {'P', 7}}};
    return flash;
}

constexpr BoardFacts on_port_1(BoardFacts board) {
    board.flashes[0] = on_port_1(board.flashes[0]);
    return board;
}

constexpr void set_pin(FlashFacts& flash, Signal signal, Pin pin) {
    flash.pins[static_cast<std::size_t>(signal)] = pin;
}
constexpr void set_pin(BoardFacts& board, Signal signal, Pin pin) { set_pin(board.flashes[0], signal, pin); }

} // namespace xspi
