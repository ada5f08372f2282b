// STM32F401: which pin carries which signal of a serial flash.
// Pin, instance, port (0: any), signal, alternate function, chip select.
// Made by setup/stm32-pins.py from ST's open pin data (STM32_open_pin_data 3d64b1076ac7);
// not to be edited.
#pragma once
#include "flash-library/devices/pin-table.hpp"

#include <array>

namespace xspi::stm32f401 {

// clang-format off
inline constexpr std::array<PinFunction, 34> kPinFunctions{{
    {{'A', 5}, "SPI1", 0, Signal::Clk, 5, 0},
    {{'B', 3}, "SPI1", 0, Signal::Clk, 5, 0},
    {{'A', 4}, "SPI1", 0, Signal::Ncs, 5, 0},
    {{'A', 15}, "SPI1", 0, Signal::Ncs, 5, 0},
    {{'A', 7}, "SPI1", 0, Signal::Io0, 5, 0},
    {{'B', 5}, "SPI1", 0, Signal::Io0, 5, 0},
    {{'A', 6}, "SPI1", 0, Signal::Io1, 5, 0},
    {{'B', 4}, "SPI1", 0, Signal::Io1, 5, 0},
    {{'B', 10}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'B', 13}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'D', 3}, "SPI2", 0, Signal::Clk, 5, 0},
    {{'B', 9}, "SPI2", 0, Signal::Ncs, 5, 0},
    {{'B', 12}, "SPI2", 0, Signal::Ncs, 5, 0},
    {{'B', 15}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'C', 3}, "SPI2", 0, Signal::Io0, 5, 0},
    {{'B', 14}, "SPI2", 0, Signal::Io1, 5, 0},
    {{'C', 2}, "SPI2", 0, Signal::Io1, 5, 0},
    {{'B', 3}, "SPI3", 0, Signal::Clk, 6, 0},
    {{'C', 10}, "SPI3", 0, Signal::Clk, 6, 0},
    {{'A', 4}, "SPI3", 0, Signal::Ncs, 6, 0},
    {{'A', 15}, "SPI3", 0, Signal::Ncs, 6, 0},
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
}};
// clang-format on

} // namespace xspi::stm32f401
