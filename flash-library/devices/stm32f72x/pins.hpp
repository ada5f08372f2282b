// STM32F722/730/732: QUADSPI and its SPI, and with pin-functions.hpp which pin carries which of their
// signals.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32f/controllers.hpp"
#include "flash-library/devices/stm32f72x/pin-functions.hpp"

#include <array>

namespace xspi::stm32f72x {

inline constexpr std::array kControllers{stm32f::kQuadSpi,
                                         stm32f::spi1(kQuirkSpiFifo),
                                         stm32f::spi2(kQuirkSpiFifo),
                                         stm32f::spi3(kQuirkSpiFifo),
                                         stm32f::spi4(kQuirkSpiFifo),
                                         stm32f::spi5(kQuirkSpiFifo)};
inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32f72x
