// Signals of the STM32H7Rx/Sx that leave on pads, as far as a board of ours can use them: ST's open pin data,
// GPIO-STM32H7RS_gpio_v1_0_Modes.xml.
#pragma once
#include "soc/pin-functions.hpp"

namespace vb {

inline constexpr PinFunction kStm32h7rsPins[] = {
    {"USART1_TX", 'A', 9, 7},     {"USART1_TX", 'B', 6, 7},     {"USART1_TX", 'B', 14, 4},
    {"USART1_TX", 'F', 13, 4},    {"USART2_TX", 'A', 2, 7},     {"USART2_TX", 'D', 5, 7},
    {"USART3_TX", 'B', 10, 7},    {"USART3_TX", 'C', 10, 7},    {"USART3_TX", 'D', 8, 7},
    {"XSPIM_P1_CLK", 'O', 4, 9},  {"XSPIM_P1_DQS0", 'O', 2, 9}, {"XSPIM_P1_IO0", 'P', 0, 9},
    {"XSPIM_P1_IO1", 'P', 1, 9},  {"XSPIM_P1_IO2", 'P', 2, 9},  {"XSPIM_P1_IO3", 'P', 3, 9},
    {"XSPIM_P1_IO4", 'P', 4, 9},  {"XSPIM_P1_IO5", 'P', 5, 9},  {"XSPIM_P1_IO6", 'P', 6, 9},
    {"XSPIM_P1_IO7", 'P', 7, 9},  {"XSPIM_P1_NCS1", 'O', 0, 9}, {"XSPIM_P1_NCS2", 'O', 1, 9},
    {"XSPIM_P2_CLK", 'N', 6, 9},  {"XSPIM_P2_DQS0", 'N', 0, 9}, {"XSPIM_P2_IO0", 'N', 2, 9},
    {"XSPIM_P2_IO1", 'N', 3, 9},  {"XSPIM_P2_IO2", 'N', 4, 9},  {"XSPIM_P2_IO3", 'N', 5, 9},
    {"XSPIM_P2_IO4", 'N', 8, 9},  {"XSPIM_P2_IO5", 'N', 9, 9},  {"XSPIM_P2_IO6", 'N', 10, 9},
    {"XSPIM_P2_IO7", 'N', 11, 9}, {"XSPIM_P2_NCS1", 'N', 1, 9}, {"XSPIM_P2_NCS2", 'N', 12, 9},
};

} // namespace vb
