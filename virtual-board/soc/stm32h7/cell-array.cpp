#include "soc/stm32h7/cell-array.hpp"

#include <algorithm>

namespace vb {

bool CellArray::erased(std::uint32_t unit) const {
    auto begin = bytes_.begin() + unit * unit_;
    return !programmed_.contains(unit) && std::all_of(begin, begin + unit_, [](auto b) { return b == 0xFF; });
}

void CellArray::erase(std::uint32_t offset, std::uint32_t length) {
    std::fill_n(bytes_.begin() + offset, length, std::uint8_t(0xFF));
    auto inside = [&](std::uint32_t unit) {
        return unit >= offset / unit_ && unit < (offset + length) / unit_;
    };
    std::erase_if(programmed_, inside);
    std::erase_if(damaged_, inside);
}

bool CellArray::program(std::uint32_t offset, std::span<const std::uint8_t> data) {
    const std::uint32_t unit = offset / unit_;
    const bool clean = erased(unit),
               same = std::equal(data.begin(), data.end(), bytes_.begin() + unit * unit_);
    const bool zero = std::all_of(data.begin(), data.end(), [](auto b) { return b == 0; });
    for (std::uint32_t i = 0; i < unit_; ++i) bytes_[unit * unit_ + i] &= data[i];
    programmed_.insert(unit);
    if (zero && zero_may_follow_) damaged_.erase(unit);
    if (!clean && !same && !(zero && zero_may_follow_)) damaged_.insert(unit);
    return clean || (zero && zero_may_follow_);
}

void CellArray::cut_off_program(std::uint32_t offset, std::span<const std::uint8_t> data) {
    const std::uint32_t unit = offset / unit_;
    const std::vector<std::uint8_t> before(bytes_.begin() + unit * unit_,
                                           bytes_.begin() + (unit + 1) * unit_);
    std::vector<std::uint8_t> half(data.begin(), data.end());
    std::fill(half.begin() + unit_ / 2, half.end(), std::uint8_t(0xFF));
    (void)program(offset, half);
    const std::span<const std::uint8_t> now(bytes_.data() + unit * unit_, unit_);
    if (!std::ranges::equal(now, before) && !std::ranges::equal(now, data)) damaged_.insert(unit);
}

std::vector<std::uint32_t> CellArray::damaged_units() const {
    std::vector<std::uint32_t> offsets;
    for (const std::uint32_t unit : damaged_) offsets.push_back(unit * unit_);
    return offsets;
}

} // namespace vb
