// The page of memory that the virtual board and a client under the time shim share.
//
// The client's clock is the later of two instants: the board's own, published with every answer, and the one
// that the client's sleeps have reached. A sleep only moves the latter; the board lets that time pass before
// it looks at the client's next message. Both only grow, and each is written by one side, so that neither has
// to wait.
#pragma once
#include <atomic>
#include <cstdint>

namespace vb {

struct ClockPage {
    static constexpr std::uint64_t kMagic = 0x584B4C4342565631; // says that a board made the file
    // 2024-01-01 00:00:00 UTC: where the client's calendar stands at power-on, the same in every run.
    static constexpr std::uint64_t kEpochSeconds = 1704067200;

    std::atomic<std::uint64_t> magic;
    std::atomic<std::uint64_t> board_ns;  // virtual nanoseconds since power-on, written by the board
    std::atomic<std::uint64_t> client_ns; // up to where the client has slept, written by the client
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "the page is shared between processes");

} // namespace vb
