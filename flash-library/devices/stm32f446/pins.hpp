// STM32F446: QUADSPI and its SPI, and with pin-functions.hpp which pin carries which of their signals.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32f/controllers.hpp"
#include "flash-library/devices/stm32f446/pin-functions.hpp"

#include <array>

namespace xspi::stm32f446 {

inline constexpr std::array kControllers{stm32f::kQuadSpi, stm32f::spi1(0), stm32f::spi2(0), stm32f::spi3(0),
                                         stm32f::spi4(0)};
inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32f446
