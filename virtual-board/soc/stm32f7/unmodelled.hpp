// The peripherals of the STM32F7 that the virtual board knows by address only.
#pragma once
#include "soc/unmodelled-set.hpp"

namespace vb::stm32f7 {

std::span<const KnownBlock> unmodelled_blocks();

} // namespace vb::stm32f7
