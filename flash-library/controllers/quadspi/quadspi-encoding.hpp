// How a set-up looks in QUADSPI_CR and DCR, a Command in CCR, and which commands have no such look. Pure.
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/phases.hpp"
#include "flash-library/controllers/quadspi/quadspi-registers.hpp"

#include "flash-library/nor/nor-setup.hpp"

#include <bit>
#include <cstdint>

namespace xspi::quadspi {

using namespace registers;

// FTF from four bytes on: one 32-bit access to DR.
inline constexpr std::uint32_t kThreshold = 4;
// NCS high between commands: the most there is, 60 ns at 133 MHz. Winbond asks 50 ns after a write.
inline constexpr std::uint32_t kChipSelectHighCycles = 8;

// FSIZE n is 2^(n+1) bytes. One more than the chip has: a mapped read of the last bytes of what FSIZE covers
// yields 0, and what is fetched ahead of it stands still with the whole bus (ES0392 2.7.5, whose way out this
// is). So TEF comes only beyond twice the chip.
constexpr std::uint32_t flash_size(std::uint32_t bytes) { return std::bit_width(bytes - 1); }

// SSHIFT comes with each command.
constexpr std::uint32_t cr(const NorSetup& setup) {
    const std::uint32_t chips = setup.two_chips != 0     ? QUADSPI_CR_DFM
                                : setup.chip_select != 0 ? QUADSPI_CR_FSEL
                                                         : 0;
    return QUADSPI_CR_EN | QUADSPI_CR_APMS | (kThreshold - 1) << QUADSPI_CR_FTHRES_Pos |
           setup.prescaler << QUADSPI_CR_PRESCALER_Pos | chips;
}

// CKMODE 0: CLK is low while NCS is high.
constexpr std::uint32_t dcr(const NorSetup& setup) {
    return flash_size(setup.chip.size) << QUADSPI_DCR_FSIZE_Pos | (kChipSelectHighCycles - 1)
                                                                      << QUADSPI_DCR_CSHT_Pos;
}

constexpr ControllerSettings settings(const NorSetup& setup) {
    const std::uint32_t base = setup.controller_base;
    return {{{"QUADSPI_CR", base + QUADSPI_CR, ~(QUADSPI_CR_ABORT | QUADSPI_CR_SSHIFT), cr(setup)},
             {"QUADSPI_DCR", base + QUADSPI_DCR, ~0u, dcr(setup)}}};
}

constexpr bool possible_lines(std::uint8_t lines) { return lines == 1 || lines == 2 || lines == 4; }

// The opcode is one byte and always STR: DDRM is for address, mode bits and data together. A read of data
// alone would hang (ES0396 2.6.3), so there is no command without an opcode.
constexpr bool possible(const Command& c) {
    if (c.opcode_bytes != 1 || !possible_lines(c.opcode_phase.lines) || c.opcode_phase.dtr) return false;
    if (has_address(c) && (c.address_bytes > 4 || !possible_lines(c.address_phase.lines))) return false;
    if (has_mode_bits(c) && !has_address(c)) return false;
    if (has_data(c) && !possible_lines(c.data_phase.lines)) return false;
    if (has_address(c) && has_data(c) && c.address_phase.dtr != c.data_phase.dtr) return false;
    return c.dqs == 0 && c.dummy_cycles <= QUADSPI_CCR_DCYC_Mask;
}

constexpr std::uint32_t ccr_address(const Command& c) {
    if (!has_address(c)) return 0;
    return mode_field(c.address_phase.lines) << QUADSPI_CCR_ADMODE_Pos | size_field(c.address_bytes)
                                                                             << QUADSPI_CCR_ADSIZE_Pos;
}

// One mode byte: ABSIZE = 0.
constexpr std::uint32_t ccr_mode_bits(const Command& c) {
    return has_mode_bits(c) ? mode_field(c.address_phase.lines) << QUADSPI_CCR_ABMODE_Pos : 0;
}

// DHHC: in DTR the outputs are held a quarter of a clock longer, by clock instead of by an analog delay.
constexpr std::uint32_t ccr(const Command& c, QuadSpiMode mode) {
    return (c.opcode & QUADSPI_CCR_INSTRUCTION) | mode_field(c.opcode_phase.lines) << QUADSPI_CCR_IMODE_Pos |
           ccr_address(c) | ccr_mode_bits(c) | std::uint32_t{c.dummy_cycles} << QUADSPI_CCR_DCYC_Pos |
           mode_field(c.data_phase.lines) << QUADSPI_CCR_DMODE_Pos |
           static_cast<std::uint32_t>(mode) << QUADSPI_CCR_FMODE_Pos |
           (any_dtr(c) ? QUADSPI_CCR_DDRM | QUADSPI_CCR_DHHC : 0);
}

// A CCR that starts nothing: with an address and data to write, a command begins with the first write to DR
// (RM, triggering the start of a command). 0 would: it leaves BUSY set, and only EN = 0 helps (ES0396 2.6.2).
// Its opcode is 0, which no NOR takes for a write.
inline constexpr std::uint32_t kQuietCcr =
    ccr({.opcode = 0, .address_bytes = 3, .address_phase = {1, false}, .data_phase = {1, false}},
        QuadSpiMode::IndirectWrite);

} // namespace xspi::quadspi
