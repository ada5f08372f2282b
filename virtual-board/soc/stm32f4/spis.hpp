// The SPIs of the STM32F4.
#pragma once
#include "soc/spi-set.hpp"
#include "soc/stm32f/rcc.hpp"

namespace vb::stm32f4 {

std::span<const SpiPlace> spi_places(unsigned count); // SPI1 .. SPIcount
SpiSet::Wiring spi_wiring(const stm32f::Rcc& rcc);

} // namespace vb::stm32f4
