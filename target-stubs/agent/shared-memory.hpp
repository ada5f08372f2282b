// Words that the probe reads or writes while the core runs. Acquire and release keep the compiler and the
// core's write buffer from moving payload and results across them.
#pragma once
#include <atomic>
#include <cstdint>

namespace xspi::agent {

inline std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref<std::uint32_t>(word).load(std::memory_order_acquire);
}
inline void store(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref<std::uint32_t>(word).store(value, std::memory_order_release);
}
inline void increment(std::uint32_t& word) { store(word, load(word) + 1); } // one writer only

} // namespace xspi::agent
