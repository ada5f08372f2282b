// STM32F722 and F732: which pin carries which signal of a serial flash.
// Pin, instance, port (0: any), signal, alternate function, chip select.
// Made by setup/stm32-pins.py from ST's open pin data (STM32_open_pin_data 3d64b1076ac7);
// not to be edited.
#pragma once
#include "flash-library/devices/pin-table.hpp"

#include <array>

namespace xspi::stm32f72x {

// clang-format off
inline constexpr std::array<PinFunction, 72> kPinFunctions{{
    {{'B', 2}, "QUADSPI", 0, Signal::Clk, 9, 0},
    {{'B', 6}, "QUADSPI", 1, Signal::Ncs, 10, 0},
    {{'C', 11}, "QUADSPI", 2, Signal::Ncs, 9, 1},
    {{'C', 9}, "QUADSPI", 1, Signal::Io0, 9, 0},
    {{'D', 11}, "QUADSPI", 1, Signal::Io0, 9, 0},
    {{'F', 8}, "QUADSPI", 1, Signal::Io0, 10, 0},
    {{'E', 7}, "QUADSPI", 2, Signal::Io0, 10, 0},
    {{'H', 2}, "QUADSPI", 2, Signal::Io0, 9, 0},
    {{'C', 10}, "QUADSPI", 1, Signal::Io1, 9, 0},
    {{'D', 12}, "QUADSPI", 1, Signal::Io1, 9, 0},
    {{'F', 9}, "QUADSPI", 1, Signal::Io1, 10, 0},
    {{'E', 8}, "QUADSPI", 2, Signal::Io1, 10, 0},
    {{'H', 3}, "QUADSPI", 2, Signal::Io1, 9, 0},
    {{'E', 2}, "QUADSPI", 1, Signal::Io2, 9, 0},
    {{'F', 7}, "QUADSPI", 1, Signal::Io2, 9, 0},
    {{'E', 9}, "QUADSPI", 2, Signal::Io2, 10, 0},
    {{'G', 9}, "QUADSPI", 2, Signal::Io2, 9, 0},
    {{'A', 1}, "QUADSPI", 1, Signal::Io3, 9, 0},
    {{'D', 13}, "QUADSPI", 1, Signal::Io3, 9, 0},
    {{'F', 6}, "QUADSPI", 1, Signal::Io3, 9, 0},
    {{'E', 10}, "QUADSPI", 2, Signal::Io3, 10, 0},
    {{'G', 14}, "QUADSPI", 2, Signal::Io3, 9, 0},
    {{'A', 5}, "SPI1", 0, Signal::Clk, 5, 0},
    {{'B', 3}, "SPI1", 0, Signal::Clk, 5, 0},
    {{'A', 4}, "SPI1", 0, Signal::Ncs, 5, 0},
    {{'A', 15}, "SPI1", 0, Signal::Ncs, 5, 0},
    {{'A', 7}, "SPI1", 0, Signal::Io0, 5, 0},
    {{'B', 5}, "SPI1", 0, Signal::Io0, 5, 0},
    {{'A', 6}, "SPI1", 0, Signal::Io1, 5, 0},
    {{'B', 4}, "SPI1", 0, Signal::Io1, 5, 0},
    {{'A', 9}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'B', 10}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'B', 13}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'D', 3}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'I', 1}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'B', 4}, "SPI2", 0, Signal::Ncs, 7, 0},
    {{'B', 9}, "SPI2", 0, Signal::Ncs, 5, 0},
    {{'B', 12}, "SPI2", 0, Signal::Ncs, 5, 0},
    {{'I', 0}, "SPI2", 0, Signal::Ncs, 5, 0},
    {{'B', 15}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'C', 1}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'C', 3}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'I', 3}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'B', 14}, "SPI2", 0, Signal::Io1, 5, 0},
    {{'C', 2}, "SPI2", 0, Signal::Io1, 5, 0},
    {{'I', 2}, "SPI2", 0, Signal::Io1, 5, 0},
    {{'B', 3}, "SPI3", 0, Signal::Clk, 6, 0},
    {{'C', 10}, "SPI3", 0, Signal::Clk, 6, 0},
    {{'A', 4}, "SPI3", 0, Signal::Ncs, 6, 0},
    {{'A', 15}, "SPI3", 0, Signal::Ncs, 6, 0},
    {{'B', 2}, "SPI3", 0, Signal::Io0, 7, 0},
    {{'B', 5}, "SPI3", 0, Signal::Io0, 6, 0},
    {{'C', 12}, "SPI3", 0, Signal::Io0, 6, 0},
    {{'D', 6}, "SPI3", 0, Signal::Io0, 5, 0},
    {{'B', 4}, "SPI3", 0, Signal::Io1, 6, 0},
    {{'C', 11}, "SPI3", 0, Signal::Io1, 6, 0},
    {{'E', 2}, "SPI4", 0, Signal::Clk, 5, 0},
    {{'E', 12}, "SPI4", 0, Signal::Clk, 5, 0},
    {{'E', 4}, "SPI4", 0, Signal::Ncs, 5, 0},
    {{'E', 11}, "SPI4", 0, Signal::Ncs, 5, 0},
    {{'E', 6}, "SPI4", 0, Signal::Io0, 5, 0},
    {{'E', 14}, "SPI4", 0, Signal::Io0, 5, 0},
    {{'E', 5}, "SPI4", 0, Signal::Io1, 5, 0},
    {{'E', 13}, "SPI4", 0, Signal::Io1, 5, 0},
    {{'F', 7}, "SPI5", 0, Signal::Clk, 5, 0},
    {{'H', 6}, "SPI5", 0, Signal::Clk, 5, 0},
    {{'F', 6}, "SPI5", 0, Signal::Ncs, 5, 0},
    {{'H', 5}, "SPI5", 0, Signal::Ncs, 5, 0},
    {{'F', 9}, "SPI5", 0, Signal::Io0, 5, 0},
    {{'F', 11}, "SPI5", 0, Signal::Io0, 5, 0},
    {{'F', 8}, "SPI5", 0, Signal::Io1, 5, 0},
    {{'H', 7}, "SPI5", 0, Signal::Io1, 5, 0},
}};
// clang-format on

} // namespace xspi::stm32f72x
