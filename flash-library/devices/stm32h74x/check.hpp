// What only STM32H742/743/750/753 ask of a board: oscillator, core clock and supply, flash clock.
#pragma once
#include "flash-library/devices/stm32h74x/core-clock.hpp"
#include "flash-library/devices/stm32h74x/flash-port.hpp"

namespace xspi::stm32h74x {

constexpr FactsProblem check_clock(const FlashFacts& flash, std::size_t number) {
    constexpr std::uint32_t kFlashClockMinHz = 1'000'000; // a number without its MHz
    FactsProblem problem{.flash = number, .value = flash.clock_hz};
    if (flash.clock_hz > port_limit_hz(flash)) {
        problem.error = FactsError::ClockTooHigh;
        problem.limit = port_limit_hz(flash);
    } else if (flash.clock_hz < kFlashClockMinHz) {
        problem.error = FactsError::ClockTooLow;
        problem.limit = kFlashClockMinHz;
    }
    return problem;
}

constexpr FactsProblem check(const BoardFacts& board, const Device&) {
    constexpr std::uint32_t kHseMaxHz = 48'000'000;
    if (board.hse_hz != 0 && (board.hse_hz < 4'000'000 || board.hse_hz > kHseMaxHz))
        return {.error = FactsError::HseOutOfRange, .value = board.hse_hz, .limit = kHseMaxHz};
    if (core_limit_hz(board) > kCoreHzMaximum || core_hz(board) == 0)
        return {.error = FactsError::CoreClockWrong, .value = core_limit_hz(board), .limit = kCoreHzMaximum};
    // No device of the family has a switched-mode supply.
    if (board.core_supply != CoreSupply::Ldo && board.core_supply != CoreSupply::Bypass)
        return {.error = FactsError::CoreSupplyWrong, .value = static_cast<std::uint32_t>(board.core_supply)};
    for (std::size_t i = 0; i < board.flash_count; ++i)
        if (const FactsProblem problem = check_clock(board.flashes[i], i)) return problem;
    return {};
}

} // namespace xspi::stm32h74x
