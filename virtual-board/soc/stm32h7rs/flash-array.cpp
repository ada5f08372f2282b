#include "soc/stm32h7rs/flash-array.hpp"

#include <algorithm>

namespace vb {

bool FlashArray::erased(std::uint32_t unit) const {
    auto begin = bytes_.begin() + unit * kUnit;
    return !programmed_.contains(unit) && std::all_of(begin, begin + kUnit, [](auto b) { return b == 0xFF; });
}

void FlashArray::erase(std::uint32_t offset, std::uint32_t length) {
    std::fill_n(bytes_.begin() + offset, length, std::uint8_t(0xFF));
    auto inside = [&](std::uint32_t unit) {
        return unit >= offset / kUnit && unit < (offset + length) / kUnit;
    };
    std::erase_if(programmed_, inside);
    std::erase_if(damaged_, inside);
}

bool FlashArray::program(std::uint32_t offset, const QuadWord& data) {
    std::uint32_t unit = offset / kUnit;
    bool clean = erased(unit), same = std::equal(data.begin(), data.end(), bytes_.begin() + unit * kUnit);
    for (std::uint32_t i = 0; i < kUnit; ++i) bytes_[unit * kUnit + i] &= data[i];
    programmed_.insert(unit);
    if (!clean && !same) damaged_.insert(unit);
    return clean;
}

} // namespace vb
