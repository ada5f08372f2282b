// Erased flash reads as 0xFF.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace xspi {

inline constexpr std::uint8_t kErased = 0xFF;

inline bool blank(std::span<const std::uint8_t> data) {
    // By words where it is aligned: every byte that is programmed or digested passes here.
    const std::uint8_t* at = data.data();
    const std::uint8_t* const end = at + data.size();
    while (at != end && reinterpret_cast<std::uintptr_t>(at) % sizeof(std::uint32_t) != 0)
        if (*at++ != kErased) return false;
    std::uint32_t words[8];
    for (; end - at >= std::ptrdiff_t(sizeof(words)); at += sizeof(words)) {
        std::memcpy(words, at, sizeof(words));
        std::uint32_t all = words[0] & words[1] & words[2] & words[3];
        all &= words[4] & words[5] & words[6] & words[7];
        if (all != 0xFFFFFFFF) return false;
    }
    return std::all_of(at, end, [](std::uint8_t byte) { return byte == kErased; });
}

} // namespace xspi
