// What only STM32H7R/S asks of a board: its oscillator, its flash clocks and what the supply allows.
#pragma once
#include "flash-library/devices/facts-problem.hpp"
#include "flash-library/devices/stm32h7rs/core-clock.hpp"

namespace xspi::stm32h7rs {

constexpr FactsProblem check_clock(const FlashFacts& flash, std::size_t number) {
    constexpr std::uint32_t kFlashClockMinHz = 10'000'000; // a number without its MHz
    FactsProblem problem{.flash = number, .value = flash.clock_hz};
    if (flash.clock_hz > kFlashClockMaxHz) {
        problem.error = FactsError::ClockTooHigh;
        problem.limit = kFlashClockMaxHz;
    } else if (flash.clock_hz < kFlashClockMinHz) {
        problem.error = FactsError::ClockTooLow;
        problem.limit = kFlashClockMinHz;
    } else if (flash.supply_mv >= kHighSpeedMaximumMv && flash.clock_hz > kFlashClockWithoutHslvHz) {
        problem.error = FactsError::SupplyForbidsClock;
        problem.limit = kFlashClockWithoutHslvHz;
    }
    return problem;
}

constexpr FactsProblem check(const BoardFacts& board, const Device&) {
    constexpr std::uint32_t kHseMaxHz = 50'000'000;
    if (board.hse_hz != 0 && (board.hse_hz < 4'000'000 || board.hse_hz > kHseMaxHz))
        return {.error = FactsError::HseOutOfRange, .value = board.hse_hz, .limit = kHseMaxHz};
    if (core_limit_hz(board) > kCoreHz || core_hz(board) == 0)
        return {.error = FactsError::CoreClockWrong, .value = board.core_clock, .limit = kCoreHz};
    for (std::size_t i = 0; i < board.flash_count; ++i)
        if (const FactsProblem problem = check_clock(board.flashes[i], i)) return problem;
    return {};
}

} // namespace xspi::stm32h7rs
