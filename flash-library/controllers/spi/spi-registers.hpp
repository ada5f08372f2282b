// SPI of STM32F4 and F7: names, offsets and bits as the reference manuals print them (cmsis_device_f4, -f7;
// only what the driver uses).
#pragma once
#include <cstdint>

namespace xspi::registers {

inline constexpr std::uint32_t SPI_CR1 = 0x00;
inline constexpr std::uint32_t SPI_CR2 = 0x04;
inline constexpr std::uint32_t SPI_SR = 0x08;
inline constexpr std::uint32_t SPI_DR = 0x0C;
inline constexpr std::uint32_t SPI_I2SCFGR = 0x1C;

inline constexpr std::uint32_t SPI_CR1_MSTR = 1u << 2;
inline constexpr unsigned SPI_CR1_BR_Pos = 3; // kernel clock / 2^(n + 1)
inline constexpr std::uint32_t SPI_CR1_SPE = 1u << 6;
inline constexpr std::uint32_t SPI_CR1_SSI = 1u << 8;
inline constexpr std::uint32_t SPI_CR1_SSM = 1u << 9;
inline constexpr std::uint32_t SPI_CR1_DFF = 1u << 11; // F4: frames of 16 bits; F7 has CRCL there

inline constexpr unsigned SPI_CR2_DS_Pos = 8;            // F7: bits of a frame - 1
inline constexpr std::uint32_t SPI_CR2_FRXTH = 1u << 12; // F7: RXNE from 8 bits on, else from 16

inline constexpr std::uint32_t SPI_SR_RXNE = 1u << 0;
inline constexpr std::uint32_t SPI_SR_TXE = 1u << 1;
inline constexpr std::uint32_t SPI_SR_MODF = 1u << 5;
inline constexpr std::uint32_t SPI_SR_OVR = 1u << 6;
inline constexpr std::uint32_t SPI_SR_BSY = 1u << 7;

} // namespace xspi::registers
