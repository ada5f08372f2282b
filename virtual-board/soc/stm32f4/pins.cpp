// Signals of the STM32F4 that leave on pads, as far as a board of ours can use them: ST's open pin data,
// GPIO-STM32F417_gpio_v1_0_Modes.xml and those of the other lines. A package may lack some.
#include "soc/stm32f4/part.hpp"

#include <map>

namespace vb::stm32f4 {

namespace {
struct Row {
    PinFunction function;
    unsigned lines;
};
constexpr Row kRows[] = {
    {{"SPI1_MISO", 'A', 6, 5}, All},
    {{"SPI1_MISO", 'B', 4, 5}, All},
    {{"SPI1_MOSI", 'A', 7, 5}, All},
    {{"SPI1_MOSI", 'B', 5, 5}, All},
    {{"SPI1_NSS", 'A', 4, 5}, All},
    {{"SPI1_NSS", 'A', 15, 5}, All},
    {{"SPI1_SCK", 'A', 5, 5}, All},
    {{"SPI1_SCK", 'B', 3, 5}, All},
    {{"SPI2_MISO", 'B', 14, 5}, All},
    {{"SPI2_MISO", 'C', 2, 5}, All},
    {{"SPI2_MISO", 'I', 2, 5}, F40x | F42x | F46x},
    {{"SPI2_MOSI", 'B', 15, 5}, All},
    {{"SPI2_MOSI", 'C', 1, 5}, F46x},
    {{"SPI2_MOSI", 'C', 1, 7}, F446},
    {{"SPI2_MOSI", 'C', 3, 5}, All},
    {{"SPI2_MOSI", 'I', 3, 5}, F40x | F42x | F46x},
    {{"SPI2_NSS", 'B', 4, 7}, F446},
    {{"SPI2_NSS", 'B', 9, 5}, All},
    {{"SPI2_NSS", 'B', 12, 5}, All},
    {{"SPI2_NSS", 'D', 1, 7}, F446},
    {{"SPI2_NSS", 'I', 0, 5}, F40x | F42x | F46x},
    {{"SPI2_SCK", 'A', 9, 5}, F46x | F446},
    {{"SPI2_SCK", 'B', 10, 5}, All},
    {{"SPI2_SCK", 'B', 13, 5}, All},
    {{"SPI2_SCK", 'C', 7, 5}, F446 | F412 | F411},
    {{"SPI2_SCK", 'D', 3, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI2_SCK", 'I', 1, 5}, F40x | F42x | F46x},
    {{"SPI3_MISO", 'B', 4, 6}, All},
    {{"SPI3_MISO", 'C', 11, 6}, All},
    {{"SPI3_MOSI", 'B', 0, 7}, F446},
    {{"SPI3_MOSI", 'B', 2, 7}, F446},
    {{"SPI3_MOSI", 'B', 5, 6}, All},
    {{"SPI3_MOSI", 'C', 1, 5}, F446},
    {{"SPI3_MOSI", 'C', 12, 6}, All},
    {{"SPI3_MOSI", 'D', 0, 6}, F446},
    {{"SPI3_MOSI", 'D', 6, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI3_NSS", 'A', 4, 6}, All},
    {{"SPI3_NSS", 'A', 15, 6}, All},
    {{"SPI3_SCK", 'B', 3, 6}, All},
    {{"SPI3_SCK", 'B', 12, 7}, F412 | F411},
    {{"SPI3_SCK", 'C', 10, 6}, All},
    {{"SPI4_MISO", 'A', 11, 6}, F412 | F411},
    {{"SPI4_MISO", 'D', 0, 5}, F446},
    {{"SPI4_MISO", 'E', 5, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_MISO", 'E', 13, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_MISO", 'G', 12, 6}, F446},
    {{"SPI4_MOSI", 'A', 1, 5}, F412 | F411},
    {{"SPI4_MOSI", 'E', 6, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_MOSI", 'E', 14, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_MOSI", 'G', 13, 6}, F446},
    {{"SPI4_NSS", 'B', 12, 6}, F412 | F411},
    {{"SPI4_NSS", 'E', 4, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_NSS", 'E', 11, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_NSS", 'G', 14, 6}, F446},
    {{"SPI4_SCK", 'B', 13, 6}, F412 | F411},
    {{"SPI4_SCK", 'E', 2, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_SCK", 'E', 12, 5}, F42x | F46x | F446 | F412 | F411 | F401},
    {{"SPI4_SCK", 'G', 11, 6}, F446},
    {{"SPI5_MISO", 'A', 12, 6}, F412 | F411},
    {{"SPI5_MISO", 'E', 5, 6}, F412 | F411},
    {{"SPI5_MISO", 'E', 13, 6}, F412 | F411},
    {{"SPI5_MISO", 'F', 8, 5}, F42x | F46x},
    {{"SPI5_MISO", 'H', 7, 5}, F42x | F46x},
    {{"SPI5_MOSI", 'A', 10, 6}, F412 | F411},
    {{"SPI5_MOSI", 'B', 8, 6}, F412 | F411},
    {{"SPI5_MOSI", 'E', 6, 6}, F412 | F411},
    {{"SPI5_MOSI", 'E', 14, 6}, F412 | F411},
    {{"SPI5_MOSI", 'F', 9, 5}, F42x | F46x},
    {{"SPI5_MOSI", 'F', 11, 5}, F42x | F46x},
    {{"SPI5_NSS", 'B', 1, 6}, F412 | F411},
    {{"SPI5_NSS", 'E', 4, 6}, F412 | F411},
    {{"SPI5_NSS", 'E', 11, 6}, F412 | F411},
    {{"SPI5_NSS", 'F', 6, 5}, F42x | F46x},
    {{"SPI5_NSS", 'H', 5, 5}, F42x | F46x},
    {{"SPI5_SCK", 'B', 0, 6}, F412 | F411},
    {{"SPI5_SCK", 'E', 2, 6}, F412 | F411},
    {{"SPI5_SCK", 'E', 12, 6}, F412 | F411},
    {{"SPI5_SCK", 'F', 7, 5}, F42x | F46x},
    {{"SPI5_SCK", 'H', 6, 5}, F42x | F46x},
    {{"SPI6_MISO", 'G', 12, 5}, F42x | F46x},
    {{"SPI6_MOSI", 'G', 14, 5}, F42x | F46x},
    {{"SPI6_NSS", 'G', 8, 5}, F42x | F46x},
    {{"SPI6_SCK", 'G', 13, 5}, F42x | F46x},
    {{"UART4_TX", 'A', 0, 8}, F40x | F42x | F46x | F446},
    {{"UART4_TX", 'C', 10, 8}, F40x | F42x | F46x | F446},
    {{"UART5_TX", 'C', 12, 8}, F40x | F42x | F46x | F446},
    {{"UART5_TX", 'E', 8, 8}, F446},
    {{"UART7_TX", 'E', 8, 8}, F42x | F46x},
    {{"UART7_TX", 'F', 7, 8}, F42x | F46x},
    {{"UART8_TX", 'E', 1, 8}, F42x | F46x},
    {{"USART1_TX", 'A', 9, 7}, All},
    {{"USART1_TX", 'A', 15, 7}, F412 | F411},
    {{"USART1_TX", 'B', 6, 7}, All},
    {{"USART2_TX", 'A', 2, 7}, All},
    {{"USART2_TX", 'D', 5, 7}, All},
    {{"USART3_TX", 'B', 10, 7}, F40x | F42x | F46x | F446 | F412},
    {{"USART3_TX", 'C', 10, 7}, F40x | F42x | F46x | F446 | F412},
    {{"USART3_TX", 'D', 8, 7}, F40x | F42x | F46x | F446 | F412},
    {{"USART6_TX", 'A', 11, 8}, F412 | F411 | F401},
    {{"USART6_TX", 'C', 6, 8}, All},
    {{"USART6_TX", 'G', 14, 8}, F40x | F42x | F46x | F446 | F412},
};

std::vector<PinFunction> of_line(LineBit line) {
    std::vector<PinFunction> functions;
    for (const Row& row : kRows)
        if (row.lines & line) functions.push_back(row.function);
    return functions;
}
} // namespace

PinFunctions pins_of(LineBit line) {
    static std::map<LineBit, std::vector<PinFunction>> made;
    auto found = made.find(line);
    if (found == made.end()) found = made.emplace(line, of_line(line)).first;
    return found->second;
}

} // namespace vb::stm32f4
