// STM32H7R/S: its clocks' limits and sources, and the flash's clock.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/pll.hpp"

#include <cstdint>

namespace xspi::stm32h7rs {

inline constexpr std::uint32_t kHsiHz = 64'000'000;
inline constexpr std::uint32_t kCoreHz = 600'000'000; // highest CPU clock of the family
// The agent's. With VOS low, as after reset, up to 400 MHz are allowed (docs/hardware/stm32h7rs.md, clock
// limits); of 300 MHz the flash's kernel clock, a quarter with the halved bus and an even division, is what
// every port carries.
inline constexpr std::uint32_t kAgentCoreHz = 300'000'000;
inline constexpr std::uint32_t kFlashClockMaxHz = 200'000'000; // XSPI at 1.8 V with XSPIx_HSLV and IOHSLV
// Without the HSLV option: no limit is published; 75 MHz is the highest clock seen to work
// (docs/hardware/nucleo-h7s3l8.md, flash).
inline constexpr std::uint32_t kFlashClockWithoutHslvHz = 75'000'000;
// IOHSLV above 2.7 V may destroy the pads (SVD, SBS_CCCSR).
inline constexpr std::uint32_t kHighSpeedMaximumMv = 2'700;

// Wide VCO range (HAL RCC_PLL_VCO_HIGH). DIVM 1..63, DIVN 8..420; DIVS 1..8. For 24 MHz and 64 MHz the
// settings are ST's own.
inline constexpr PllLimits kPllLimits{.reference_min_hz = 2'000'000,
                                      .reference_max_hz = 16'000'000,
                                      .vco_min_hz = 400'000'000,
                                      .vco_max_hz = 1'600'000'000,
                                      .n_min = 8,
                                      .n_max = 420};

constexpr std::uint32_t pll_source_hz(const BoardFacts& facts) {
    return facts.hse_hz != 0 ? facts.hse_hz : kHsiHz;
}

constexpr std::uint32_t flash_clock_limit(const FlashFacts& flash, bool high_speed) {
    const std::uint32_t port = high_speed ? kFlashClockMaxHz : kFlashClockWithoutHslvHz;
    return flash.clock_hz != 0 && flash.clock_hz < port ? flash.clock_hz : port;
}

// From HCLK5: the agent's choice.
constexpr FlashClock hclk5_flash_clock(const FlashFacts& flash, std::uint32_t hclk5_hz) {
    return bus_flash_clock(hclk5_hz, flash_clock_limit(flash, false));
}

// From PLL2S, as fast as board and port allow: the bootloader's choice. high_speed: the option bit is set
// (read OBW1SR) and the supply permits it.
constexpr FlashClock pll2_flash_clock(const BoardFacts& board, const FlashFacts& flash, bool high_speed) {
    FlashClock c;
    c.source = KernelSource::Pll2;
    c.high_speed = high_speed && flash.supply_mv < kHighSpeedMaximumMv;
    const std::uint32_t limit = flash_clock_limit(flash, c.high_speed);
    // Below what PLL2S itself can give (VCO 400 MHz / 8) the prescaler divides further.
    for (std::uint32_t division = 1; division <= 8 && c.pll2.hz == 0; division *= 2) {
        c.pll2 = pll_for(kPllLimits, pll_source_hz(board), limit * division, 8);
        c.prescaler = division - 1;
    }
    c.kernel_hz = c.pll2.hz;
    c.spi_prescaler = prescaler_for(c.kernel_hz, kSpiPhaseMaxHz);
    if (c.spi_prescaler < c.prescaler) c.spi_prescaler = c.prescaler;
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    c.hz = c.kernel_hz / (c.prescaler + 1);
    return c;
}

} // namespace xspi::stm32h7rs
