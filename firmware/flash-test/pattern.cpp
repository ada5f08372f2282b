#include "firmware/flash-test/pattern.hpp"
#include "flash-library/nor/blank.hpp"

#include <array>

namespace firmware {

namespace {
constexpr unsigned kRepeat = 16;
struct Bytes {
    unsigned length; // divides kRepeat
    std::array<std::uint8_t, kRepeat> bytes;
};
// In octal modes bit n of a byte is data line n; in DTR even bytes go with one edge of the clock, odd bytes
// with the other.
constexpr std::array<Bytes, 12> kBytes{{
    {1, {0x00}},
    {1, {0x55}},
    {1, {0xAA}},
    {2, {0x55, 0xAA}},
    {2, {0x00, 0xFF}},
    {2, {0xFF, 0x00}},
    {8, {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}},
    {8, {0xFE, 0xFD, 0xFB, 0xF7, 0xEF, 0xDF, 0xBF, 0x7F}},
    {16, {0x01, 0x00, 0x02, 0x00, 0x04, 0x00, 0x08, 0x00, 0x10, 0x00, 0x20, 0x00, 0x40, 0x00, 0x80, 0x00}},
    {16, {0xFF, 0xFE, 0xFF, 0xFD, 0xFF, 0xFB, 0xFF, 0xF7, 0xFF, 0xEF, 0xFF, 0xDF, 0xFF, 0xBF, 0xFF, 0x7F}},
    {2, {0x0F, 0xF0}},
    {2, {0x33, 0xCC}},
}};

// A bijection of 32 bits (MurmurHash3's finalizer): no word comes twice within one seed.
constexpr std::uint32_t scramble(std::uint32_t word) {
    word = (word ^ word >> 16) * 0x85EBCA6Bu;
    word = (word ^ word >> 13) * 0xC2B2AE35u;
    return word ^ word >> 16;
}

std::uint8_t noise(std::uint32_t seed, std::uint32_t address) {
    const std::uint32_t word = scramble(address / 4 ^ seed * 0x9E3779B9u);
    return static_cast<std::uint8_t>(word >> 8 * (address % 4));
}

std::uint8_t byte_at(unsigned pattern, std::uint32_t address) {
    if (pattern < kBytes.size()) return kBytes[pattern].bytes[address % kBytes[pattern].length];
    if (pattern == kAddressPattern) {
        const std::uint32_t word = address & ~3u;
        return static_cast<std::uint8_t>(word >> 8 * (address % 4));
    }
    return noise(pattern, address);
}

template <class Expected>
Mismatch compare_with(std::uint32_t address, std::span<const std::uint8_t> data, Expected expected) {
    Mismatch mismatch;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::uint8_t wanted = expected(i);
        if (data[i] == wanted) continue;
        mismatch.bits |= data[i] ^ wanted;
        if (mismatch.count++ != 0) continue;
        mismatch.address = address + static_cast<std::uint32_t>(i);
        mismatch.expected = wanted;
        mismatch.found = data[i];
    }
    return mismatch;
}
} // namespace

void fill_with(unsigned pattern, std::uint32_t address, std::span<std::uint8_t> data) {
    for (std::uint8_t& byte : data) byte = byte_at(pattern, address++);
}

Mismatch compare(std::uint32_t address, std::span<const std::uint8_t> expected,
                 std::span<const std::uint8_t> data) {
    return compare_with(address, data, [&](std::size_t i) { return expected[i]; });
}

Mismatch compare(unsigned pattern, std::uint32_t address, std::span<const std::uint8_t> data) {
    return compare_with(address, data, [&](std::size_t i) {
        return byte_at(pattern, address + static_cast<std::uint32_t>(i));
    });
}

Mismatch compare_blank(std::uint32_t address, std::span<const std::uint8_t> data) {
    return compare_with(address, data, [](std::size_t) { return xspi::kErased; });
}

} // namespace firmware
