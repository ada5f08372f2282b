// STM32F427/429/437/439: its SPI, and with pin-functions.hpp which pin carries which of their signals.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32f/controllers.hpp"
#include "flash-library/devices/stm32f42x/pin-functions.hpp"

#include <array>

namespace xspi::stm32f42x {

inline constexpr std::array kControllers{stm32f::spi1(0), stm32f::spi2(0), stm32f::spi3(0),
                                         stm32f::spi4(0), stm32f::spi5(0), stm32f::spi6(0)};
inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32f42x
