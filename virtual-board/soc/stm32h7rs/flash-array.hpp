// The cells of the internal flash of the STM32H7Rx/Sx: program unit and sector.
#pragma once
#include "soc/stm32h7/cell-array.hpp"

#include <array>

namespace vb {

class FlashArray : public CellArray {
  public:
    static constexpr std::uint32_t kUnit = 16; // program unit with its own ECC bits
    static constexpr std::uint32_t kSector = 8192;
    using QuadWord = std::array<std::uint8_t, kUnit>;

    explicit FlashArray(std::uint32_t size) : CellArray(size, kUnit, false) {}
};

} // namespace vb
