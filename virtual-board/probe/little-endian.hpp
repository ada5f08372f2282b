// Little-endian fields of messages.
#pragma once
#include "probe/stlink-codes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vb {

inline std::uint16_t get16(std::span<const std::uint8_t> bytes, std::size_t at) {
    return std::uint16_t(bytes[at] | bytes[at + 1] << 8);
}
inline std::uint32_t get32(std::span<const std::uint8_t> bytes, std::size_t at) {
    return get16(bytes, at) | std::uint32_t(get16(bytes, at + 2)) << 16;
}
inline void put16(std::span<std::uint8_t> bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = std::uint8_t(value);
    bytes[at + 1] = std::uint8_t(value >> 8);
}
inline void put32(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value) {
    put16(bytes, at, std::uint16_t(value));
    put16(bytes, at + 2, std::uint16_t(value >> 16));
}
inline std::vector<std::uint8_t> status_reply(stlink::Status status) { return {std::uint8_t(status), 0}; }

} // namespace vb
