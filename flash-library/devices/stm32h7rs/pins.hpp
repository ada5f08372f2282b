// STM32H7R/S: its XSPI controllers, and with pin-functions.hpp which pin carries which of their signals.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "flash-library/devices/stm32h7rs/pin-functions.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

#include <array>

namespace xspi::stm32h7rs {

// Either controller reaches either XSPIM port; a chip select is XSPI_CR.CSSEL.
inline constexpr std::array<ControllerInstance, 2> kControllers{{
    {.name = "XSPI1",
     .kind = ControllerKind::Xspi,
     .registers = kXspi1Registers,
     .window = {"XSPI1", kXspi1Window, kWindowSize},
     .clock = {"RCC_AHB5ENR.XSPI1EN", RCC_AHB5ENR, RCC_AHB5_XSPI1},
     .reset = {"RCC_AHB5RSTR.XSPI1RST", RCC_AHB5RSTR, RCC_AHB5_XSPI1},
     .pin_instance = "XSPIM",
     .port_term = "XSPIM port",
     .port = 1},
    {.name = "XSPI2",
     .kind = ControllerKind::Xspi,
     .registers = kXspi2Registers,
     .window = {"XSPI2", kXspi2Window, kWindowSize},
     .clock = {"RCC_AHB5ENR.XSPI2EN", RCC_AHB5ENR, RCC_AHB5_XSPI2},
     .reset = {"RCC_AHB5RSTR.XSPI2RST", RCC_AHB5RSTR, RCC_AHB5_XSPI2},
     .pin_instance = "XSPIM",
     .port_term = "XSPIM port",
     .port = 2},
}};

inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32h7rs
