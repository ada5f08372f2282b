// The frequency limits that tie clocks, core voltage, supply and flash wait states of STM32F4 and F7
// together.
#pragma once
#include "core/violations.hpp"

#include <cstdint>

namespace vb::stm32f {

struct ClockLimits {            // in MHz
    unsigned hclk[3];           // at scale 1, 2, 3
    unsigned hclk_overdrive[3]; // the same in over-drive; 0: there is none
    unsigned apb1, apb2, apb1_overdrive, apb2_overdrive;
};

struct ClockState {
    std::uint64_t hclk_hz = 0, apb1_hz = 0, apb2_hz = 0;
    unsigned scale = 3;         // of the regulator in use: 1 (highest) to 3
    bool overdrive = false;     // on and switched to
    unsigned flash_latency = 0; // FLASH_ACR.LATENCY
    unsigned millivolts = 3300; // VDD
    bool operator==(const ClockState&) const = default;
};

// Reports each limit that the state exceeds. A pure check: it changes nothing on the board.
void check_clock_limits(const ClockState& state, const ClockLimits& limits, Violations& violations);
// Wait states for a load of the flash at that supply.
unsigned required_latency(std::uint64_t hclk_hz, unsigned millivolts);

} // namespace vb::stm32f
