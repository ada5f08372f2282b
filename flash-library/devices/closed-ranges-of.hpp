// What of a family's address space a program in RAM, or a bootloader, closes to its core.
#pragma once
#include "flash-library/core/closed-ranges.hpp"
#include "flash-library/devices/family.hpp"

namespace xspi {

constexpr ClosedRanges closed_ranges_of(const Family& family) {
    ClosedRanges ranges;
    std::size_t count = 0;
    for (const ControllerInstance& controller : family.pins.controllers)
        if (controller.window.size != 0)
            ranges[count++] = {controller.window.base, controller.window.size}; // out of range: no constant
    for (const MemoryRegion& region : family.closed) ranges[count++] = {region.base, region.size};
    return ranges;
}

} // namespace xspi
