// Words that the probe reads or writes while the core runs. Acquire and release keep the compiler and the
// core's write buffer from moving payload and results across them.
#pragma once
#include "target-stubs/agent-protocol.hpp"

#include <atomic>
#include <cstdint>
#include <optional>

namespace xspi::agent {

inline std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref<std::uint32_t>(word).load(std::memory_order_acquire);
}
inline void store(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref<std::uint32_t>(word).store(value, std::memory_order_release);
}
// What the host sent last, if it arrived whole.
inline std::optional<std::uint32_t> load(Signal& signal) {
    const Signal seen{load(signal.value), load(signal.complement)};
    return seen.sent() ? std::optional(seen.value) : std::nullopt;
}
inline void increment(std::uint32_t& word) { store(word, load(word) + 1); } // one writer only

} // namespace xspi::agent
