// How a set-up looks in the registers of an SPI of STM32F4 or F7. Pure.
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/spi/spi-registers.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <bit>
#include <cstdint>

namespace xspi::spi {

using namespace registers;

// Master, mode 0, NCS by software: without SSI it would drop to slave (MODF). SPE comes with each
// transaction.
constexpr std::uint32_t cr1(const NorSetup& setup) {
    const auto br = static_cast<std::uint32_t>(std::countr_zero(setup.prescaler + 1) - 1);
    return SPI_CR1_MSTR | SPI_CR1_SSM | SPI_CR1_SSI | br << SPI_CR1_BR_Pos;
}

// Frames of 8 or 16 bits, first bit first: what differs between F4 and F7.
constexpr std::uint32_t frame_cr1(bool has_fifo, bool wide) { return wide && !has_fifo ? SPI_CR1_DFF : 0; }
constexpr std::uint32_t frame_cr2(bool has_fifo, bool wide) {
    if (!has_fifo) return 0;
    return wide ? 15u << SPI_CR2_DS_Pos : 7u << SPI_CR2_DS_Pos | SPI_CR2_FRXTH;
}

constexpr ControllerSettings settings(const NorSetup& setup) {
    const std::uint32_t base = setup.controller_base;
    return {{{"SPI_CR1", base + SPI_CR1, ~(SPI_CR1_SPE | SPI_CR1_DFF), cr1(setup)},
             {"SPI_I2SCFGR", base + SPI_I2SCFGR, ~0u, 0}}};
}

} // namespace xspi::spi
