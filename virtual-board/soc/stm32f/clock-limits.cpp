#include "soc/stm32f/clock-limits.hpp"

#include <fmt/format.h>

namespace vb::stm32f {

namespace {
constexpr std::uint64_t kMHz = 1'000'000;

// docs/hardware/stm32f7.md, clocks: MHz for each wait state, by VDD.
unsigned mhz_per_wait_state(unsigned millivolts) {
    return millivolts >= 2700 ? 30 : millivolts >= 2400 ? 24 : millivolts >= 2100 ? 22 : 20;
}

void check(Violations& violations, const char* rule, const char* clock, std::uint64_t hz, unsigned max_mhz,
           const ClockState& state) {
    if (hz > max_mhz * kMHz)
        violations.report(rule,
                          fmt::format("{} at {} Hz exceeds {} MHz, the limit at voltage scale {}{}", clock,
                                      hz, max_mhz, state.scale, state.overdrive ? " in over-drive" : ""));
}
} // namespace

unsigned required_latency(std::uint64_t hclk_hz, unsigned millivolts) {
    const std::uint64_t step = mhz_per_wait_state(millivolts) * kMHz;
    return hclk_hz == 0 ? 0 : unsigned((hclk_hz - 1) / step);
}

void check_clock_limits(const ClockState& state, const ClockLimits& limits, Violations& violations) {
    const unsigned scale = state.scale - 1;
    const unsigned hclk = state.overdrive ? limits.hclk_overdrive[scale] : limits.hclk[scale];
    check(violations, "VB-RCC-010", "HCLK", state.hclk_hz, hclk, state);
    check(violations, "VB-RCC-012", "PCLK1", state.apb1_hz,
          state.overdrive ? limits.apb1_overdrive : limits.apb1, state);
    check(violations, "VB-RCC-012", "PCLK2", state.apb2_hz,
          state.overdrive ? limits.apb2_overdrive : limits.apb2, state);
    const unsigned needed = required_latency(state.hclk_hz, state.millivolts);
    if (state.flash_latency < needed)
        violations.report("VB-FLASH-001",
                          fmt::format("FLASH_ACR.LATENCY {} is too low: {} Hz at {} mV need {} wait states",
                                      state.flash_latency, state.hclk_hz, state.millivolts, needed));
}

} // namespace vb::stm32f
