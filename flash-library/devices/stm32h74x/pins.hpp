// STM32H742/743/750/753: QUADSPI, and with pin-functions.hpp which pin carries which of its signals. The SPI
// controllers have their pins there, too, but are not driven yet.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32h74x/memory.hpp"
#include "flash-library/devices/stm32h74x/pin-functions.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <array>

namespace xspi::stm32h74x {

// A chip hangs on bank 1 or 2, never on both; a chip select is QUADSPI_CR.FSEL. ST's examples all sample half
// a clock later, and its advice for STR is the same.
inline constexpr std::array<ControllerInstance, 1> kControllers{{
    {.name = "QUADSPI",
     .kind = ControllerKind::QuadSpi,
     .registers = kQuadSpiRegisters,
     .window = {"QUADSPI", kQuadSpiWindow, kWindowSize},
     .clock = {"RCC_AHB3ENR.QSPIEN", RCC_AHB3ENR, RCC_AHB3_QSPI},
     .reset = {"RCC_AHB3RSTR.QSPIRST", RCC_AHB3RSTR, RCC_AHB3_QSPI},
     .pin_instance = "QUADSPI",
     .port_term = "QUADSPI bank",
     .port = 1,
     .quirks = kQuirkTimingCriticality | kQuirkSampleShift},
}};

inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32h74x
