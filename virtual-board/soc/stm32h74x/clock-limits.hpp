// The frequency limits that tie clocks, core voltage and flash wait states of the STM32H74x together.
#pragma once
#include "core/violations.hpp"

#include <array>
#include <cstdint>

namespace vb::stm32h74x {

struct ClockState {
    std::uint64_t core_hz = 0, ahb_hz = 0;
    std::array<std::uint64_t, 4> apb_hz{}; // APB1 to APB4
    unsigned vos = 3;                      // active voltage scaling, 0 (highest) to 3
    unsigned flash_latency = 0;            // FLASH_ACR.LATENCY
    bool operator==(const ClockState&) const = default;
};

// Reports each limit that the state exceeds. A pure check: it changes nothing on the board.
void check_clock_limits(const ClockState& state, Violations& violations);
// FLASH_ACR.WRHIGHFREQ that a program or erase needs at this AXI frequency.
unsigned required_wrhighfreq(std::uint64_t ahb_hz, unsigned vos);

} // namespace vb::stm32h74x
