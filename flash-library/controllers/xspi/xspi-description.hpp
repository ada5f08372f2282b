// XSPI's registers, for people. XSPI_DR is left out: to read it takes a byte away.
#pragma once
#include "flash-library/core/register-description.hpp"

#include <array>

namespace xspi::xspi_description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kLines = "none|one line|two lines|four lines|eight lines|sixteen lines";
inline constexpr std::string_view kBytes = "8 bits|16 bits|24 bits|32 bits";

// clang-format off
inline constexpr std::array kXspiCr{F{"EN", 0}, F{"ABORT", 1}, F{"DMAEN", 2}, F{"TCEN", 3}, F{"DMM", 6}, F{"FTHRES", 8, 5}, F{"TEIE", 16}, F{"TCIE", 17}, F{"FTIE", 18}, F{"SMIE", 19}, F{"TOIE", 20}, F{"APMS", 22}, F{"PMM", 23, 1, "AND|OR"}, F{"CSSEL", 24, 1, "NCS1|NCS2"}, F{"FMODE", 28, 2, "indirect write|indirect read|automatic status polling|memory-mapped"}, F{"MSEL", 30, 2}};
inline constexpr std::array kXspiDcr1{F{"CKMODE", 0}, F{"FRCK", 1}, F{"CSHT", 8, 6}, F{"DEVSIZE", 16, 5}, F{"MTYP", 24, 3, "Micron|Macronix|APMEM standard|Macronix RAM|HyperBus memory|HyperBus register|APMEM 16-bit"}};
inline constexpr std::array kXspiDcr2{F{"PRESCALER", 0, 8}, F{"WRAPSIZE", 16, 3, "none||16 bytes|32 bytes|64 bytes|128 bytes"}};
inline constexpr std::array kXspiDcr3{F{"MAXTRAN", 0, 8}, F{"CSBOUND", 16, 5}};
inline constexpr std::array kXspiDcr4{F{"REFRESH", 0, 32}};
inline constexpr std::array kXspiSr{F{"TEF", 0}, F{"TCF", 1}, F{"FTF", 2}, F{"SMF", 3}, F{"TOF", 4}, F{"BUSY", 5}, F{"FLEVEL", 8, 7}};
inline constexpr std::array kXspiDlr{F{"DL", 0, 32}};
inline constexpr std::array kXspiAr{F{"ADDRESS", 0, 32}};
inline constexpr std::array kXspiCcr{F{"IMODE", 0, 3, kLines}, F{"IDTR", 3}, F{"ISIZE", 4, 2, kBytes}, F{"ADMODE", 8, 3, kLines}, F{"ADDTR", 11}, F{"ADSIZE", 12, 2, kBytes}, F{"ABMODE", 16, 3, kLines}, F{"ABDTR", 19}, F{"ABSIZE", 20, 2, kBytes}, F{"DMODE", 24, 3, kLines}, F{"DDTR", 27}, F{"DQSE", 29}};
inline constexpr std::array kXspiTcr{F{"DCYC", 0, 5}, F{"DHQC", 28}, F{"SSHIFT", 30}};
inline constexpr std::array kXspiWtcr{F{"DCYC", 0, 5}};
inline constexpr std::array kXspiIr{F{"INSTRUCTION", 0, 32}};
inline constexpr std::array kXspiLptr{F{"TIMEOUT", 0, 16}};
inline constexpr std::array kXspi{R{"CR", 0x000, kXspiCr}, R{"DCR1", 0x008, kXspiDcr1}, R{"DCR2", 0x00C, kXspiDcr2}, R{"DCR3", 0x010, kXspiDcr3}, R{"DCR4", 0x014, kXspiDcr4}, R{"SR", 0x020, kXspiSr}, R{"DLR", 0x040, kXspiDlr}, R{"AR", 0x048, kXspiAr}, R{"CCR", 0x100, kXspiCcr}, R{"TCR", 0x108, kXspiTcr}, R{"IR", 0x110, kXspiIr}, R{"LPTR", 0x130, kXspiLptr}, R{"WCCR", 0x180, kXspiCcr}, R{"WTCR", 0x188, kXspiWtcr}, R{"WIR", 0x190, kXspiIr}};
// clang-format on

} // namespace xspi::xspi_description
