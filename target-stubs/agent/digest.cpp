#include "target-stubs/agent/digest.hpp"
#include "flash-library/nor/blank.hpp"

#include <array>

// Everything of xxHash stays in this file, compiled for size: no forced inlining, plain C (the M7 has no
// vectors).
#define XXH_INLINE_ALL
#define XXH_NO_INLINE_HINTS 1
#define XXH_NO_STDLIB // no malloc: since GCC 13 a freestanding <cstdlib> has none
#include <xxhash.h>

namespace xspi::agent {

namespace {
XXH3_state_t state;

// Four bits at a step: 16 words instead of 256, two look-ups a byte.
constexpr std::array<std::uint32_t, 16> nibble_table() {
    std::array<std::uint32_t, 16> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t crc = i << 28;
        for (int bit = 0; bit < 4; ++bit) crc = crc << 1 ^ ((crc >> 31) != 0 ? 0x04C11DB7u : 0u);
        table[i] = crc;
    }
    return table;
}
constexpr std::array<std::uint32_t, 16> kNibbles = nibble_table();
} // namespace

std::uint32_t payload_checksum(std::span<const std::uint8_t> payload, std::uint32_t seed) {
    return XXH32(payload.data(), payload.size(), seed);
}

Digest::Digest() { XXH3_64bits_reset(&state); }
void Digest::add(std::span<const std::uint8_t> data) {
    if (blank_) blank_ = xspi::blank(data);
    XXH3_64bits_update(&state, data.data(), data.size());
}
std::uint64_t Digest::value() const { return XXH3_64bits_digest(&state); }

void ImageChecksum::add(std::span<const std::uint8_t> data) {
    std::uint32_t crc = crc_;
    for (const std::uint8_t byte : data) {
        crc ^= std::uint32_t{byte} << 24;
        crc = crc << 4 ^ kNibbles[crc >> 28];
        crc = crc << 4 ^ kNibbles[crc >> 28];
    }
    crc_ = crc;
}

} // namespace xspi::agent
