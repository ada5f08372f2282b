// The controllers of STM32F4 and F7 that reach a serial flash: six SPI, of which a line has some, and
// QUADSPI.
#pragma once
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

namespace xspi::stm32f {

inline constexpr std::uint32_t kQuadSpiRegisters = 0xA0001000;
inline constexpr std::uint32_t kQuadSpiWindow = 0x90000000;
inline constexpr std::uint32_t kWindowSize = 256u * 1024 * 1024;

namespace controllers_detail {
constexpr ControllerInstance spi(std::string_view name, std::uint32_t registers, RegisterBits clock,
                                 std::uint32_t reset, std::string_view reset_name, std::uint8_t quirks) {
    return {.name = name,
            .kind = ControllerKind::Spi,
            .registers = registers,
            .window = {},
            .clock = clock,
            .reset = {reset_name, reset, clock.mask},
            .pin_instance = name,
            .port_term = {},
            .port = 0,
            .quirks = quirks};
}
} // namespace controllers_detail

// quirks: kQuirkSpiFifo on F7.
constexpr ControllerInstance spi1(std::uint8_t quirks) {
    return controllers_detail::spi("SPI1", 0x40013000, {"RCC_APB2ENR.SPI1EN", RCC_APB2ENR, 1u << 12},
                                   RCC_APB2RSTR, "RCC_APB2RSTR.SPI1RST", quirks);
}
constexpr ControllerInstance spi2(std::uint8_t quirks) {
    return controllers_detail::spi("SPI2", 0x40003800, {"RCC_APB1ENR.SPI2EN", RCC_APB1ENR, 1u << 14},
                                   RCC_APB1RSTR, "RCC_APB1RSTR.SPI2RST", quirks);
}
constexpr ControllerInstance spi3(std::uint8_t quirks) {
    return controllers_detail::spi("SPI3", 0x40003C00, {"RCC_APB1ENR.SPI3EN", RCC_APB1ENR, 1u << 15},
                                   RCC_APB1RSTR, "RCC_APB1RSTR.SPI3RST", quirks);
}
constexpr ControllerInstance spi4(std::uint8_t quirks) {
    return controllers_detail::spi("SPI4", 0x40013400, {"RCC_APB2ENR.SPI4EN", RCC_APB2ENR, 1u << 13},
                                   RCC_APB2RSTR, "RCC_APB2RSTR.SPI4RST", quirks);
}
constexpr ControllerInstance spi5(std::uint8_t quirks) {
    return controllers_detail::spi("SPI5", 0x40015000, {"RCC_APB2ENR.SPI5EN", RCC_APB2ENR, 1u << 20},
                                   RCC_APB2RSTR, "RCC_APB2RSTR.SPI5RST", quirks);
}
constexpr ControllerInstance spi6(std::uint8_t quirks) {
    return controllers_detail::spi("SPI6", 0x40015400, {"RCC_APB2ENR.SPI6EN", RCC_APB2ENR, 1u << 21},
                                   RCC_APB2RSTR, "RCC_APB2RSTR.SPI6RST", quirks);
}

// A chip hangs on bank 1 or 2, never on both; a chip select is QUADSPI_CR.FSEL. ST's examples all sample half
// a clock later.
inline constexpr ControllerInstance kQuadSpi{.name = "QUADSPI",
                                             .kind = ControllerKind::QuadSpi,
                                             .registers = kQuadSpiRegisters,
                                             .window = {"QUADSPI", kQuadSpiWindow, kWindowSize},
                                             .clock = {"RCC_AHB3ENR.QSPIEN", RCC_AHB3ENR, RCC_AHB3_QSPI},
                                             .reset = {"RCC_AHB3RSTR.QSPIRST", RCC_AHB3RSTR, RCC_AHB3_QSPI},
                                             .pin_instance = "QUADSPI",
                                             .port_term = "QUADSPI bank",
                                             .port = 1,
                                             .quirks = kQuirkSampleShift};

} // namespace xspi::stm32f
