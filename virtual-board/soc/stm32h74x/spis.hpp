// The SPIs of the STM32H74x.
#pragma once
#include "soc/spi-set.hpp"
#include "soc/stm32h74x/rcc.hpp"

namespace vb::stm32h74x {

std::span<const SpiPlace> spi_places();
SpiSet::Wiring spi_wiring(const Rcc& rcc);

} // namespace vb::stm32h74x
