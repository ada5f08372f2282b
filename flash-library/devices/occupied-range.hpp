// Where in a family's address space something is, and a range that lies clear of it.
#pragma once
#include "flash-library/devices/memory-region.hpp"
#include "flash-library/devices/pin-table.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace xspi {

struct OccupiedRange {
    MemoryRegion region;
    RegisterBits clock = {}; // only while these bits are set; mask 0: always
    constexpr bool gated() const { return clock.mask != 0; }
    constexpr bool meets(std::uint32_t base, std::uint32_t size) const {
        return base < std::uint64_t{region.base} + region.size && region.base < std::uint64_t{base} + size;
    }
};

// The first range, of those with a clock or of those without, that `size` bytes from `base` on reach into;
// nullptr: none.
constexpr const OccupiedRange* find_occupied(std::span<const OccupiedRange> ranges, std::uint32_t base,
                                             std::uint32_t size, bool gated) {
    for (const OccupiedRange& range : ranges)
        if (range.gated() == gated && range.meets(base, size)) return &range;
    return nullptr;
}

// Bytes from a chosen address up to what is always there, at most 256 MiB.
constexpr std::uint32_t room_above(std::span<const OccupiedRange> ranges, std::uint32_t base) {
    std::uint64_t room = std::min<std::uint64_t>(0x10000000, 0xFFFFFFFFull - base + 1);
    for (const OccupiedRange& range : ranges)
        if (!range.gated() && range.region.base >= base)
            room = std::min<std::uint64_t>(room, range.region.base - base);
    return static_cast<std::uint32_t>(room);
}

} // namespace xspi
