// Signals of the STM32H74x that leave on pads, as far as a board of ours can use them: ST's open pin data,
// GPIO-STM32H747_gpio_v1_0_Modes.xml, which is that of the whole line. A package may lack some.
#pragma once
#include "soc/pin-functions.hpp"

namespace vb::stm32h74x {

inline constexpr PinFunction kPins[] = {
    {"QUADSPI_BK1_IO0", 'C', 9, 9},  {"QUADSPI_BK1_IO0", 'D', 11, 9}, {"QUADSPI_BK1_IO0", 'F', 8, 10},
    {"QUADSPI_BK1_IO1", 'C', 10, 9}, {"QUADSPI_BK1_IO1", 'D', 12, 9}, {"QUADSPI_BK1_IO1", 'F', 9, 10},
    {"QUADSPI_BK1_IO2", 'E', 2, 9},  {"QUADSPI_BK1_IO2", 'F', 7, 9},  {"QUADSPI_BK1_IO3", 'A', 1, 9},
    {"QUADSPI_BK1_IO3", 'D', 13, 9}, {"QUADSPI_BK1_IO3", 'F', 6, 9},  {"QUADSPI_BK1_NCS", 'B', 6, 10},
    {"QUADSPI_BK1_NCS", 'B', 10, 9}, {"QUADSPI_BK1_NCS", 'G', 6, 10}, {"QUADSPI_BK2_IO0", 'E', 7, 10},
    {"QUADSPI_BK2_IO0", 'H', 2, 9},  {"QUADSPI_BK2_IO1", 'E', 8, 10}, {"QUADSPI_BK2_IO1", 'H', 3, 9},
    {"QUADSPI_BK2_IO2", 'E', 9, 10}, {"QUADSPI_BK2_IO2", 'G', 9, 9},  {"QUADSPI_BK2_IO3", 'E', 10, 10},
    {"QUADSPI_BK2_IO3", 'G', 14, 9}, {"QUADSPI_BK2_NCS", 'C', 11, 9}, {"QUADSPI_CLK", 'B', 2, 9},
    {"QUADSPI_CLK", 'F', 10, 9},     {"SPI1_MISO", 'A', 6, 5},        {"SPI1_MISO", 'B', 4, 5},
    {"SPI1_MISO", 'G', 9, 5},        {"SPI1_MOSI", 'A', 7, 5},        {"SPI1_MOSI", 'B', 5, 5},
    {"SPI1_MOSI", 'D', 7, 5},        {"SPI1_NSS", 'A', 4, 5},         {"SPI1_NSS", 'A', 15, 5},
    {"SPI1_NSS", 'G', 10, 5},        {"SPI1_SCK", 'A', 5, 5},         {"SPI1_SCK", 'B', 3, 5},
    {"SPI1_SCK", 'G', 11, 5},        {"SPI2_MISO", 'B', 14, 5},       {"SPI2_MISO", 'C', 2, 5},
    {"SPI2_MISO", 'I', 2, 5},        {"SPI2_MOSI", 'B', 15, 5},       {"SPI2_MOSI", 'C', 1, 5},
    {"SPI2_MOSI", 'C', 3, 5},        {"SPI2_MOSI", 'I', 3, 5},        {"SPI2_NSS", 'A', 11, 5},
    {"SPI2_NSS", 'B', 4, 7},         {"SPI2_NSS", 'B', 9, 5},         {"SPI2_NSS", 'B', 12, 5},
    {"SPI2_NSS", 'I', 0, 5},         {"SPI2_SCK", 'A', 9, 5},         {"SPI2_SCK", 'A', 12, 5},
    {"SPI2_SCK", 'B', 10, 5},        {"SPI2_SCK", 'B', 13, 5},        {"SPI2_SCK", 'D', 3, 5},
    {"SPI2_SCK", 'I', 1, 5},         {"SPI3_MISO", 'B', 4, 6},        {"SPI3_MISO", 'C', 11, 6},
    {"SPI3_MOSI", 'B', 2, 7},        {"SPI3_MOSI", 'B', 5, 7},        {"SPI3_MOSI", 'C', 12, 6},
    {"SPI3_MOSI", 'D', 6, 5},        {"SPI3_NSS", 'A', 4, 6},         {"SPI3_NSS", 'A', 15, 6},
    {"SPI3_SCK", 'B', 3, 6},         {"SPI3_SCK", 'C', 10, 6},        {"SPI4_MISO", 'E', 5, 5},
    {"SPI4_MISO", 'E', 13, 5},       {"SPI4_MOSI", 'E', 6, 5},        {"SPI4_MOSI", 'E', 14, 5},
    {"SPI4_NSS", 'E', 4, 5},         {"SPI4_NSS", 'E', 11, 5},        {"SPI4_SCK", 'E', 2, 5},
    {"SPI4_SCK", 'E', 12, 5},        {"SPI5_MISO", 'F', 8, 5},        {"SPI5_MISO", 'H', 7, 5},
    {"SPI5_MISO", 'J', 11, 5},       {"SPI5_MOSI", 'F', 9, 5},        {"SPI5_MOSI", 'F', 11, 5},
    {"SPI5_MOSI", 'J', 10, 5},       {"SPI5_NSS", 'F', 6, 5},         {"SPI5_NSS", 'H', 5, 5},
    {"SPI5_NSS", 'K', 1, 5},         {"SPI5_SCK", 'F', 7, 5},         {"SPI5_SCK", 'H', 6, 5},
    {"SPI5_SCK", 'K', 0, 5},         {"SPI6_MISO", 'A', 6, 8},        {"SPI6_MISO", 'B', 4, 8},
    {"SPI6_MISO", 'G', 12, 5},       {"SPI6_MOSI", 'A', 7, 8},        {"SPI6_MOSI", 'B', 5, 8},
    {"SPI6_MOSI", 'G', 14, 5},       {"SPI6_NSS", 'A', 4, 8},         {"SPI6_NSS", 'A', 15, 7},
    {"SPI6_NSS", 'G', 8, 5},         {"SPI6_SCK", 'A', 5, 8},         {"SPI6_SCK", 'B', 3, 8},
    {"SPI6_SCK", 'G', 13, 5},        {"UART4_TX", 'A', 0, 8},         {"UART4_TX", 'A', 12, 6},
    {"UART4_TX", 'B', 9, 8},         {"UART4_TX", 'C', 10, 8},        {"UART4_TX", 'D', 1, 8},
    {"UART4_TX", 'H', 13, 8},        {"UART5_TX", 'B', 6, 14},        {"UART5_TX", 'B', 13, 14},
    {"UART5_TX", 'C', 12, 8},        {"UART7_TX", 'A', 15, 11},       {"UART7_TX", 'B', 4, 11},
    {"UART7_TX", 'E', 8, 7},         {"UART7_TX", 'F', 7, 7},         {"UART8_TX", 'E', 1, 8},
    {"UART8_TX", 'J', 8, 8},         {"USART1_TX", 'A', 9, 7},        {"USART1_TX", 'B', 6, 7},
    {"USART1_TX", 'B', 14, 4},       {"USART2_TX", 'A', 2, 7},        {"USART2_TX", 'D', 5, 7},
    {"USART3_TX", 'B', 10, 7},       {"USART3_TX", 'C', 10, 7},       {"USART3_TX", 'D', 8, 7},
    {"USART6_TX", 'C', 6, 7},        {"USART6_TX", 'G', 14, 7},
};

} // namespace vb::stm32h74x
