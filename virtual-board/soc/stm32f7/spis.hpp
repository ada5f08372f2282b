// The SPIs of the STM32F7, by place: ST's device headers.
#pragma once
#include "soc/spi-set.hpp"
#include "soc/stm32f7/rcc.hpp"

namespace vb::stm32f7 {

std::span<const SpiPlace> spi_places();
SpiSet::Wiring spi_wiring(const Rcc& rcc);

} // namespace vb::stm32f7
