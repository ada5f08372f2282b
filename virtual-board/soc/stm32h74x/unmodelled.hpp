// The peripherals of the STM32H74x that the virtual board knows by address only.
#pragma once
#include "soc/unmodelled-set.hpp"

namespace vb::stm32h74x {

std::span<const KnownBlock> unmodelled_blocks();

} // namespace vb::stm32h74x
