// What the flash-test in the target's RAM and the program that runs it share. Header lies at a fixed place of
// the image; Facts and Control may be written before the start, Control::stop and the RTT ring's read offset
// any time. All fields are little-endian words; structures have fixed layout on both sides.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/core/closed-ranges.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-connection.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace xspi::flash_test {

inline constexpr std::uint32_t kMagic = 0x54505358; // "XSPT"
inline constexpr std::uint32_t kVersion = 4;
inline constexpr std::uint32_t kHeaderAddress = 0x20000900; // behind the RTT control block with its ring
// Addresses.
struct Header {
    std::uint32_t magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t entry = 0; // with the Thumb bit
    std::uint32_t stack_top = 0;
    std::uint32_t facts = 0;
    std::uint32_t control = 0;
    std::uint32_t result = 0;
    std::uint32_t rtt = 0;                          // rtt::ControlBlock
    std::uint32_t ram_begin = 0, ram_end = 0;       // all that the image's data and stack occupy
    std::uint32_t buffer_begin = 0, buffer_end = 0; // and its buffers
    std::uint32_t code_begin = 0, code_end = 0;     // and its code
    std::uint32_t device_id = 0;                    // of the family that it is built for
    ControllerKind controller = {};                 // and the one that it knows
};
static_assert(sizeof(Header) == 64);

struct OpList {
    std::uint32_t count = 0;
    std::array<RegisterOp, RegisterOps::kCapacity> ops{};
    std::array<Step, RegisterOps::kCapacity> steps{};
};

// A board, as the test needs it: compiled in for the board the image was built for, written by the driver for
// any other of the same family.
struct Facts {
    std::array<char, 32> board{}; // name, with a zero behind it
    FlashConnection connection;
    ClosedRanges closed = {};
    std::uint32_t option_word = 0;     // address, 0: none
    std::uint32_t option_bit = 0;      // without which the slow clock is used
    std::uint32_t watchdog = 0;        // address of IWDG_KR: fed while the test runs
    std::uint32_t initial_core_hz = 0; // no less than the core's clock at the start
    std::uint32_t core_hz = 0;         // after core_clock
    FlashClock fast, slow;
    LedPin running_led, failed_led;
    OpList core_clock, fast_port, slow_port;
};
static_assert(sizeof(Facts) == 6276);

inline constexpr std::uint32_t kLastBlock = 0xFFFFFFFF;
struct Control {
    std::uint32_t area =
        kLastBlock; // offset in the chip, a multiple of FlashTestRoom::area_size(); kLastBlock: its end
    std::uint32_t stop = 0; // 1: put the area back and end
};

enum class State : std::uint32_t { Idle = 0, Running = 1, Passed = 2, Failed = 3, Stopped = 4 };
enum class AreaState : std::uint32_t {
    Untouched = 0,
    Changed = 1,  // the test is at work on it
    Restored = 2, // holds what it held
    Lost = 3,     // does not: Result::lost_address is the first byte that differs
};

struct EraseFigure {
    std::uint32_t size = 0; // bytes; 0: no such erase type, or larger than the area
    std::uint32_t typical_us = 0, maximum_us = 0;
    std::uint32_t measured_us = 0; // on average
    std::uint32_t count = 0;
};
inline constexpr std::size_t kEraseFigures = 4;

struct Figures {
    std::uint32_t identity = 0; // 0xC28139
    std::uint32_t size = 0;     // bytes
    std::uint32_t mode = 0;     // xspi::Mode, the chip's own
    std::uint32_t core_hz = 0;
    std::uint32_t single_hz = 0, fast_hz = 0; // in 1S-1S-1S; in the chip's own mode
    std::array<EraseFigure, kEraseFigures> erase{};
    std::uint32_t page_size = 0, page_typical_us = 0, page_maximum_us = 0;
    std::uint32_t page_us = 0;            // measured, on average
    std::uint32_t single_bytes_per_s = 0; // read by commands in 1S-1S-1S
    std::uint32_t fast_bytes_per_s = 0;   // read by commands in the chip's own mode; 0: that is 1S-1S-1S
    std::uint32_t mapped_bytes_per_s = 0; // read word by word through the window, uncached
    std::uint32_t mapped_word_ns = 0;     // one word at an unforeseen place
};

struct Result {
    std::uint32_t magic = 0; // kMagic once the test runs
    State state = State::Idle;
    std::uint32_t error = 0; // 0, or the number of TEST-nnnn
    std::uint32_t address = 0, expected = 0,
                  found = 0; // of the error; address: offset in the chip, or a register
    AreaState area_state = AreaState::Untouched;
    std::uint32_t area = 0; // offset in the chip
    std::uint32_t lost_address = 0;
    std::uint32_t progress = 0; // percent
    std::uint32_t heartbeat = 0;
    std::uint32_t limit_ms = 0; // by the chip's own maxima it takes no longer; 0: not known yet
    Figures figures;
    std::uint32_t sentence_size = 0;
    std::array<char, 320> sentence{}; // of the error, without its id
    std::uint32_t checksum = 0;       // result_checksum(), once the state is Passed, Failed or Stopped
};
static_assert(sizeof(Result) == 512);

// FNV-1a, word by word, over all before `checksum`, as if `state` stood there: the checksum is written first.
inline std::uint32_t result_checksum(const Result& result, State state) {
    std::array<std::uint32_t, offsetof(Result, checksum) / sizeof(std::uint32_t)> words;
    std::memcpy(words.data(), &result, sizeof(words));
    words[offsetof(Result, state) / sizeof(std::uint32_t)] = static_cast<std::uint32_t>(state);
    std::uint32_t hash = 0x811C9DC5;
    for (const std::uint32_t word : words) hash = (hash ^ word) * 0x01000193;
    return hash;
}

} // namespace xspi::flash_test
