// A Command's phases as ST's controllers have them in their registers. Pure.
#pragma once
#include "flash-library/command.hpp"

#include <bit>
#include <cstdint>

namespace xspi {

inline constexpr std::uint16_t kNoModeBits = 0x100;

constexpr bool has_address(const Command& c) { return c.address_bytes != 0; }
constexpr bool has_mode_bits(const Command& c) { return c.mode_bits != kNoModeBits; }
constexpr bool has_data(const Command& c) { return c.data_phase.lines != 0; }
constexpr bool any_dtr(const Command& c) {
    return c.opcode_phase.dtr || c.address_phase.dtr || c.data_phase.dtr;
}

// xxMODE: 0 none, 1 one line, 2 two, 3 four, 4 eight.
constexpr std::uint32_t mode_field(std::uint8_t lines) { return lines == 0 ? 0 : std::bit_width(lines); }
// xSIZE: 0 8-bit, 1 16-bit, 2 24-bit, 3 32-bit.
constexpr std::uint32_t size_field(std::uint8_t bytes) { return bytes == 0 ? 0 : bytes - 1u; }

} // namespace xspi
