// The clocks that a chip is brought up at, as prescalers of the controller's kernel clock.
#pragma once
#include <cstdint>

namespace xspi {

struct BringUpRates {
    std::uint32_t kernel_hz = 0;
    std::uint32_t spi_prescaler = 0; // until the chip is in its own mode
    std::uint32_t prescaler = 0;     // from then on, as fast as board and controller allow
    bool any_division = false;       // whether odd ones will do: no mode has DTR

    constexpr std::uint32_t hz_of(std::uint32_t n) const { return kernel_hz / (n + 1); }
    // The board's where the chip is as fast; else a slower one. Division by 1 or an even number, as DTR needs
    // it.
    constexpr std::uint32_t prescaler_up_to(std::uint32_t limit_hz) const {
        if (hz_of(prescaler) <= limit_hz) return prescaler;
        constexpr std::uint32_t kMost = 256;
        const std::uint32_t step = any_division ? 1 : 2;
        std::uint32_t division = 2;
        while (division < kMost && kernel_hz / division + (kernel_hz % division != 0) > limit_hz)
            division += step;
        return division - 1;
    }
};

} // namespace xspi
