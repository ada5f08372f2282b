// A range of addresses with a name, and the RAM of a device as a list of them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

struct MemoryRegion {
    std::string_view name = {};
    std::uint32_t base = 0;
    std::uint32_t size = 0; // bytes
    constexpr bool contains(std::uint32_t address) const { return address - base < size; }
    constexpr bool operator==(const MemoryRegion&) const = default;
};

inline constexpr std::size_t kRamRegions = 5;
// In rising order; regions of size 0 hold nothing. What needs a clock enabled first is left out: no stack
// lies there at reset.
using RamMap = std::array<MemoryRegion, kRamRegions>;

// May a stack pointer of this value be loaded: a full descending stack starts at the end of a region.
constexpr bool stack_in_ram(std::uint32_t stack_pointer, std::span<const MemoryRegion> ram) {
    for (const MemoryRegion& region : ram)
        if (region.size != 0 && stack_pointer > region.base && stack_pointer - region.base <= region.size)
            return stack_pointer % 8 == 0;
    return false;
}

} // namespace xspi
