// Address ranges that a program must not let the core read ahead in: flash windows, and what an erratum
// forbids. Fixed layout: it crosses the probe.
#pragma once
#include <array>
#include <cstdint>

namespace xspi {

struct ClosedRange {
    std::uint32_t base = 0; // a multiple of size
    std::uint32_t size = 0; // bytes, a power of two from 32 on; 0: none
};
inline constexpr unsigned kClosedRanges = 4;
using ClosedRanges = std::array<ClosedRange, kClosedRanges>;

} // namespace xspi
