// What tells the lines of STM32F4 and F7 apart where clocks and buses are concerned.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/pll.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f {

inline constexpr std::uint32_t kHsiHz = 16'000'000;

// A voltage scale: PWR_CR.VOS in its place, and the core's highest clock in it without over-drive.
struct Scale {
    std::uint32_t vos = 0;
    std::uint32_t hz = 0;
};

struct Line {
    std::uint32_t vos_mask = 0;
    std::array<Scale, 3> scales{};   // fastest first; what is left over repeats the slowest
    std::uint32_t over_drive_hz = 0; // the core's highest clock with over-drive; 0: there is none
    std::uint32_t latency_mask = 0;  // of FLASH_ACR.LATENCY
    std::uint32_t caches = 0;        // of FLASH_ACR: what holds copies of the flash, by their enable bits
    std::uint32_t other_plls = 0;    // of RCC_CR: those that share source and PLLM with the main one
    std::uint32_t apb1_hz = 0, apb2_hz = 0;
    bool vos_follows_pll = false; // while the PLL is off the lowest scale acts, whatever VOS says

    constexpr std::uint32_t highest_hz() const { return over_drive_hz != 0 ? over_drive_hz : scales[0].hz; }
    // In the scale that VOS stands for. An unknown one is taken for the slowest.
    constexpr std::uint32_t hz_in_scale(std::uint32_t pwr_cr) const {
        for (const Scale& scale : scales)
            if ((pwr_cr & vos_mask) == scale.vos) return scale.hz;
        return scales.back().hz;
    }
};

// docs/hardware/stm32f4.md, clock limits. Of equals pll_for() takes the fastest input, next to 2 MHz: it
// jitters least.
inline constexpr PllLimits kPllLimits{.reference_min_hz = 950'000,
                                      .reference_max_hz = 2'100'000,
                                      .vco_min_hz = 100'000'000,
                                      .vco_max_hz = 432'000'000,
                                      .n_min = 50,
                                      .n_max = 432,
                                      .divider_min = 2,
                                      .even_dividers = true};

constexpr PllSettings core_pll(std::uint32_t hse_hz, std::uint32_t core_hz) {
    constexpr std::uint32_t kHighestDivider = 8; // PLLP
    return pll_for(kPllLimits, hse_hz != 0 ? hse_hz : kHsiHz, core_hz, kHighestDivider);
}

constexpr std::uint32_t core_limit_hz(const Line& line, const BoardFacts& board) {
    return board.core_clock != 0 ? board.core_clock : line.highest_hz();
}
// What core_clock_ops() makes of the core's clock, which is HCLK; 0: nothing that the PLL can make.
constexpr std::uint32_t core_hz(const Line& line, const BoardFacts& board) {
    return core_pll(board.hse_hz, core_limit_hz(line, board)).hz;
}

// 1, 2 or 4: what a bus is divided by at the core's highest clock, and so at every other.
constexpr std::uint32_t bus_divider(std::uint32_t core_hz, std::uint32_t bus_limit_hz) {
    std::uint32_t by = 1;
    while (core_hz / by > bus_limit_hz) by *= 2;
    return by;
}

} // namespace xspi::stm32f
