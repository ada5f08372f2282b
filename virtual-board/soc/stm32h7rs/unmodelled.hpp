// The peripherals of the STM32H7S3 that the virtual board knows by address only.
#pragma once
#include "soc/unmodelled-set.hpp"

namespace vb {

std::span<const KnownBlock> stm32h7rs_unmodelled_blocks();

} // namespace vb
