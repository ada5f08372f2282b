// SEGGER's Real Time Transfer as it lies in the target's memory (SEGGER_RTT.h): text to the host through RAM.
// The layout is the protocol; addresses are words, so that a host of any width reads it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace xspi::rtt {

// Offsets move on both sides, each written by one side only: the target writes, the host reads an up ring.
struct Ring {
    std::uint32_t name = 0; // address of a string
    std::uint32_t buffer = 0;
    std::uint32_t size = 0;
    std::uint32_t write_offset = 0;
    std::uint32_t read_offset = 0;
    std::uint32_t flags = 0; // 0: what does not fit is skipped
};

// With one ring in each direction.
struct ControlBlock {
    std::array<char, 16> id{};
    std::uint32_t up_buffers = 0, down_buffers = 0;
    Ring up, down;
};
static_assert(sizeof(ControlBlock) == 72);

// Reversed, because a host finds the block by the id itself, which must be in RAM only once the block is
// valid.
inline constexpr std::string_view kIdReversed = "TTR REGGES";

constexpr std::array<char, 16> control_block_id() {
    std::array<char, 16> text{};
    for (std::size_t i = 0; i < kIdReversed.size(); ++i) text[i] = kIdReversed[kIdReversed.size() - 1 - i];
    return text;
}

} // namespace xspi::rtt
