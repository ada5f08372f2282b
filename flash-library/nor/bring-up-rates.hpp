// The clocks that a chip is brought up at, as prescalers of the controller's kernel clock.
#pragma once
#include "flash-library/nor/clock-division.hpp"

#include <cstdint>

namespace xspi {

struct BringUpRates {
    std::uint32_t kernel_hz = 0;
    std::uint32_t spi_prescaler = 0; // until the chip is in its own mode
    std::uint32_t prescaler = 0;     // from then on, as fast as board and controller allow
    Division division = Division::OnlyEven;

    constexpr std::uint32_t hz_of(std::uint32_t n) const { return kernel_hz / (n + 1); }
    // The board's where the chip is as fast; else a slower one.
    constexpr std::uint32_t prescaler_up_to(std::uint32_t limit_hz) const {
        return hz_of(prescaler) <= limit_hz ? prescaler : prescaler_for(kernel_hz, limit_hz, division);
    }
};

} // namespace xspi
