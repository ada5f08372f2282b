#include "flash-library/core/timebase.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>

namespace xspi {

namespace {
// Armv7-M ARM C1.6.5 (DEMCR), C1.8 (DWT); the Cortex-M7's DWT has the CoreSight software lock.
constexpr std::uintptr_t DEMCR = 0xE000EDFC;
constexpr std::uint32_t DEMCR_TRCENA = 1u << 24;
constexpr std::uintptr_t DWT_CTRL = 0xE0001000;
constexpr std::uint32_t DWT_CTRL_CYCCNTENA = 1u << 0;
constexpr std::uintptr_t DWT_CYCCNT = 0xE0001004;
constexpr std::uintptr_t DWT_LAR = 0xE0001FB0;
constexpr std::uint32_t DWT_LAR_KEY = 0xC5ACCE55;

constexpr std::uint32_t kHzPerMhz = 1'000'000;
} // namespace

void Timebase::start() const {
    mmio_write32(DEMCR, mmio_read32(DEMCR) | DEMCR_TRCENA);
    mmio_write32(DWT_LAR, DWT_LAR_KEY);
    mmio_write32(DWT_CTRL, mmio_read32(DWT_CTRL) | DWT_CTRL_CYCCNTENA);
}

std::uint32_t Timebase::cycles() const { return mmio_read32(DWT_CYCCNT); }

// Rounded up to whole megahertz: a deadline may come late, never early, and it costs no 64-bit division.
std::uint64_t Timebase::cycles_from_us(std::uint32_t us) const {
    const std::uint32_t mhz = core_hz_ / kHzPerMhz + (core_hz_ % kHzPerMhz != 0 ? 1 : 0);
    return std::uint64_t{us} * mhz;
}

// By digits of 16 bits, each within what the core divides itself: a division of 64 bits would take 800 bytes
// of the agent's RAM.
std::uint32_t Timebase::us_from_cycles(std::uint64_t cycles) const {
    const std::uint32_t mhz = std::max<std::uint32_t>(core_hz_ / kHzPerMhz, 1);
    std::uint64_t us = 0;
    std::uint32_t rest = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        const std::uint32_t part = rest << 16 | static_cast<std::uint32_t>(cycles >> shift & 0xFFFF);
        us = us << 16 | part / mhz;
        rest = part % mhz;
    }
    return us > 0xFFFFFFFFu ? 0xFFFFFFFFu : static_cast<std::uint32_t>(us);
}

void Timebase::delay_us(std::uint32_t us) const {
    constexpr std::uint64_t kLongestSpin = 4096;
    Deadline deadline(*this, us);
    // A quarter of what is left, as turns of up to two cycles: never beyond the end.
    while (!deadline.passed()) {
        spin(static_cast<std::uint32_t>(std::min(deadline.cycles_left() / 4, kLongestSpin)));
    }
}

Deadline::Deadline(const Timebase& timebase, std::uint32_t timeout_us)
    : timebase_(timebase), limit_(timebase.cycles_from_us(timeout_us)), last_(timebase.cycles()) {}

bool Deadline::passed() {
    advance();
    return elapsed_ > limit_;
}

std::uint64_t Deadline::cycles_left() {
    advance();
    return elapsed_ < limit_ ? limit_ - elapsed_ : 0;
}

std::uint32_t Deadline::elapsed_us() {
    advance();
    return timebase_.us_from_cycles(elapsed_);
}

void Deadline::advance() {
    const std::uint32_t now = timebase_.cycles();
    elapsed_ += now - last_; // modulo 2^32: right across one turn of the counter
    last_ = now;
}

} // namespace xspi
