// What STM32F4 and F7 ask of a board: oscillator, core clock and supply, flash clock.
#pragma once
#include "flash-library/devices/stm32f/flash-port.hpp"

namespace xspi::stm32f {

constexpr FactsProblem check_clock(const Port& port, const FlashFacts& flash, std::size_t number) {
    constexpr std::uint32_t kFlashClockMinHz = 1'000'000; // a number without its MHz
    FactsProblem problem{.flash = number, .value = flash.clock_hz};
    if (flash.clock_hz > port.limit_hz(flash)) {
        problem.error = FactsError::ClockTooHigh;
        problem.limit = port.limit_hz(flash);
    } else if (flash.clock_hz < kFlashClockMinHz) {
        problem.error = FactsError::ClockTooLow;
        problem.limit = kFlashClockMinHz;
    }
    return problem;
}

constexpr FactsProblem check(const Port& port, const BoardFacts& board) {
    constexpr std::uint32_t kHseMinHz = 4'000'000, kHseMaxHz = 26'000'000;
    if (board.hse_hz != 0 && (board.hse_hz < kHseMinHz || board.hse_hz > kHseMaxHz))
        return {.error = FactsError::HseOutOfRange, .value = board.hse_hz, .limit = kHseMaxHz};
    if (core_limit_hz(port.line, board) > port.line.highest_hz() || core_hz(port.line, board) == 0)
        return {.error = FactsError::CoreClockWrong,
                .value = core_limit_hz(port.line, board),
                .limit = port.line.highest_hz()};
    // One regulator, and nothing to choose.
    if (board.core_supply != CoreSupply::Ldo)
        return {.error = FactsError::CoreSupplyWrong, .value = static_cast<std::uint32_t>(board.core_supply)};
    for (std::size_t i = 0; i < board.flash_count; ++i)
        if (const FactsProblem problem = check_clock(port, board.flashes[i], i)) return problem;
    return {};
}

} // namespace xspi::stm32f
