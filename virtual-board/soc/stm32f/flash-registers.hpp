// Offsets and bits that the FLASH interfaces of STM32F4 and STM32F7 share: ST's device headers. What a family
// has of them is its own register map.
#pragma once
#include "ip/peripheral-registers.hpp"

#include <cstdint>

namespace vb::stm32f::flash {

enum Offset : std::uint32_t {
    ACR = 0x00,
    KEYR = 0x04,
    OPTKEYR = 0x08,
    SR = 0x0C,
    CR = 0x10,
    OPTCR = 0x14,
    OPTCR1 = 0x18 // STM32F7
};
// CR. SNB has four or five bits; MER2 (MER1 on STM32F42x) is there with two banks only.
inline constexpr std::uint32_t PG = 1u << 0, SER = 1u << 1, MER = 1u << 2, MER2 = 1u << 15, STRT = 1u << 16,
                               EOPIE = 1u << 24, ERRIE = 1u << 25, LOCK = 1u << 31;
inline constexpr unsigned kSnbShift = 3, kPsizeShift = 8;
// SR. Bit 7 is PGSERR on STM32F4, ERSERR on STM32F7; both tell a store without PG.
inline constexpr std::uint32_t EOP = 1u << 0, OPERR = 1u << 1, WRPERR = 1u << 4, PGAERR = 1u << 5,
                               PGPERR = 1u << 6, SEQERR = 1u << 7, BSY = 1u << 16;
inline constexpr std::uint32_t kFlags = EOP | OPERR | WRPERR | PGAERR | PGPERR | SEQERR;
// OPTCR
inline constexpr std::uint32_t OPTLOCK = 1u << 0, OPTSTRT = 1u << 1;
inline constexpr unsigned kRdpShift = 8, kNwrpShift = 16;

} // namespace vb::stm32f::flash
