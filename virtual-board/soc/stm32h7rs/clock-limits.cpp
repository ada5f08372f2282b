#include "soc/stm32h7rs/clock-limits.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
// Sources: CPU max 600 MHz (docs/hardware/stm32h7rs.md, clock limits); the others as embassy-stm32 (rcc/h.rs,
// after RM0477) checks them: VOS high 600/300/150 MHz, VOS low 400/200/100 MHz; wait states per 40 MHz (0..7)
// at VOS high and per 36 MHz (0..5) at VOS low; WRHIGHFREQ = wait states / 2. ST's LL table agrees on the
// steps of 40 and 36 MHz.
struct Scale {
    const char* name;
    unsigned core_mhz, ahb_mhz, apb_mhz, mhz_per_wait_state;
};
constexpr Scale kHigh{"high", 600, 300, 150, 40}, kLow{"low", 400, 200, 100, 36};
constexpr std::uint64_t kMHz = 1'000'000;

unsigned required_latency(std::uint64_t ahb_hz, const Scale& scale) {
    std::uint64_t step = scale.mhz_per_wait_state * kMHz;
    return ahb_hz == 0 ? 0 : unsigned((ahb_hz - 1) / step);
}

void check(Violations& violations, const char* rule, const char* clock, std::uint64_t hz, unsigned max_mhz,
           const Scale& scale) {
    if (hz > max_mhz * kMHz)
        violations.report(rule, fmt::format("{} at {} Hz exceeds {} MHz, the limit with PWR_CSR4.VOS {}",
                                            clock, hz, max_mhz, scale.name));
}
} // namespace

void check_clock_limits(const ClockState& state, Violations& violations) {
    const Scale& scale = state.vos_high ? kHigh : kLow;
    check(violations, "VB-RCC-010", "CPU clock", state.core_hz, scale.core_mhz, scale);
    check(violations, "VB-RCC-011", "AHB clock", state.ahb_hz, scale.ahb_mhz, scale);
    const char* const names[] = {"APB1 clock", "APB2 clock", "APB4 clock", "APB5 clock"};
    for (unsigned i = 0; i < 4; ++i)
        check(violations, "VB-RCC-012", names[i], state.apb_hz[i], scale.apb_mhz, scale);
    unsigned needed = required_latency(state.ahb_hz, scale);
    if (state.flash_latency < needed)
        violations.report(
            "VB-FLASH-001",
            fmt::format("FLASH_ACR.LATENCY {} is too low: {} Hz with VOS {} need {} wait states",
                        state.flash_latency, state.ahb_hz, scale.name, needed));
}

unsigned required_wrhighfreq(std::uint64_t ahb_hz, bool vos_high) {
    return required_latency(ahb_hz, vos_high ? kHigh : kLow) / 2;
}

} // namespace vb
