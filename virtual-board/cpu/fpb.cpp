#include "cpu/fpb.hpp"

#include <algorithm>

namespace vb {

namespace {
constexpr std::uint32_t kControl = 0x000, kRemap = 0x004, kFirst = 0x008;
constexpr std::uint32_t kKey = 2, kEnable = 1;
// Version 1: COMP is a word of the code region, REPLACE says which of its halfwords breaks; 0 would remap.
constexpr std::uint32_t kComp = 0x1FFFFFFC, kReplace = 0xC0000000, kLower = 0x40000000, kUpper = 0x80000000;
constexpr std::uint32_t kRemapSupported = 1u << 29, kRemapAddress = 0x1FFFFFE0;
} // namespace

void Fpb::power_on() {
    enabled_ = false;
    remap_ = 0;
    std::fill(comparators_.begin(), comparators_.end(), 0);
    ++version_;
}

template <typename Visit> void Fpb::each_breakpoint(Visit visit) const {
    if (!enabled_) return;
    for (unsigned n = 0; n < kind_.code; ++n) {
        const std::uint32_t value = comparators_[n];
        if (!(value & kEnable)) continue;
        if (kind_.version > 1) {
            visit(value & ~kEnable);
        } else {
            if (value & kLower) visit(value & kComp);
            if (value & kUpper) visit((value & kComp) + 2);
        }
    }
}

bool Fpb::matches(std::uint32_t pc) const {
    bool found = false;
    each_breakpoint([&](std::uint32_t address) { found |= address == pc; });
    return found;
}

std::uint32_t Fpb::next_above(std::uint32_t pc) const {
    std::uint32_t nearest = 0xFFFFFFFF;
    each_breakpoint([&](std::uint32_t address) {
        if (address > pc) nearest = std::min(nearest, address);
    });
    return nearest;
}

std::uint32_t Fpb::control() const {
    return (kind_.version - 1) << 28 | (kind_.code >> 4 & 7) << 12 | kind_.literals << 8 |
           (kind_.code & 15) << 4 | (enabled_ ? 1 : 0);
}

std::uint32_t Fpb::writable(unsigned n) const {
    if (kind_.version > 1) return ~0u;
    return (n < kind_.code ? kReplace : 0) | kComp | kEnable;
}

std::uint32_t Fpb::read(std::uint32_t offset, Master) {
    if (offset == kControl) return control();
    // Version 2 has no remapping (RMPSPT = 0); version 1 can, which is not modelled: it is only remembered.
    if (offset == kRemap) return kind_.version > 1 ? 0 : kRemapSupported | remap_;
    unsigned n = (offset - kFirst) / 4;
    return offset >= kFirst && n < comparators_.size() ? comparators_[n] : 0;
}

void Fpb::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    unsigned n = (offset - kFirst) / 4;
    if (offset == kControl) {
        if (value & mask & kKey) enabled_ = value & kEnable;
    } else if (offset == kRemap) {
        remap_ = merge(remap_, value, mask) & kRemapAddress;
    } else if (offset >= kFirst && n < comparators_.size()) {
        comparators_[n] = merge(comparators_[n], value, mask) & writable(n);
    }
    ++version_;
    core_.attention();
}

} // namespace vb
