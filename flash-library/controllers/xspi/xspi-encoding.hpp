// How a set-up looks in XSPI_CR and DCR1, a Command in CCR and TCR, and how many bytes go over the wire.
// Pure.
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/phases.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"

#include "flash-library/nor/nor-setup.hpp"

#include <bit>
#include <cstdint>

namespace xspi {

// FTF from four bytes on: one 32-bit access to DR.
inline constexpr std::uint32_t kXspiThreshold = 4;
// NCS high between commands: 40 ns at 200 MHz. Macronix asks 30 ns after a write, Winbond 50 ns (at its 133
// MHz).
inline constexpr std::uint32_t kXspiChipSelectHighCycles = 8;

// FMODE comes with each command.
constexpr std::uint32_t cr(const NorSetup& setup) {
    using namespace registers;
    return XSPI_CR_EN | XSPI_CR_APMS | (kXspiThreshold - 1) << XSPI_CR_FTHRES_Pos |
           (setup.chip_select != 0 ? XSPI_CR_CSSEL : 0);
}

// DEVSIZE n is 2^(n+1) bytes.
constexpr std::uint32_t dcr1(const NorSetup& setup) {
    using namespace registers;
    const std::uint32_t type = setup.chip.swap_bytes != 0 ? XSPI_MTYP_MACRONIX : XSPI_MTYP_MICRON;
    return type << XSPI_DCR1_MTYP_Pos | (std::bit_width(setup.chip.size - 1) - 1u) << XSPI_DCR1_DEVSIZE_Pos |
           (kXspiChipSelectHighCycles - 1) << XSPI_DCR1_CSHT_Pos;
}

constexpr ControllerSettings xspi_settings(const NorSetup& setup) {
    using namespace registers;
    const std::uint32_t base = setup.controller_base;
    return {{{"XSPI_CR", base + XSPI_CR, ~(XSPI_CR_ABORT | XSPI_CR_FMODE), cr(setup)},
             {"XSPI_DCR1", base + XSPI_DCR1, ~0u, dcr1(setup)}}};
}

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
// the chip sees nothing (ST's HAL does the same).
constexpr std::uint32_t ccr_data(const Command& c) {
    using namespace registers;
    if (!has_data(c)) return c.opcode_phase.dtr ? XSPI_CCR_DDTR : 0;
    return mode_field(c.data_phase.lines) << XSPI_CCR_DMODE_Pos | (c.data_phase.dtr ? XSPI_CCR_DDTR : 0) |
           (c.dqs != 0 ? XSPI_CCR_DQSE : 0);
}

constexpr std::uint32_t ccr(const Command& c) {
    return ccr_opcode(c) | ccr_address(c) | ccr_mode_bits(c) | ccr_data(c);
}

// SSHIFT is forbidden in DTR. In STR no source says from which clock on it is needed: the set-up decides.
constexpr std::uint32_t tcr(const Command& c, bool sample_shift = false) {
    using namespace registers;
    return (c.dummy_cycles & registers::XSPI_TCR_DCYC) | (any_dtr(c) ? registers::XSPI_TCR_DHQC : 0) |
           (sample_shift && !any_dtr(c) ? XSPI_TCR_SSHIFT : 0);
}

// Octal DTR carries two bytes in each clock: the count is even.
constexpr bool pairs(const Command& c) { return c.data_phase.dtr && c.data_phase.lines >= 8; }
constexpr std::uint32_t wire_length(const Command& c, std::uint32_t length) {
    return pairs(c) ? (length + 1) & ~1u : length;
}

} // namespace xspi
