// Figures of the QUADSPI model, in one place, with their reasons.
#pragma once
#include "core/time.hpp"

#include <array>
#include <cstdint>

namespace vb::quadspi {

struct Limits {
    // DS12110, Quad-SPI characteristics at 2.7 to 3.6 V; a permille for a crystal's rounding. The DDR figure
    // is half of what the chips themselves reach twice over; inferred.
    std::uint64_t highest_hz = 133'133'000;
    std::uint64_t highest_ddr_hz = 100'100'000;
    // Data leave the chip with the falling edge and are sampled with the next rising one. A chip's
    // clock-to-data time (6 to 7 ns) and the pads (2 ns) are longer than half a period above this; inferred.
    std::uint64_t no_shift_hz = 60'000'000;
    // Pad speed by OSPEEDR 0..3: inferred from the usual figures of ST's I/O tables for 30 pF and 2.7 V.
    std::array<std::uint64_t, 4> pad_speed_hz{20'000'000, 50'000'000, 100'000'000, ~std::uint64_t(0)};
    // A corrupted link flips bits in every n-th clock of the data phase: deterministic.
    unsigned corrupt_every_clocks = 13;
};

// What silicon does against its manual. Defaults: STM32H743/H750 revision V (ES0392, ES0396).
struct Errata {
    // ES0396 "QUADSPI hangs when QUADSPI_CCR is cleared": only EN = 0 helps.
    bool command_cleared_hangs = true;
    // ES0396 "QUADSPI cannot be used in indirect read mode when only data phase is activated".
    bool data_only_read_hangs = true;
    // ES0392 2.4.4 "Memory-mapped read of last memory byte fails": 0x00 the first time, then the bus stalls.
    // Seen to reach further than the last byte (up to 96): the core and the prefetch read lines. 0 switches
    // it off.
    std::uint32_t end_of_memory_bytes = 32;
    // ES0396 2.6.1, revision Y: "First nibble of data is not written after dummy phase".
    bool first_nibble_lost = false;
    // ES0290 (STM32F74x): the first mapped read is wrong when AR[1:0] is 3 at the entry.
    bool stale_address = false;
    // STM32F4/F7: CR.FTHRES has no bit 4.
    bool short_threshold = false;
};

inline constexpr unsigned kFifoBytes = 32; // RM0433: FLEVEL 0 to 32
// A read that has filled the FIFO goes on when 4 bytes are free.
inline constexpr unsigned kResumeRoom = 4;
// Interconnect and synchronisation into the kernel clock and back, per mapped line; inferred.
inline constexpr Picoseconds kMappedLatency = 40 * kPerNanosecond;
// ES0392 "QUADSPI internal timing criticality": the free-running clock ends within so many kernel clocks.
inline constexpr unsigned kFreeRunningClocks = 127;
// DLR 0xFFFFFFFF with FSIZE 31 never ends.
inline constexpr std::uint64_t kEndless = ~std::uint64_t(0) - 1;

} // namespace vb::quadspi
