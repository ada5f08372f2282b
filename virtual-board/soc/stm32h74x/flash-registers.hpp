// Offsets and bits of the FLASH interface of the STM32H74x: ST's device header. Bank 2's are 0x100 later, and
// those that are no bank's own answer there, too.
#pragma once
#include "ip/peripheral-registers.hpp"

#include <cstdint>
#include <span>

namespace vb::stm32h74x::flash {

enum Offset : std::uint32_t {
    ACR = 0x000,
    KEYR = 0x004,
    OPTKEYR = 0x008,
    CR = 0x00C,
    SR = 0x010,
    CCR = 0x014,
    OPTCR = 0x018,
    OPTSR_CUR = 0x01C,
    OPTSR_PRG = 0x020,
    OPTCCR = 0x024,
    PRAR_CUR = 0x028,
    SCAR_CUR = 0x030,
    WPSN_CUR = 0x038,
    BOOT_CUR = 0x040,
    CRCCR = 0x050,
    ECC_FA = 0x060,
    BANK = 0x100 // distance
};
// CR
inline constexpr std::uint32_t LOCK = 1u << 0, PG = 1u << 1, SER = 1u << 2, BER = 1u << 3, PSIZE = 3u << 4,
                               FW = 1u << 6, START = 1u << 7, SNB = 7u << 8;
// SR
inline constexpr std::uint32_t BSY = 1u << 0, WBNE = 1u << 1, QW = 1u << 2, EOP = 1u << 16, WRPERR = 1u << 17,
                               PGSERR = 1u << 18, STRBERR = 1u << 19, INCERR = 1u << 21, RDPERR = 1u << 23,
                               DBECCERR = 1u << 26;
inline constexpr std::uint32_t kFlags = 0x1FEF0000; // of SR, CCR and, as enables, CR
// OPTCR, OPTSR_CUR
inline constexpr std::uint32_t OPTLOCK = 1u << 0, OPTSTART = 1u << 1, MER = 1u << 4, OPT_BUSY = 1u << 0,
                               OPTCHANGEERR = 1u << 30, SWAP_BANK = 1u << 31;

std::span<const RegisterSpec> register_map(bool two_banks);
// A bank's own register, at its offset in bank 1.
constexpr bool is_of_bank(std::uint32_t offset) {
    return offset == KEYR || (offset >= CR && offset <= CCR) || (offset >= PRAR_CUR && offset < BOOT_CUR) ||
           (offset >= CRCCR && offset != 0x05C);
}

} // namespace vb::stm32h74x::flash
