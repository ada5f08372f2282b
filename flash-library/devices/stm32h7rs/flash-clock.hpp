// Clock arithmetic of STM32H7R/S: PLL settings for a frequency, and the flash's clock as one value.
#pragma once
#include "flash-library/devices/board-facts.hpp"

#include <cstdint>

namespace xspi {

inline constexpr std::uint32_t kHsiHz = 64'000'000;
inline constexpr std::uint32_t kCoreHz = 600'000'000;          // highest CPU clock of the family
inline constexpr std::uint32_t kFlashClockMaxHz = 200'000'000; // XSPI at 1.8 V with XSPIx_HSLV and IOHSLV
// Without the HSLV option: no limit is published; 75 MHz is the highest clock seen to work (HARDWARE, board).
inline constexpr std::uint32_t kFlashClockWithoutHslvHz = 75'000'000;
// IOHSLV above 2.7 V may destroy the pads (SVD, SBS_CCCSR).
inline constexpr std::uint32_t kHighSpeedMaximumMv = 2'700;
// The single-line phase before the chip is in its own mode: every chip answers RDID and SFDP at 50 MHz.
inline constexpr std::uint32_t kSpiPhaseMaxHz = 50'000'000;

// f = source / m * n / divider. m 1..63, n 8..420 (DIVN), divider 1..8 (DIVS; DIVP for PLL1).
struct PllSettings {
    std::uint32_t m = 0;
    std::uint32_t n = 0;
    std::uint32_t divider = 0;
    std::uint32_t range = 0; // PLLxRGE: 1 2-4 MHz, 2 4-8 MHz, 3 8-16 MHz at the phase detector
    std::uint32_t hz = 0;    // what comes out
    constexpr bool operator==(const PllSettings&) const = default;
};

constexpr std::uint32_t pll_range(std::uint32_t reference_hz) {
    return reference_hz >= 8'000'000 ? 3 : reference_hz >= 4'000'000 ? 2 : 1;
}

// The highest frequency not above the limit; of equals the smallest m, then the smallest divider: for 24 MHz
// and 64 MHz these are ST's own settings for 200 MHz. Wide VCO range, 400 to 1600 MHz (HAL RCC_PLL_VCO_HIGH).
constexpr PllSettings pll_for(std::uint32_t source_hz, std::uint32_t limit_hz,
                              std::uint32_t maximum_divider) {
    PllSettings best;
    for (std::uint32_t m = 1; m < 64 && best.hz != limit_hz; ++m) {
        const std::uint32_t reference = source_hz / m;
        if (source_hz % m != 0 || reference > 16'000'000 || reference < 2'000'000) continue;
        for (std::uint32_t divider = 1; divider <= maximum_divider; ++divider) {
            const std::uint64_t n = std::uint64_t{limit_hz} * divider / reference;
            const std::uint64_t vco = n * reference;
            if (n < 8 || n > 420 || vco < 400'000'000 || vco > 1'600'000'000) continue;
            const auto hz = static_cast<std::uint32_t>(vco / divider);
            if (hz > best.hz) best = {m, static_cast<std::uint32_t>(n), divider, pll_range(reference), hz};
        }
    }
    return best;
}

constexpr std::uint32_t pll_source_hz(const BoardFacts& facts) {
    return facts.hse_hz != 0 ? facts.hse_hz : kHsiHz;
}

// DCR2.PRESCALER for at most limit_hz. Division by 1 or an even number: an odd division has no 50 % duty,
// which DTR needs.
constexpr std::uint32_t prescaler_for(std::uint32_t kernel_hz, std::uint32_t limit_hz) {
    if (kernel_hz <= limit_hz) return 0;
    std::uint32_t division = 2;
    while (division < 256 && kernel_hz / division + (kernel_hz % division != 0) > limit_hz) division += 2;
    return division - 1;
}

enum class KernelSource : std::uint8_t { Hclk5, Pll2S };

struct FlashClock {
    KernelSource source = KernelSource::Hclk5;
    PllSettings pll2{}; // with Pll2S
    std::uint32_t kernel_hz = 0;
    std::uint32_t spi_prescaler = 0; // until the chip is in its own mode
    std::uint32_t prescaler = 0;     // from then on
    bool high_speed = false;         // IOHSLV: needs the option bit XSPIx_HSLV
    std::uint32_t spi_hz = 0;
    std::uint32_t hz = 0;
};

constexpr std::uint32_t flash_clock_limit(const BoardFacts& facts, bool high_speed) {
    const std::uint32_t port = high_speed ? kFlashClockMaxHz : kFlashClockWithoutHslvHz;
    return facts.clock_hz != 0 && facts.clock_hz < port ? facts.clock_hz : port;
}

// From HCLK5 with the core as it is: the agent's choice at HSI 64 MHz. 16 MHz in the single-line phase, which
// also a badly laid out board carries.
constexpr FlashClock hclk5_flash_clock(const BoardFacts& facts, std::uint32_t hclk5_hz) {
    FlashClock c;
    c.kernel_hz = hclk5_hz;
    c.spi_prescaler = prescaler_for(hclk5_hz, 16'000'000);
    c.prescaler = prescaler_for(hclk5_hz, flash_clock_limit(facts, false));
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    c.hz = c.kernel_hz / (c.prescaler + 1);
    return c;
}

// From PLL2S, as fast as board and port allow: the bootloader's choice. high_speed: the option bit is set
// (read OBW1SR) and the supply permits it.
constexpr FlashClock pll2_flash_clock(const BoardFacts& facts, bool high_speed) {
    FlashClock c;
    c.source = KernelSource::Pll2S;
    c.high_speed = high_speed && facts.supply_mv < kHighSpeedMaximumMv;
    const std::uint32_t limit = flash_clock_limit(facts, c.high_speed);
    // Below what PLL2S itself can give (VCO 400 MHz / 8) the prescaler divides further.
    for (std::uint32_t division = 1; division <= 8 && c.pll2.hz == 0; division *= 2) {
        c.pll2 = pll_for(pll_source_hz(facts), limit * division, 8);
        c.prescaler = division - 1;
    }
    c.kernel_hz = c.pll2.hz;
    c.spi_prescaler = prescaler_for(c.kernel_hz, kSpiPhaseMaxHz);
    if (c.spi_prescaler < c.prescaler) c.spi_prescaler = c.prescaler;
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    c.hz = c.kernel_hz / (c.prescaler + 1);
    return c;
}

} // namespace xspi
