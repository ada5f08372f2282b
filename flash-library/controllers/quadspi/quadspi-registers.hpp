// QUADSPI of STM32F412, F413, F446, F469, F7 and H742..H755: names, offsets and bits as the reference manuals
// print them (cmsis_device_h7, -f7, -f4 and ST's SVDs agree; only what the driver uses).
#pragma once
#include <cstdint>

namespace xspi::registers {

// Offsets from 0x52005000 (H7) or 0xA0001000 (F4, F7).
inline constexpr std::uint32_t QUADSPI_CR = 0x000;
inline constexpr std::uint32_t QUADSPI_DCR = 0x004;
inline constexpr std::uint32_t QUADSPI_SR = 0x008;
inline constexpr std::uint32_t QUADSPI_FCR = 0x00C;
inline constexpr std::uint32_t QUADSPI_DLR = 0x010;
inline constexpr std::uint32_t QUADSPI_CCR = 0x014;
inline constexpr std::uint32_t QUADSPI_AR = 0x018;
inline constexpr std::uint32_t QUADSPI_ABR = 0x01C;
inline constexpr std::uint32_t QUADSPI_DR = 0x020;
inline constexpr std::uint32_t QUADSPI_PSMKR = 0x024;
inline constexpr std::uint32_t QUADSPI_PSMAR = 0x028;
inline constexpr std::uint32_t QUADSPI_PIR = 0x02C;

inline constexpr std::uint32_t QUADSPI_CR_EN = 1u << 0;
inline constexpr std::uint32_t QUADSPI_CR_ABORT = 1u << 1;
inline constexpr std::uint32_t QUADSPI_CR_SSHIFT = 1u << 4;
inline constexpr std::uint32_t QUADSPI_CR_DFM = 1u << 6;
inline constexpr std::uint32_t QUADSPI_CR_FSEL = 1u << 7;
inline constexpr unsigned QUADSPI_CR_FTHRES_Pos = 8;
inline constexpr std::uint32_t QUADSPI_CR_APMS = 1u << 22;
inline constexpr unsigned QUADSPI_CR_PRESCALER_Pos = 24;
inline constexpr std::uint32_t QUADSPI_CR_PRESCALER_Mask = 0xFFu;

inline constexpr unsigned QUADSPI_DCR_CSHT_Pos = 8;
inline constexpr unsigned QUADSPI_DCR_FSIZE_Pos = 16;

inline constexpr std::uint32_t QUADSPI_SR_TEF = 1u << 0;
inline constexpr std::uint32_t QUADSPI_SR_TCF = 1u << 1;
inline constexpr std::uint32_t QUADSPI_SR_FTF = 1u << 2;
inline constexpr std::uint32_t QUADSPI_SR_SMF = 1u << 3;
inline constexpr std::uint32_t QUADSPI_SR_BUSY = 1u << 5;
inline constexpr unsigned QUADSPI_SR_FLEVEL_Pos = 8;

inline constexpr std::uint32_t QUADSPI_FCR_CTEF = 1u << 0;
inline constexpr std::uint32_t QUADSPI_FCR_CTCF = 1u << 1;
inline constexpr std::uint32_t QUADSPI_FCR_CSMF = 1u << 3;
inline constexpr std::uint32_t QUADSPI_FCR_CTOF = 1u << 4;
inline constexpr std::uint32_t QUADSPI_FCR_ALL =
    QUADSPI_FCR_CTEF | QUADSPI_FCR_CTCF | QUADSPI_FCR_CSMF | QUADSPI_FCR_CTOF;

inline constexpr std::uint32_t QUADSPI_CCR_INSTRUCTION = 0xFFu;
inline constexpr unsigned QUADSPI_CCR_IMODE_Pos = 8;
inline constexpr unsigned QUADSPI_CCR_ADMODE_Pos = 10;
inline constexpr unsigned QUADSPI_CCR_ADSIZE_Pos = 12;
inline constexpr unsigned QUADSPI_CCR_ABMODE_Pos = 14;
inline constexpr unsigned QUADSPI_CCR_ABSIZE_Pos = 16;
inline constexpr unsigned QUADSPI_CCR_DCYC_Pos = 18;
inline constexpr std::uint32_t QUADSPI_CCR_DCYC_Mask = 0x1Fu;
inline constexpr unsigned QUADSPI_CCR_DMODE_Pos = 24;
inline constexpr unsigned QUADSPI_CCR_FMODE_Pos = 26;
inline constexpr std::uint32_t QUADSPI_CCR_FMODE = 3u << QUADSPI_CCR_FMODE_Pos;
inline constexpr std::uint32_t QUADSPI_CCR_FRCM = 1u << 29; // H7 only
inline constexpr std::uint32_t QUADSPI_CCR_DHHC = 1u << 30;
inline constexpr std::uint32_t QUADSPI_CCR_DDRM = 1u << 31;

// CCR.FMODE.
enum class QuadSpiMode : std::uint32_t {
    IndirectWrite = 0,
    IndirectRead = 1,
    AutoPolling = 2,
    MemoryMapped = 3
};

inline constexpr std::uint32_t kQuadSpiFifoBytes = 32;

} // namespace xspi::registers
