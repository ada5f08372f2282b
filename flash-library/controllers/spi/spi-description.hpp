// The registers of either SPI, for people. SPI_DR and SPI_RXDR are left out: to read them takes data away.
// Names and bits as ST's headers of F4, F7 and H7 have them.
#pragma once
#include "flash-library/core/register-description.hpp"

#include <array>

namespace xspi::spi_description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kBaud = "/2|/4|/8|/16|/32|/64|/128|/256";
inline constexpr std::string_view kLevels = "empty|1/4|1/2|full";

// clang-format off
inline constexpr std::array kCr1F4{F{"CPHA", 0}, F{"CPOL", 1}, F{"MSTR", 2}, F{"BR", 3, 3, kBaud}, F{"SPE", 6}, F{"LSBFIRST", 7}, F{"SSI", 8}, F{"SSM", 9}, F{"RXONLY", 10}, F{"DFF", 11, 1, "8 bits|16 bits"}, F{"CRCNEXT", 12}, F{"CRCEN", 13}, F{"BIDIOE", 14}, F{"BIDIMODE", 15}};
inline constexpr std::array kCr2F4{F{"RXDMAEN", 0}, F{"TXDMAEN", 1}, F{"SSOE", 2}, F{"FRF", 4}, F{"ERRIE", 5}, F{"RXNEIE", 6}, F{"TXEIE", 7}};
inline constexpr std::array kSrF4{F{"RXNE", 0}, F{"TXE", 1}, F{"CHSIDE", 2}, F{"UDR", 3}, F{"CRCERR", 4}, F{"MODF", 5}, F{"OVR", 6}, F{"BSY", 7}, F{"FRE", 8}};
inline constexpr std::array kSpiF4{R{"CR1", 0x00, kCr1F4}, R{"CR2", 0x04, kCr2F4}, R{"SR", 0x08, kSrF4}};

inline constexpr std::array kCr1F7{F{"CPHA", 0}, F{"CPOL", 1}, F{"MSTR", 2}, F{"BR", 3, 3, kBaud}, F{"SPE", 6}, F{"LSBFIRST", 7}, F{"SSI", 8}, F{"SSM", 9}, F{"RXONLY", 10}, F{"CRCL", 11}, F{"CRCNEXT", 12}, F{"CRCEN", 13}, F{"BIDIOE", 14}, F{"BIDIMODE", 15}};
inline constexpr std::array kCr2F7{F{"RXDMAEN", 0}, F{"TXDMAEN", 1}, F{"SSOE", 2}, F{"NSSP", 3}, F{"FRF", 4}, F{"ERRIE", 5}, F{"RXNEIE", 6}, F{"TXEIE", 7}, F{"DS", 8, 4}, F{"FRXTH", 12, 1, "16 bits|8 bits"}, F{"LDMARX", 13}, F{"LDMATX", 14}};
inline constexpr std::array kSrF7{F{"RXNE", 0}, F{"TXE", 1}, F{"CHSIDE", 2}, F{"UDR", 3}, F{"CRCERR", 4}, F{"MODF", 5}, F{"OVR", 6}, F{"BSY", 7}, F{"FRE", 8}, F{"FRLVL", 9, 2, kLevels}, F{"FTLVL", 11, 2, kLevels}};
inline constexpr std::array kSpiF7{R{"CR1", 0x00, kCr1F7}, R{"CR2", 0x04, kCr2F7}, R{"SR", 0x08, kSrF7}};

inline constexpr std::array kV2Cr1{F{"SPE", 0}, F{"MASRX", 8}, F{"CSTART", 9}, F{"CSUSP", 10}, F{"HDDIR", 11}, F{"SSI", 12}, F{"CRC33_17", 13}, F{"RCRCINI", 14}, F{"TCRCINI", 15}, F{"IOLOCK", 16}};
inline constexpr std::array kV2Cr2{F{"TSIZE", 0, 16}, F{"TSER", 16, 16}};
inline constexpr std::array kV2Cfg1{F{"DSIZE", 0, 5}, F{"FTHLV", 5, 4}, F{"UDRCFG", 9, 2}, F{"UDRDET", 11, 2}, F{"RXDMAEN", 14}, F{"TXDMAEN", 15}, F{"CRCSIZE", 16, 5}, F{"CRCEN", 22}, F{"MBR", 28, 3, kBaud}};
inline constexpr std::array kV2Cfg2{F{"MSSI", 0, 4}, F{"MIDI", 4, 4}, F{"IOSWP", 15}, F{"COMM", 17, 2}, F{"SP", 19, 3}, F{"MASTER", 22}, F{"LSBFRST", 23}, F{"CPHA", 24}, F{"CPOL", 25}, F{"SSM", 26}, F{"SSIOP", 28}, F{"SSOE", 29}, F{"SSOM", 30}, F{"AFCNTR", 31}};
inline constexpr std::array kV2Sr{F{"RXP", 0}, F{"TXP", 1}, F{"DXP", 2}, F{"EOT", 3}, F{"TXTF", 4}, F{"UDR", 5}, F{"OVR", 6}, F{"CRCE", 7}, F{"TIFRE", 8}, F{"MODF", 9}, F{"TSERF", 10}, F{"SUSP", 11}, F{"TXC", 12}, F{"RXPLVL", 13, 2}, F{"RXWNE", 15}, F{"CTSIZE", 16, 16}};
inline constexpr std::array kSpiV2{R{"CR1", 0x00, kV2Cr1}, R{"CR2", 0x04, kV2Cr2}, R{"CFG1", 0x08, kV2Cfg1}, R{"CFG2", 0x0C, kV2Cfg2}, R{"SR", 0x14, kV2Sr}};
// clang-format on

} // namespace xspi::spi_description
