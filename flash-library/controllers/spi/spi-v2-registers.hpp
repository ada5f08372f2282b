// SPI of STM32H7: names, offsets and bits as RM0433 prints them (cmsis_device_h7; only what the driver uses).
#pragma once
#include <cstdint>

namespace xspi::registers {

inline constexpr std::uint32_t SPI2V_CR1 = 0x00;
inline constexpr std::uint32_t SPI2V_CR2 = 0x04;
inline constexpr std::uint32_t SPI2V_CFG1 = 0x08;
inline constexpr std::uint32_t SPI2V_CFG2 = 0x0C;
inline constexpr std::uint32_t SPI2V_IER = 0x10;
inline constexpr std::uint32_t SPI2V_SR = 0x14;
inline constexpr std::uint32_t SPI2V_IFCR = 0x18;
inline constexpr std::uint32_t SPI2V_TXDR = 0x20;
inline constexpr std::uint32_t SPI2V_RXDR = 0x30;
inline constexpr std::uint32_t SPI2V_I2SCFGR = 0x50;

inline constexpr std::uint32_t SPI2V_CR1_SPE = 1u << 0;
inline constexpr std::uint32_t SPI2V_CR1_CSTART = 1u << 9;
inline constexpr std::uint32_t SPI2V_CR1_SSI = 1u << 12;

inline constexpr std::uint32_t SPI2V_CR2_TSIZE_Mask = 0xFFFF; // frames of a transfer

inline constexpr unsigned SPI2V_CFG1_DSIZE_Pos = 0; // bits of a frame - 1
inline constexpr unsigned SPI2V_CFG1_FTHLV_Pos = 5; // frames of a packet - 1: what TXP and RXP speak of
inline constexpr unsigned SPI2V_CFG1_MBR_Pos = 28;  // kernel clock / 2^(n + 1)

inline constexpr std::uint32_t SPI2V_CFG2_MASTER = 1u << 22;
inline constexpr std::uint32_t SPI2V_CFG2_SSM = 1u << 26;
inline constexpr std::uint32_t SPI2V_CFG2_AFCNTR = 1u << 31; // drives its pins also while SPE is 0

inline constexpr std::uint32_t SPI2V_SR_RXP = 1u << 0;
inline constexpr std::uint32_t SPI2V_SR_TXP = 1u << 1;
inline constexpr std::uint32_t SPI2V_SR_EOT = 1u << 3;
inline constexpr std::uint32_t SPI2V_IFCR_ALL = 0xFF8; // EOTC to SUSPC

} // namespace xspi::registers
