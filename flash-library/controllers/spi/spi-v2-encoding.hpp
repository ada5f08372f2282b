// How a set-up looks in the registers of an SPI of STM32H7. Pure.
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/spi/spi-v2-registers.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <bit>
#include <cstdint>

namespace xspi::spi_v2 {

using namespace registers;

inline constexpr std::uint32_t kPacket = 4; // frames of 8 bits: one 32-bit access to TXDR and RXDR

constexpr std::uint32_t cfg1(const NorSetup& setup) {
    const auto mbr = static_cast<std::uint32_t>(std::countr_zero(setup.prescaler + 1) - 1);
    return 7u << SPI2V_CFG1_DSIZE_Pos | (kPacket - 1) << SPI2V_CFG1_FTHLV_Pos | mbr << SPI2V_CFG1_MBR_Pos;
}

// Full duplex, mode 0, most significant bit first, NCS by software.
inline constexpr std::uint32_t kCfg2 = SPI2V_CFG2_MASTER | SPI2V_CFG2_SSM | SPI2V_CFG2_AFCNTR;

constexpr ControllerSettings settings(const NorSetup& setup) {
    const std::uint32_t base = setup.controller_base;
    return {{{"SPI_CFG1", base + SPI2V_CFG1, ~0u, cfg1(setup)}, {"SPI_CFG2", base + SPI2V_CFG2, ~0u, kCfg2}}};
}

} // namespace xspi::spi_v2
