// Offsets and bits of the FLASH interface (docs/hardware/internal-flash-h7rs.md, registers, ST's device
// header).
#pragma once
#include <cstdint>

namespace vb::flash {

enum Offset : std::uint32_t {
    ACR = 0x000,
    KEYR = 0x004,
    CR = 0x010,
    SR = 0x014,
    IER = 0x020,
    ISR = 0x024,
    ICR = 0x028,
    CRCCR = 0x030,
    CRCSADDR = 0x034,
    CRCEADDR = 0x038,
    CRCDATAR = 0x03C,
    ECCSFADDR = 0x040,
    ECCDFADDR = 0x044,
    OPTKEYR = 0x100,
    OPTCR = 0x104,
    OPTISR = 0x108,
    OPTICR = 0x10C,
    OBKCR = 0x110,
    OBKDR0 = 0x118
};
// CR
inline constexpr std::uint32_t LOCK = 1u << 0, PG = 1u << 1, SER = 1u << 2, BER = 1u << 3, FW = 1u << 4,
                               START = 1u << 5, PG_OTP = 1u << 16;
// SR
inline constexpr std::uint32_t BUSY = 1u << 0, WBNE = 1u << 1, QW = 1u << 2, IS_PROGRAM = 1u << 4,
                               IS_ERASE = 1u << 5, IS_OPTCHANGE = 1u << 6;
// ISR
inline constexpr std::uint32_t EOPF = 1u << 16, WRPERRF = 1u << 17, PGSERRF = 1u << 18, STRBERRF = 1u << 19,
                               INCERRF = 1u << 21, DBECCERRF = 1u << 26;
// OPTCR, OPTISR
inline constexpr std::uint32_t OPTLOCK = 1u << 0, PG_OPT = 1u << 1, OPTERRF = 1u << 30;

} // namespace vb::flash
