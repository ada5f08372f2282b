// What host and agent exchange carries checksums: how they are made and looked at on this side.
#pragma once
#include "target-stubs/agent-protocol.hpp"

#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace xspi {

inline constexpr unsigned kReads = 10; // of one result, or of the status, before the link is called broken

template <typename T> std::span<const std::uint8_t> bytes_of(const T& value) {
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)};
}
template <typename T> std::span<std::uint8_t> writable_bytes_of(T& value) {
    return {reinterpret_cast<std::uint8_t*>(&value), sizeof(value)};
}

inline void seal(agent::Descriptor& d) { d.checksum = XXH32(&d, offsetof(agent::Descriptor, checksum), 0); }

inline bool being_written(const agent::Status& s) { return s.revision != s.revision_end; }
inline bool whole(const agent::Status& s) {
    return !being_written(s) && s.checksum == XXH32(&s, offsetof(agent::Status, checksum), 0);
}
inline bool waits_for_work(const agent::Status& s) { return s.completed == s.taken; }

// What a result's room was read as: whether it is that request's result, whole.
inline bool holds_result(std::span<const std::uint8_t> room, std::uint32_t length, std::uint32_t sequence) {
    if (room.size() != agent::result_room(length)) return false;
    std::uint32_t checksum = 0;
    std::memcpy(&checksum, room.data() + agent::result_checksum_offset(length), sizeof(checksum));
    return checksum == XXH32(room.data(), length, sequence);
}

} // namespace xspi
