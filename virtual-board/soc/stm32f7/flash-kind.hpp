// The flash of the STM32F7's parts: sectors in both bank modes, options, times.
#pragma once
#include "soc/stm32f/flash-kind.hpp"
#include "soc/stm32f7/part.hpp"

namespace vb::stm32f7 {

inline constexpr std::uint32_t nDBOOT = 1u << 28, nDBANK = 1u << 29; // OPTCR, STM32F76x

stm32f::FlashKind flash_kind(const Part& part);

// What the cells of one mode read as in the other: docs/hardware/stm32f7.md, nDBANK.
void interleave(std::span<std::uint8_t> cells, bool to_dual);

} // namespace vb::stm32f7
