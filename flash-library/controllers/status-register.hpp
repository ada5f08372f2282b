// SR, as QUADSPI, OCTOSPI and XSPI have it alike, and the one wait on it.
#pragma once
#include "flash-library/core/mmio.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/transfer-result.hpp"

#include <cstdint>

namespace xspi {

namespace status_register {
inline constexpr std::uint32_t TEF = 1u << 0;
inline constexpr std::uint32_t TCF = 1u << 1;
inline constexpr std::uint32_t BUSY = 1u << 5;
inline constexpr unsigned FLEVEL_Pos = 8;
inline constexpr std::uint32_t FLEVEL = 0x7Fu << FLEVEL_Pos; // QUADSPI: bit 14 is reserved and reads 0
} // namespace status_register

constexpr std::uint32_t fifo_level(std::uint32_t sr) {
    return (sr & status_register::FLEVEL) >> status_register::FLEVEL_Pos;
}

// Longest time without a byte moving: 32 bits on one line at 15 kHz take 2 ms.
inline constexpr std::uint32_t kStallUs = 10'000;

// What is waited for, with a number of its own.
using StatusCondition = bool (*)(std::uint32_t sr, std::uint32_t number);

inline bool is_idle(std::uint32_t sr, std::uint32_t = 0) { return (sr & status_register::BUSY) == 0; }
inline bool is_complete(std::uint32_t sr, std::uint32_t = 0) { return (sr & status_register::TCF) != 0; }

// The rest of wait_for_status(), where the first look was not enough: one for all conditions.
TransferResult wait_longer_for_status(const Timebase& timebase, std::uintptr_t sr_address,
                                      StatusCondition ready, std::uint32_t number, std::uint32_t& sr);

// Until ready(SR, number); `sr` is that SR. A transfer error ends it at once, kStallUs without becoming ready
// as a Timeout. The first look is inline and costs one register read, as mostly nothing is to be waited for:
// a page has some twenty of them.
[[gnu::always_inline]] inline TransferResult wait_for_status(const Timebase& timebase,
                                                             std::uintptr_t sr_address, StatusCondition ready,
                                                             std::uint32_t number, std::uint32_t& sr) {
    sr = mmio_read32(sr_address);
    if ((sr & status_register::TEF) == 0 && ready(sr, number)) return TransferResult::Done;
    return wait_longer_for_status(timebase, sr_address, ready, number, sr);
}

} // namespace xspi
