// By what a controller divides its kernel clock, and the prescaler for a limit.
#pragma once
#include <cstdint>

namespace xspi {

// OnlyEven: 1 or an even number, for what needs a 50 % duty (DTR). PowerOfTwo: 2, 4, 8 to 256 (SPI).
enum class Division : std::uint8_t { Any, OnlyEven, PowerOfTwo };

// PRESCALER, 0 to 255, for at most limit_hz: kernel clock / (n + 1). 255 where even that is too fast.
constexpr std::uint32_t prescaler_for(std::uint32_t kernel_hz, std::uint32_t limit_hz,
                                      Division division = Division::OnlyEven) {
    constexpr std::uint32_t kMost = 256;
    if (division != Division::PowerOfTwo && kernel_hz <= limit_hz) return 0;
    std::uint32_t by = 2;
    while (by < kMost && kernel_hz / by + (kernel_hz % by != 0) > limit_hz)
        by += division == Division::PowerOfTwo ? by : division == Division::Any ? 1 : 2;
    return by - 1;
}

} // namespace xspi
