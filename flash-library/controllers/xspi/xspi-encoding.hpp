// How a Command looks in XSPI's registers: CCR, TCR and the number of bytes on the wire. Pure.
#pragma once
#include "flash-library/command.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"

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

constexpr std::uint32_t ccr_opcode(const Command& c) {
    using namespace registers;
    return mode_field(c.opcode_phase.lines) << XSPI_CCR_IMODE_Pos | (c.opcode_phase.dtr ? XSPI_CCR_IDTR : 0) |
           size_field(c.opcode_bytes) << XSPI_CCR_ISIZE_Pos;
}

constexpr std::uint32_t ccr_address(const Command& c) {
    using namespace registers;
    if (!has_address(c)) return 0;
    return mode_field(c.address_phase.lines) << XSPI_CCR_ADMODE_Pos |
           (c.address_phase.dtr ? XSPI_CCR_ADDTR : 0) | size_field(c.address_bytes) << XSPI_CCR_ADSIZE_Pos;
}

constexpr std::uint32_t ccr_mode_bits(const Command& c) {
    using namespace registers;
    if (!has_mode_bits(c)) return 0;
    return mode_field(c.address_phase.lines) << XSPI_CCR_ABMODE_Pos |
           (c.address_phase.dtr ? XSPI_CCR_ABDTR : 0);
}

// DDTR is what DHQC's quarter-cycle hold hangs on: an opcode in DTR needs it even when no data follow, else
// the chip sees nothing (SILICON 2.6: ST's HAL does the same).
constexpr std::uint32_t ccr_data(const Command& c) {
    using namespace registers;
    if (!has_data(c)) return c.opcode_phase.dtr ? XSPI_CCR_DDTR : 0;
    return mode_field(c.data_phase.lines) << XSPI_CCR_DMODE_Pos | (c.data_phase.dtr ? XSPI_CCR_DDTR : 0) |
           (c.dqs != 0 ? XSPI_CCR_DQSE : 0);
}

constexpr std::uint32_t ccr(const Command& c) {
    return ccr_opcode(c) | ccr_address(c) | ccr_mode_bits(c) | ccr_data(c);
}

// SSHIFT stays 0: it is forbidden in DTR, and in STR no source says from which clock on it is needed.
constexpr std::uint32_t tcr(const Command& c) {
    return (c.dummy_cycles & registers::XSPI_TCR_DCYC) | (any_dtr(c) ? registers::XSPI_TCR_DHQC : 0);
}

// Octal DTR carries two bytes in each clock: the count is even.
constexpr bool pairs(const Command& c) { return c.data_phase.dtr && c.data_phase.lines >= 8; }
constexpr std::uint32_t wire_length(const Command& c, std::uint32_t length) {
    return pairs(c) ? (length + 1) & ~1u : length;
}

} // namespace xspi
