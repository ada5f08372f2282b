// What an application may carry behind itself to say that it is whole: its length and a SHA-256. Two of the
// vectors that Armv7-M reserves say that it does, and where.
#pragma once
#include <array>
#include <cstdint>

namespace xspi {

inline constexpr std::uint32_t kTrailerMarkOffset = 0x1C; // of the vector table: vectors 7 and 8
inline constexpr std::uint32_t kTrailerLengthOffset = 0x20;
inline constexpr std::uint32_t kTrailerMark = 0x52544258; // "XBTR"

// At `length` bytes from the vector table. The SHA-256 is of all bytes before it.
struct Trailer {
    std::uint32_t mark;
    std::uint32_t length;
    std::array<std::uint8_t, 32> sha256;
};
static_assert(sizeof(Trailer) == 40);

// Can there be a trailer of a flash of `size` bytes from the vector table on: whole words.
constexpr bool trailer_fits(std::uint32_t length, std::uint32_t size) {
    return length >= 64 && length % 4 == 0 && length <= size && size - length >= sizeof(Trailer);
}

} // namespace xspi
