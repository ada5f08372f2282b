#include "soc/stm32h74x/spis.hpp"

namespace vb::stm32h74x {

namespace {
// Bases, interrupts, EN and RST bits: ST's device header. FIFOs: RM0433, SPI implementation. SCK:
// docs/hardware/spi.md, clock limits.
constexpr std::uint64_t kFast = 133'000'000, kSlow = 50'000'000;
constexpr SpiPlace kPlaces[] = {
    {"SPI1", 1, 0x40013000, rcc::APB2ENR, rcc::APB2RSTR, 12, 35, "APB2ENR", kFast, 16},
    {"SPI2", 2, 0x40003800, rcc::APB1LENR, rcc::APB1LRSTR, 14, 36, "APB1LENR", kFast, 16},
    {"SPI3", 3, 0x40003C00, rcc::APB1LENR, rcc::APB1LRSTR, 15, 51, "APB1LENR", kFast, 16},
    {"SPI4", 4, 0x40013400, rcc::APB2ENR, rcc::APB2RSTR, 13, 84, "APB2ENR", kSlow, 8},
    {"SPI5", 5, 0x40015000, rcc::APB2ENR, rcc::APB2RSTR, 20, 85, "APB2ENR", kSlow, 8},
    {"SPI6", 6, 0x58001400, rcc::APB4ENR, rcc::APB4RSTR, 5, 86, "APB4ENR", kSlow, 8},
};
} // namespace

std::span<const SpiPlace> spi_places() { return kPlaces; }

SpiSet::Wiring spi_wiring(const Rcc& rcc) {
    return {SpiSet::Kind::H7, [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); },
            [&rcc](unsigned number) { return rcc.spi_kernel_hz(number); }};
}

} // namespace vb::stm32h74x
