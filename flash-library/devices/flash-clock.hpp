// The flash's clock as one value: where the controller's kernel clock comes from and what divides it.
#pragma once
#include "flash-library/devices/pll.hpp"
#include "flash-library/nor/clock-division.hpp"

#include <cstdint>

namespace xspi {

// The single-line phase before the chip is in its own mode: every chip answers RDID and SFDP at 50 MHz.
inline constexpr std::uint32_t kSpiPhaseMaxHz = 50'000'000;
// The agent's: also a badly laid out board carries it.
inline constexpr std::uint32_t kSafeSpiHz = 16'000'000;

// Bus: what the controller's registers run from (HCLK5, HCLK3).
enum class KernelSource : std::uint8_t { Bus, Pll2 };

// Fixed layout: it crosses the probe.
struct FlashClock {
    KernelSource source = KernelSource::Bus;
    PllSettings pll2{}; // with Pll2
    std::uint32_t kernel_hz = 0;
    std::uint32_t spi_prescaler = 0; // until the chip is in its own mode
    std::uint32_t prescaler = 0;     // from then on
    bool high_speed = false;         // the pads' high-speed mode, which needs SpeedGrant's option bit
    std::uint32_t spi_hz = 0;
    std::uint32_t hz = 0;
};

// From a bus clock as it is, with the core at rest: the agent's. limit_hz: what port and board allow.
constexpr FlashClock bus_flash_clock(std::uint32_t bus_hz, std::uint32_t limit_hz,
                                     Division division = Division::OnlyEven) {
    FlashClock c;
    c.kernel_hz = bus_hz;
    c.spi_prescaler = prescaler_for(bus_hz, kSafeSpiHz, division);
    c.prescaler = prescaler_for(bus_hz, limit_hz, division);
    if (c.spi_prescaler < c.prescaler) c.spi_prescaler = c.prescaler;
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    c.hz = c.kernel_hz / (c.prescaler + 1);
    return c;
}

} // namespace xspi
