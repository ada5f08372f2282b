// GPIO as every STM32 from F4 on has it: register offsets, and where a family's ports lie.
#pragma once
#include <cstdint>

namespace xspi {

inline constexpr std::uint32_t GPIO_MODER = 0x00; // offsets from GpioBlock::registers()
inline constexpr std::uint32_t GPIO_OTYPER = 0x04;
inline constexpr std::uint32_t GPIO_OSPEEDR = 0x08;
inline constexpr std::uint32_t GPIO_PUPDR = 0x0C;
inline constexpr std::uint32_t GPIO_IDR = 0x10;
inline constexpr std::uint32_t GPIO_ODR = 0x14;
inline constexpr std::uint32_t GPIO_BSRR = 0x18;
inline constexpr std::uint32_t GPIO_LCKR = 0x1C;
inline constexpr std::uint32_t GPIO_AFRL = 0x20;
inline constexpr std::uint32_t GPIO_AFRH = 0x24;

struct GpioBlock {
    std::uint32_t base = 0;   // GPIOA; each further port letter 0x400 later
    std::uint32_t enable = 0; // address of the clock enable register: bit of the port letter
    constexpr std::uint32_t registers(char port) const {
        return base + 0x400u * static_cast<std::uint32_t>(port - 'A');
    }
    static constexpr std::uint32_t enable_bit(char port) { return 1u << (port - 'A'); }
};

} // namespace xspi
