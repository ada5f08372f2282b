#include "cpu/fpb.hpp"

#include <algorithm>

namespace vb {

namespace {
constexpr std::uint32_t kControl = 0x000, kRemap = 0x004, kFirst = 0x008;
constexpr std::uint32_t kKey = 2, kEnable = 1;
constexpr std::uint32_t kVersion2 = 1u << 28;
} // namespace

void Fpb::power_on() {
    enabled_ = false;
    std::fill(comparators_.begin(), comparators_.end(), 0);
    ++version_;
}

bool Fpb::matches(std::uint32_t pc) const {
    return enabled_ && std::any_of(comparators_.begin(), comparators_.end(),
                                   [pc](std::uint32_t value) { return value == (pc | kEnable); });
}

std::uint32_t Fpb::next_above(std::uint32_t pc) const {
    std::uint32_t nearest = 0xFFFFFFFF;
    if (!enabled_) return nearest;
    for (std::uint32_t value : comparators_)
        if (value & kEnable && (value & ~1u) > pc) nearest = std::min(nearest, value & ~1u);
    return nearest;
}

std::uint32_t Fpb::read(std::uint32_t offset, Master) {
    auto count = std::uint32_t(comparators_.size());
    if (offset == kControl)
        return kVersion2 | (count >> 4 & 7) << 12 | (count & 15) << 4 | (enabled_ ? 1 : 0);
    if (offset == kRemap) return 0; // RMPSPT = 0: no remapping
    unsigned n = (offset - kFirst) / 4;
    return offset >= kFirst && n < comparators_.size() ? comparators_[n] : 0;
}

void Fpb::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    unsigned n = (offset - kFirst) / 4;
    if (offset == kControl) {
        if (value & mask & kKey) enabled_ = value & kEnable;
    } else if (offset >= kFirst && n < comparators_.size()) {
        comparators_[n] = merge(comparators_[n], value, mask);
    }
    ++version_;
    core_.attention();
}

} // namespace vb
