// What is programmed to find lines, cells and addresses that are not what they should be, and the comparison
// of what is read with it. A pattern is a function of the address alone, so that nothing has to be
// remembered. Pure.
#pragma once
#include <cstdint>
#include <span>

namespace firmware {

// One pattern for each 4 KiB of the area, so that one erase and 256 pages carry all of them:
// 0..11 repeat a few bytes (each data line high and low, alone and against its neighbours, on both edges of a
// clock), 12..15 are noise of different seeds.
inline constexpr unsigned kPatterns = 16;
// Every word says where it is: two addresses never hold the same.
inline constexpr unsigned kAddressPattern = kPatterns;
// From here on: noise, of another seed for each number.
inline constexpr unsigned kNoisePattern = kPatterns + 1;

void fill_with(unsigned pattern, std::uint32_t address, std::span<std::uint8_t> data);

struct Mismatch {
    std::uint32_t count = 0;   // bytes that differ; 0: none
    std::uint32_t address = 0; // of the first
    std::uint8_t expected = 0, found = 0;
    std::uint8_t bits = 0; // that differ anywhere
    explicit operator bool() const { return count != 0; }
};

// `data` lie at `address`.
Mismatch compare(std::uint32_t address, std::span<const std::uint8_t> expected,
                 std::span<const std::uint8_t> data);
Mismatch compare(unsigned pattern, std::uint32_t address, std::span<const std::uint8_t> data);
Mismatch compare_blank(std::uint32_t address, std::span<const std::uint8_t> data);

} // namespace firmware
