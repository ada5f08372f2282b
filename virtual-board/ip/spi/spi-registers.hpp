// Register offsets and fields of the SPI of STM32F4 and F7 (RM0090 and RM0385, SPI registers; ST's device
// headers; reset values: ST's SVD files).
#pragma once
#include "ip/peripheral-registers.hpp"

#include <array>
#include <cstdint>

namespace vb::spi {

inline constexpr std::uint32_t kCr1 = 0x00, kCr2 = 0x04, kSr = 0x08, kDr = 0x0C, kCrcpr = 0x10,
                               kRxcrcr = 0x14, kTxcrcr = 0x18, kI2scfgr = 0x1C, kI2spr = 0x20;

namespace cr1 {
inline constexpr std::uint32_t CPHA = 1u << 0, CPOL = 1u << 1, MSTR = 1u << 2, BR = 7u << 3, SPE = 1u << 6,
                               LSBFIRST = 1u << 7, SSI = 1u << 8, SSM = 1u << 9, RXONLY = 1u << 10,
                               DFF = 1u << 11, // F7: CRCL
    CRCNEXT = 1u << 12, CRCEN = 1u << 13, BIDIOE = 1u << 14, BIDIMODE = 1u << 15;
// "Must not be changed when communication is ongoing", "only when SPI is disabled".
inline constexpr std::uint32_t kOnlyWhenOff =
    CPHA | CPOL | MSTR | BR | LSBFIRST | RXONLY | DFF | CRCEN | BIDIMODE;
} // namespace cr1

namespace cr2 {
inline constexpr std::uint32_t SSOE = 1u << 2, NSSP = 1u << 3, FRF = 1u << 4, ERRIE = 1u << 5,
                               RXNEIE = 1u << 6, TXEIE = 1u << 7, FRXTH = 1u << 12, LDMARX = 1u << 13,
                               LDMATX = 1u << 14;
inline constexpr unsigned DS_Pos = 8;
inline constexpr std::uint32_t kOnlyWhenOff = NSSP | FRF | LDMARX | LDMATX | 0xFu << DS_Pos;
} // namespace cr2

namespace sr {
inline constexpr std::uint32_t RXNE = 1u << 0, TXE = 1u << 1, CRCERR = 1u << 4, MODF = 1u << 5, OVR = 1u << 6,
                               BSY = 1u << 7;
inline constexpr unsigned FRLVL_Pos = 9, FTLVL_Pos = 11;
} // namespace sr

inline constexpr std::uint32_t kI2smod = 1u << 11;

inline constexpr std::array<RegisterSpec, 9> kF4Registers{{
    {kCr1, "CR1", 0, 0xFFFF},
    {kCr2, "CR2", 0, 0x00F7},
    {kSr, "SR", 0x0002, 0x0010, 0x01EF},
    {kDr, "DR", 0, 0xFFFF},
    {kCrcpr, "CRCPR", 7, 0xFFFF},
    {kRxcrcr, "RXCRCR", 0, 0, 0xFFFF},
    {kTxcrcr, "TXCRCR", 0, 0, 0xFFFF},
    {kI2scfgr, "I2SCFGR", 0, 0x0FBF},
    {kI2spr, "I2SPR", 2, 0x03FF},
}};
inline constexpr std::array<RegisterSpec, 9> kF7Registers{{
    {kCr1, "CR1", 0, 0xFFFF},
    {kCr2, "CR2", 0x0700, 0x7FFF},
    {kSr, "SR", 0x0002, 0x0010, 0x1FEF},
    {kDr, "DR", 0, 0xFFFF},
    {kCrcpr, "CRCPR", 7, 0xFFFF},
    {kRxcrcr, "RXCRCR", 0, 0, 0xFFFF},
    {kTxcrcr, "TXCRCR", 0, 0, 0xFFFF},
    {kI2scfgr, "I2SCFGR", 0, 0x1FBF},
    {kI2spr, "I2SPR", 2, 0x03FF},
}};

} // namespace vb::spi
