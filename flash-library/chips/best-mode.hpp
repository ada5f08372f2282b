// Which mode a chip is to work in: the fastest that chip, board and controller have in common.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"

#include <cstdint>

namespace xspi {

// What there is on this side of the chip.
struct Reach {
    std::uint8_t lines = 1;      // data lines that board and controller both have: 1, 4, 8 (16: two chips)
    bool octal_dtr = true;       // the controller has DTR and takes the data strobe
    std::uint32_t supply_mv = 0; // of the chip; 0: not known
    std::uint32_t clock_hz = 0;  // highest that board and controller allow
    std::uint32_t spi_hz = 0;    // the same for 1S-1S-1S where there are more lines than that
};

// Hz; 0: chip or reach do not have that mode. What the chip's dummy cycles carry is respected.
std::uint32_t mode_clock_hz(const ChipDescription& chip, Mode mode, const Reach& reach);

// By the time that 32 bytes from anywhere take, a cache line's. 4S-4S-4S only for chips that have no other
// way over four lines: it is hardly faster than 1S-4S-4S, and software that speaks over one line, as after a
// reset that does not reach the chip, no longer finds it.
Mode best_mode(const ChipDescription& chip, const Reach& reach);

} // namespace xspi
