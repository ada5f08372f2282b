// Register offsets and fields of the SPI of STM32H7 (RM0433, SPI registers; ST's device header; reset values:
// STM32H743.svd).
#pragma once
#include "ip/peripheral-registers.hpp"

#include <array>
#include <cstdint>

namespace vb::spi_v2 {

inline constexpr std::uint32_t kCr1 = 0x00, kCr2 = 0x04, kCfg1 = 0x08, kCfg2 = 0x0C, kIer = 0x10, kSr = 0x14,
                               kIfcr = 0x18, kTxdr = 0x20, kRxdr = 0x30, kCrcpoly = 0x40, kTxcrc = 0x44,
                               kRxcrc = 0x48, kUdrdr = 0x4C, kI2scfgr = 0x50;

namespace cr1 {
inline constexpr std::uint32_t SPE = 1u << 0, MASRX = 1u << 8, CSTART = 1u << 9, CSUSP = 1u << 10,
                               HDDIR = 1u << 11, SSI = 1u << 12, IOLOCK = 1u << 16;
} // namespace cr1

namespace cfg1 {
inline constexpr unsigned DSIZE_Pos = 0, FTHLV_Pos = 5, MBR_Pos = 28;
inline constexpr std::uint32_t CRCEN = 1u << 22, DMA = 3u << 14;
} // namespace cfg1

namespace cfg2 {
inline constexpr unsigned MSSI_Pos = 0, MIDI_Pos = 4, COMM_Pos = 17, SP_Pos = 19;
inline constexpr std::uint32_t IOSWP = 1u << 15, MASTER = 1u << 22, LSBFRST = 1u << 23, CPHA = 1u << 24,
                               CPOL = 1u << 25, SSM = 1u << 26, SSIOP = 1u << 28, SSOE = 1u << 29,
                               SSOM = 1u << 30, AFCNTR = 1u << 31;
} // namespace cfg2

namespace sr {
inline constexpr std::uint32_t RXP = 1u << 0, TXP = 1u << 1, DXP = 1u << 2, EOT = 1u << 3, TXTF = 1u << 4,
                               OVR = 1u << 6, MODF = 1u << 9, TSERF = 1u << 10, SUSP = 1u << 11,
                               TXC = 1u << 12, RXWNE = 1u << 15;
inline constexpr unsigned RXPLVL_Pos = 13, CTSIZE_Pos = 16;
inline constexpr std::uint32_t kClearable = 0xFF8;     // IFCR
inline constexpr std::uint32_t kWithInterrupt = 0x7FF; // each has its bit in IER; SUSP and TXC share EOT's
} // namespace sr

constexpr std::uint32_t field(std::uint32_t value, unsigned low, unsigned width) {
    return (value >> low) & ((1u << width) - 1);
}

inline constexpr std::array<RegisterSpec, 14> kRegisters{{
    {kCr1, "CR1", 0, 0x0001FF01},
    {kCr2, "CR2", 0, 0xFFFFFFFF},
    {kCfg1, "CFG1", 0x00070007, 0x705FDFFF},
    {kCfg2, "CFG2", 0, 0xF7FE80FF},
    {kIer, "IER", 0, 0x000007FF},
    {kSr, "SR", 0x00001002, 0, 0xFFFFFFFF},
    {kIfcr, "IFCR", 0, 0x00000FF8},
    {kTxdr, "TXDR", 0, 0xFFFFFFFF},
    {kRxdr, "RXDR", 0, 0, 0xFFFFFFFF},
    {kCrcpoly, "CRCPOLY", 0x107, 0xFFFFFFFF},
    {kTxcrc, "TXCRC", 0, 0, 0xFFFFFFFF},
    {kRxcrc, "RXCRC", 0, 0, 0xFFFFFFFF},
    {kUdrdr, "UDRDR", 0, 0xFFFFFFFF},
    {kI2scfgr, "I2SCFGR", 0, 0x03FF7FBF},
}};

} // namespace vb::spi_v2
