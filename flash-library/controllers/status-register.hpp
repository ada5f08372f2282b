// SR, as QUADSPI, OCTOSPI and XSPI have it alike, and the one wait on it.
#pragma once
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/transfer-result.hpp"

#include <cstdint>

namespace xspi {

namespace status_register {
inline constexpr std::uint32_t TEF = 1u << 0;
inline constexpr std::uint32_t TCF = 1u << 1;
inline constexpr std::uint32_t FTF = 1u << 2;
inline constexpr std::uint32_t SMF = 1u << 3;
inline constexpr std::uint32_t TOF = 1u << 4;
inline constexpr std::uint32_t BUSY = 1u << 5;
inline constexpr unsigned FLEVEL_Pos = 8;
inline constexpr std::uint32_t FLEVEL = 0x7Fu << FLEVEL_Pos; // QUADSPI: bit 14 is reserved and reads 0
} // namespace status_register

constexpr std::uint32_t fifo_level(std::uint32_t sr) {
    return (sr & status_register::FLEVEL) >> status_register::FLEVEL_Pos;
}

// Longest time without a byte moving: 32 bits on one line at 15 kHz take 2 ms.
inline constexpr std::uint32_t kStallUs = 10'000;

// Until ready(SR); `sr` is that SR. A transfer error ends it at once, kStallUs without becoming ready as a
// Timeout. The first look costs one register read: the deadline begins only when there is something to wait
// for.
template <class Look, class Ready>
TransferResult wait_for_status(const Timebase& timebase, Look look, Ready ready, std::uint32_t& sr) {
    const auto error = [](std::uint32_t s) { return (s & status_register::TEF) != 0; };
    sr = look();
    if (!error(sr) && ready(sr)) return TransferResult::Done;
    Deadline deadline(timebase, kStallUs);
    for (bool passed = false;; passed = deadline.passed()) {
        sr = look();
        if (error(sr)) return TransferResult::TransferError;
        if (ready(sr)) return TransferResult::Done;
        if (passed) return TransferResult::Timeout;
    }
}

} // namespace xspi
