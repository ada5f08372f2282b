// STM32H742/743/750/753: QUADSPI and the six SPI, and with pin-functions.hpp which pin carries which of their
// signals.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32h74x/memory.hpp"
#include "flash-library/devices/stm32h74x/pin-functions.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <array>

namespace xspi::stm32h74x {

constexpr ControllerInstance spi_controller(std::string_view name, std::uint32_t registers,
                                            RegisterBits clock, RegisterBits reset) {
    return {.name = name,
            .kind = ControllerKind::SpiV2,
            .registers = registers,
            .window = {},
            .clock = clock,
            .reset = reset,
            .pin_instance = name,
            .port_term = {},
            .port = 0,
            .quirks = 0};
}

// A chip hangs on bank 1 or 2, never on both; a chip select is QUADSPI_CR.FSEL. ST's examples all sample half
// a clock later, and its advice for STR is the same.
inline constexpr std::array<ControllerInstance, 7> kControllers{{
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
    spi_controller("SPI1", kSpi1Registers, {"RCC_APB2ENR.SPI1EN", RCC_APB2ENR, 1u << 12},
                   {"RCC_APB2RSTR.SPI1RST", RCC_APB2RSTR, 1u << 12}),
    spi_controller("SPI2", kSpi2Registers, {"RCC_APB1LENR.SPI2EN", RCC_APB1LENR, 1u << 14},
                   {"RCC_APB1LRSTR.SPI2RST", RCC_APB1LRSTR, 1u << 14}),
    spi_controller("SPI3", kSpi3Registers, {"RCC_APB1LENR.SPI3EN", RCC_APB1LENR, 1u << 15},
                   {"RCC_APB1LRSTR.SPI3RST", RCC_APB1LRSTR, 1u << 15}),
    spi_controller("SPI4", kSpi4Registers, {"RCC_APB2ENR.SPI4EN", RCC_APB2ENR, 1u << 13},
                   {"RCC_APB2RSTR.SPI4RST", RCC_APB2RSTR, 1u << 13}),
    spi_controller("SPI5", kSpi5Registers, {"RCC_APB2ENR.SPI5EN", RCC_APB2ENR, 1u << 20},
                   {"RCC_APB2RSTR.SPI5RST", RCC_APB2RSTR, 1u << 20}),
    spi_controller("SPI6", kSpi6Registers, {"RCC_APB4ENR.SPI6EN", RCC_APB4ENR, 1u << 5},
                   {"RCC_APB4RSTR.SPI6RST", RCC_APB4RSTR, 1u << 5}),
}};

inline constexpr PinTable kPins{kControllers, kPinFunctions};

} // namespace xspi::stm32h74x
