// Register offsets and fields of QUADSPI (RM0433 QUADSPI registers; stm32h743.svd; ST's device header).
#pragma once
#include "ip/peripheral-registers.hpp"

#include <array>
#include <cstdint>

namespace vb::quadspi {

inline constexpr std::uint32_t kCr = 0x00, kDcr = 0x04, kSr = 0x08, kFcr = 0x0C, kDlr = 0x10, kCcr = 0x14,
                               kAr = 0x18, kAbr = 0x1C, kDr = 0x20, kPsmkr = 0x24, kPsmar = 0x28, kPir = 0x2C,
                               kLptr = 0x30;

namespace cr {
inline constexpr std::uint32_t EN = 1u << 0, ABORT = 1u << 1, DMAEN = 1u << 2, TCEN = 1u << 3,
                               SSHIFT = 1u << 4, DFM = 1u << 6, FSEL = 1u << 7, FTHRES = 0x1Fu << 8,
                               TEIE = 1u << 16, TCIE = 1u << 17, FTIE = 1u << 18, SMIE = 1u << 19,
                               TOIE = 1u << 20, APMS = 1u << 22, PMM = 1u << 23, PRESCALER = 0xFFu << 24;
// "This field can be modified only when BUSY = 0".
inline constexpr std::uint32_t kOnlyWhenIdle = TCEN | SSHIFT | DFM | FSEL | APMS | PMM | PRESCALER;
} // namespace cr

namespace sr {
inline constexpr std::uint32_t TEF = 1u << 0, TCF = 1u << 1, FTF = 1u << 2, SMF = 1u << 3, TOF = 1u << 4,
                               BUSY = 1u << 5;
inline constexpr unsigned FLEVEL_Pos = 8;
} // namespace sr

namespace ccr {
inline constexpr std::uint32_t SIOO = 1u << 28, DHHC = 1u << 30, DDRM = 1u << 31,
                               FRCM = 1u << 29; // free-running clock: in ES0392 only
} // namespace ccr

// CCR.FMODE
enum class Mode { IndirectWrite = 0, IndirectRead = 1, AutoPolling = 2, MemoryMapped = 3 };

constexpr std::uint32_t field(std::uint32_t value, unsigned low, unsigned width) {
    return (value >> low) & ((width >= 32) ? ~0u : (1u << width) - 1);
}

// Every register is 0 after reset.
inline constexpr std::array<RegisterSpec, 13> kRegisters{{
    {kCr, "CR", 0, 0xFFDF1FDF},
    {kDcr, "DCR", 0, 0x001F0701},
    {kSr, "SR", 0, 0, 0x00003F3F},
    {kFcr, "FCR", 0, 0x0000001B},
    {kDlr, "DLR", 0, 0xFFFFFFFF},
    {kCcr, "CCR", 0, 0xFFFFFFFF},
    {kAr, "AR", 0, 0xFFFFFFFF},
    {kAbr, "ABR", 0, 0xFFFFFFFF},
    {kDr, "DR", 0, 0xFFFFFFFF},
    {kPsmkr, "PSMKR", 0, 0xFFFFFFFF},
    {kPsmar, "PSMAR", 0, 0xFFFFFFFF},
    {kPir, "PIR", 0, 0x0000FFFF},
    {kLptr, "LPTR", 0, 0x0000FFFF},
}};

} // namespace vb::quadspi
