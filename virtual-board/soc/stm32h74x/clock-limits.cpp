#include "soc/stm32h74x/clock-limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb::stm32h74x {

namespace {
// Sources: embassy-stm32 (rcc/h.rs, after RM0433) for the limits and the table of wait states. ST's LL table
// is looser at VOS1 (two wait states up to 240 MHz). VOS0 is revision V's. embassy's 50 MHz for the APBs at
// VOS3 are less than what the part itself comes up with, 64 MHz: no violation.
struct Scale {
    unsigned core_mhz, ahb_mhz, apb_mhz;
    std::array<unsigned, 5> mhz; // highest AXI clock with 0, 1, ... wait states
};
constexpr Scale kScales[] = {{480, 240, 120, {70, 140, 210, 225, 240}},
                             {400, 200, 100, {70, 140, 210, 225, 225}},
                             {300, 150, 75, {55, 110, 165, 224, 224}},
                             {200, 100, 64, {45, 90, 135, 180, 224}}};
constexpr std::uint64_t kMHz = 1'000'000;

unsigned required_latency(std::uint64_t ahb_hz, unsigned vos) {
    const auto& mhz = kScales[vos].mhz;
    return unsigned(std::find_if(mhz.begin(), mhz.end(), [&](unsigned m) { return ahb_hz <= m * kMHz; }) -
                    mhz.begin());
}

void check(Violations& violations, const char* rule, const char* clock, std::uint64_t hz, unsigned max_mhz,
           unsigned vos) {
    if (hz > max_mhz * kMHz)
        violations.report(
            rule, fmt::format("{} at {} Hz exceeds {} MHz, the limit at VOS{}", clock, hz, max_mhz, vos));
}
} // namespace

void check_clock_limits(const ClockState& state, Violations& violations) {
    const Scale& scale = kScales[state.vos];
    check(violations, "VB-RCC-010", "CPU clock", state.core_hz, scale.core_mhz, state.vos);
    check(violations, "VB-RCC-011", "AXI clock", state.ahb_hz, scale.ahb_mhz, state.vos);
    const char* const names[] = {"APB1 clock", "APB2 clock", "APB3 clock", "APB4 clock"};
    for (unsigned i = 0; i < 4; ++i)
        check(violations, "VB-RCC-012", names[i], state.apb_hz[i], scale.apb_mhz, state.vos);
    const unsigned needed = required_latency(state.ahb_hz, state.vos);
    if (state.flash_latency < needed)
        violations.report("VB-FLASH-001",
                          fmt::format("FLASH_ACR.LATENCY {} is too low: {} Hz at VOS{} need {} wait states",
                                      state.flash_latency, state.ahb_hz, state.vos, needed));
}

unsigned required_wrhighfreq(std::uint64_t ahb_hz, unsigned vos) {
    const unsigned latency = required_latency(ahb_hz, vos);
    if (latency == 2 && ahb_hz > 185 * kMHz) return 2;
    return latency == 0 ? 0 : latency <= 2 ? 1 : 2;
}

} // namespace vb::stm32h74x
