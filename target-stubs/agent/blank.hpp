// Erased flash reads as 0xFF.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>

namespace xspi::agent {

inline constexpr std::uint8_t kErased = 0xFF;

inline bool blank(std::span<const std::uint8_t> data) {
    return std::all_of(data.begin(), data.end(), [](std::uint8_t byte) { return byte == kErased; });
}

} // namespace xspi::agent
