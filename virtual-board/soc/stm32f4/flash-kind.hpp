// The flash of the STM32F4's parts: sectors, options, times.
#pragma once
#include "soc/stm32f/flash-kind.hpp"
#include "soc/stm32f4/part.hpp"

namespace vb::stm32f4 {

inline constexpr std::uint32_t DB1M = 1u << 30; // OPTCR of STM32F42x and F46x: two banks of 512 KiB

stm32f::FlashKind flash_kind(const Part& part);

} // namespace vb::stm32f4
