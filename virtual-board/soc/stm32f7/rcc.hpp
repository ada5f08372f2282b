// Reset and clock control of the STM32F7: the kernel clocks beside the buses.
#pragma once
#include "soc/stm32f/rcc.hpp"
#include "soc/stm32f7/part.hpp"

namespace vb::stm32f7 {

class Rcc final : public stm32f::Rcc {
  public:
    Rcc(Timeline& timeline, Violations& violations, BoardClocks board, Line line);

    std::uint64_t usart_kernel_hz(unsigned n) const; // USART n = 1..8
    bool quadspi_enabled() const { return enabled(stm32f::rcc::AHB3ENR, 1); }
    bool gpio_enabled(char port) const { return enabled(stm32f::rcc::AHB1ENR, unsigned(port - 'A')); }
};

} // namespace vb::stm32f7
