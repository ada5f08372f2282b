// XSPI of STM32H7R/S: names, offsets and bits as the reference manual prints them (cmsis_device_h7rs and ST's
// SVD; only what the driver uses).
#pragma once
#include <cstdint>

namespace xspi::registers {

// Offsets from XSPI1 0x52005000 / XSPI2 0x5200A000.
inline constexpr std::uint32_t XSPI_CR = 0x000;
inline constexpr std::uint32_t XSPI_DCR1 = 0x008;
inline constexpr std::uint32_t XSPI_DCR2 = 0x00C;
inline constexpr std::uint32_t XSPI_DCR3 = 0x010;
inline constexpr std::uint32_t XSPI_DCR4 = 0x014;
inline constexpr std::uint32_t XSPI_SR = 0x020;
inline constexpr std::uint32_t XSPI_FCR = 0x024;
inline constexpr std::uint32_t XSPI_DLR = 0x040;
inline constexpr std::uint32_t XSPI_AR = 0x048;
inline constexpr std::uint32_t XSPI_DR = 0x050;
inline constexpr std::uint32_t XSPI_PSMKR = 0x080;
inline constexpr std::uint32_t XSPI_PSMAR = 0x088;
inline constexpr std::uint32_t XSPI_PIR = 0x090;
inline constexpr std::uint32_t XSPI_CCR = 0x100;
inline constexpr std::uint32_t XSPI_TCR = 0x108;
inline constexpr std::uint32_t XSPI_IR = 0x110;
inline constexpr std::uint32_t XSPI_ABR = 0x120;
inline constexpr std::uint32_t XSPI_LPTR = 0x130;
inline constexpr std::uint32_t XSPI_WCCR = 0x180;
inline constexpr std::uint32_t XSPI_WTCR = 0x188;
inline constexpr std::uint32_t XSPI_WIR = 0x190;
inline constexpr std::uint32_t XSPI_WABR = 0x1A0;

inline constexpr std::uint32_t XSPI_CR_EN = 1u << 0;
inline constexpr std::uint32_t XSPI_CR_ABORT = 1u << 1;
inline constexpr unsigned XSPI_CR_FTHRES_Pos = 8;
inline constexpr std::uint32_t XSPI_CR_APMS = 1u << 22;
inline constexpr std::uint32_t XSPI_CR_CSSEL = 1u << 24;
inline constexpr unsigned XSPI_CR_FMODE_Pos = 28;
inline constexpr std::uint32_t XSPI_CR_FMODE = 3u << XSPI_CR_FMODE_Pos;

enum class FMODE : std::uint32_t { IndirectWrite = 0, IndirectRead = 1, AutoPolling = 2, MemoryMapped = 3 };

inline constexpr unsigned XSPI_DCR1_CSHT_Pos = 8;
inline constexpr unsigned XSPI_DCR1_DEVSIZE_Pos = 16;
inline constexpr unsigned XSPI_DCR1_MTYP_Pos = 24;
inline constexpr std::uint32_t XSPI_MTYP_MICRON = 0;   // D0 then D1 of each 16-bit unit in octal DTR
inline constexpr std::uint32_t XSPI_MTYP_MACRONIX = 1; // D1 then D0

inline constexpr std::uint32_t XSPI_SR_TEF = 1u << 0;
inline constexpr std::uint32_t XSPI_SR_TCF = 1u << 1;
inline constexpr std::uint32_t XSPI_SR_FTF = 1u << 2;
inline constexpr std::uint32_t XSPI_SR_SMF = 1u << 3;
inline constexpr std::uint32_t XSPI_SR_TOF = 1u << 4;
inline constexpr std::uint32_t XSPI_SR_BUSY = 1u << 5;
inline constexpr unsigned XSPI_SR_FLEVEL_Pos = 8;
inline constexpr std::uint32_t XSPI_SR_FLEVEL = 0x7Fu << XSPI_SR_FLEVEL_Pos;

inline constexpr std::uint32_t XSPI_FCR_CTEF = 1u << 0;
inline constexpr std::uint32_t XSPI_FCR_CTCF = 1u << 1;
inline constexpr std::uint32_t XSPI_FCR_CSMF = 1u << 3;
inline constexpr std::uint32_t XSPI_FCR_CTOF = 1u << 4;
inline constexpr std::uint32_t XSPI_FCR_ALL = XSPI_FCR_CTEF | XSPI_FCR_CTCF | XSPI_FCR_CSMF | XSPI_FCR_CTOF;

inline constexpr unsigned XSPI_CCR_IMODE_Pos = 0;
inline constexpr std::uint32_t XSPI_CCR_IDTR = 1u << 3;
inline constexpr unsigned XSPI_CCR_ISIZE_Pos = 4;
inline constexpr unsigned XSPI_CCR_ADMODE_Pos = 8;
inline constexpr std::uint32_t XSPI_CCR_ADDTR = 1u << 11;
inline constexpr unsigned XSPI_CCR_ADSIZE_Pos = 12;
inline constexpr unsigned XSPI_CCR_ABMODE_Pos = 16;
inline constexpr std::uint32_t XSPI_CCR_ABDTR = 1u << 19;
inline constexpr unsigned XSPI_CCR_DMODE_Pos = 24;
inline constexpr std::uint32_t XSPI_CCR_DDTR = 1u << 27;
inline constexpr std::uint32_t XSPI_CCR_DQSE = 1u << 29;

inline constexpr std::uint32_t XSPI_TCR_DCYC = 0x1Fu;
inline constexpr std::uint32_t XSPI_TCR_DHQC = 1u << 28;
inline constexpr std::uint32_t XSPI_TCR_SSHIFT = 1u << 30;

inline constexpr std::uint32_t kXspiFifoBytes = 64;

} // namespace xspi::registers
