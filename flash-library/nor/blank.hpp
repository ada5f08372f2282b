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
    for (; end - at >= std::ptrdiff_t(sizeof(std::uint32_t)); at += sizeof(std::uint32_t)) {
        std::uint32_t word;
        std::memcpy(&word, at, sizeof(word));
        if (word != 0xFFFFFFFF) return false;
    }
    return std::all_of(at, end, [](std::uint8_t byte) { return byte == kErased; });
}

} // namespace xspi
