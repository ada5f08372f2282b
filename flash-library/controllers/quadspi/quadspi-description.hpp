// QUADSPI's registers, for people. QUADSPI_DR is left out: to read it takes a byte away.
#pragma once
#include "flash-library/core/register-description.hpp"

#include <array>

namespace xspi::quadspi_description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kLines = "none|one line|two lines|four lines";
inline constexpr std::string_view kBytes = "8 bits|16 bits|24 bits|32 bits";

// clang-format off
inline constexpr std::array kQuadSpiCr{F{"EN", 0}, F{"ABORT", 1}, F{"DMAEN", 2}, F{"TCEN", 3}, F{"SSHIFT", 4}, F{"DFM", 6, 1, "one chip|two chips"}, F{"FSEL", 7, 1, "bank 1|bank 2"}, F{"FTHRES", 8, 5}, F{"TEIE", 16}, F{"TCIE", 17}, F{"FTIE", 18}, F{"SMIE", 19}, F{"TOIE", 20}, F{"APMS", 22}, F{"PMM", 23, 1, "AND|OR"}, F{"PRESCALER", 24, 8}};
inline constexpr std::array kQuadSpiDcr{F{"CKMODE", 0, 1, "mode 0|mode 3"}, F{"CSHT", 8, 3}, F{"FSIZE", 16, 5}};
inline constexpr std::array kQuadSpiSr{F{"TEF", 0}, F{"TCF", 1}, F{"FTF", 2}, F{"SMF", 3}, F{"TOF", 4}, F{"BUSY", 5}, F{"FLEVEL", 8, 6}};
inline constexpr std::array kQuadSpiDlr{F{"DL", 0, 32}};
inline constexpr std::array kQuadSpiCcr{F{"INSTRUCTION", 0, 8}, F{"IMODE", 8, 2, kLines}, F{"ADMODE", 10, 2, kLines}, F{"ADSIZE", 12, 2, kBytes}, F{"ABMODE", 14, 2, kLines}, F{"ABSIZE", 16, 2, kBytes}, F{"DCYC", 18, 5}, F{"DMODE", 24, 2, kLines}, F{"FMODE", 26, 2, "indirect write|indirect read|automatic status polling|memory-mapped"}, F{"SIOO", 28}, F{"DHHC", 30}, F{"DDRM", 31}};
inline constexpr std::array kQuadSpiAr{F{"ADDRESS", 0, 32}};
inline constexpr std::array kQuadSpiAbr{F{"ALTERNATE", 0, 32}};
inline constexpr std::array kQuadSpiPsmkr{F{"MASK", 0, 32}};
inline constexpr std::array kQuadSpiPsmar{F{"MATCH", 0, 32}};
inline constexpr std::array kQuadSpiPir{F{"INTERVAL", 0, 16}};
inline constexpr std::array kQuadSpiLptr{F{"TIMEOUT", 0, 16}};
inline constexpr std::array kQuadSpi{R{"CR", 0x00, kQuadSpiCr}, R{"DCR", 0x04, kQuadSpiDcr}, R{"SR", 0x08, kQuadSpiSr}, R{"DLR", 0x10, kQuadSpiDlr}, R{"CCR", 0x14, kQuadSpiCcr}, R{"AR", 0x18, kQuadSpiAr}, R{"ABR", 0x1C, kQuadSpiAbr}, R{"PSMKR", 0x24, kQuadSpiPsmkr}, R{"PSMAR", 0x28, kQuadSpiPsmar}, R{"PIR", 0x2C, kQuadSpiPir}, R{"LPTR", 0x30, kQuadSpiLptr}};
// clang-format on

} // namespace xspi::quadspi_description
