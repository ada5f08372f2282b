// The peripherals of the STM32F4 that the virtual board knows by address only.
#pragma once
#include "soc/unmodelled-set.hpp"

namespace vb::stm32f4 {

std::span<const KnownBlock> unmodelled_blocks();

} // namespace vb::stm32f4
