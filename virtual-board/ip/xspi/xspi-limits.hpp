// Figures of the XSPI model that no public document gives exactly, in one place, with their reasons.
#pragma once
#include "core/time.hpp"

#include <array>
#include <cstdint>

namespace vb::xspi {

struct Limits {
    // The highest clock a public example runs on the NUCLEO without HSLV (docs/hardware/stm32h7rs.md, pad
    // speed); inferred as the limit.
    std::uint64_t no_high_speed_hz = 75'000'000;
    // ST raises the clock above its 50 MHz set-up value only with the compensation cell on; inferred.
    std::uint64_t not_compensated_hz = 100'000'000;
    // 200 MHz at 1.8 V with both HSLV bits (docs/hardware/stm32h7rs.md, pad speed). One promille for a
    // crystal's rounding.
    std::uint64_t highest_hz = 200'200'000;
    // Pad speed by OSPEEDR 0..3: inferred from the usual figures of ST's I/O tables for 30 pF and 2.7 V.
    std::array<std::uint64_t, 4> pad_speed_hz{20'000'000, 50'000'000, 100'000'000, ~std::uint64_t(0)};
    // Octal DTR sampled without DQS: above this the chip's clock-to-data delay (some 6 ns with pads) exceeds
    // half of the 10 ns half cycle; inferred.
    std::uint64_t no_strobe_hz = 50'000'000;
    // A corrupted link flips a bit in every n-th clock of the data phase: deterministic, and hits any line.
    unsigned corrupt_every_clocks = 13;
};

inline constexpr unsigned kFifoBytes = 64; // docs/hardware/xspi.md, flags and FIFO

// AXI interconnect and synchronisation into the kernel clock and back, per line; inferred, 12 cycles at 300
// MHz.
inline constexpr Picoseconds kMappedLatency = 40 * kPerNanosecond;
// The DLL's calibration at the start of the transfer after a PRESCALER write; settling time not published.
inline constexpr unsigned kCalibrationClocks = 64;
// How often a blocked XSPI asks again for a port that the other one holds (multiplexed mode).
inline constexpr Picoseconds kPortRetry = 100 * kPerNanosecond;
// The HSPI text fills DCR1.DEVSIZE = 31 as "endless".
inline constexpr std::uint64_t kEndless = ~std::uint64_t(0);

} // namespace vb::xspi
