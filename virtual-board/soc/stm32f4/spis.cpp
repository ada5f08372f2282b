#include "soc/stm32f4/spis.hpp"

namespace vb::stm32f4 {

namespace rcc = stm32f::rcc;

namespace {
// Bases, interrupts, EN and RST bits: ST's device headers. SCK is PCLK / 2 at most; SPI2 and SPI3 are on
// APB1.
constexpr std::uint64_t kFast = 50'000'000, kSlow = 25'000'000;
constexpr SpiPlace kPlaces[] = {
    {"SPI1", 1, 0x40013000, rcc::APB2ENR, rcc::APB2RSTR, 12, 35, "APB2ENR", kFast},
    {"SPI2", 2, 0x40003800, rcc::APB1ENR, rcc::APB1RSTR, 14, 36, "APB1ENR", kSlow},
    {"SPI3", 3, 0x40003C00, rcc::APB1ENR, rcc::APB1RSTR, 15, 51, "APB1ENR", kSlow},
    {"SPI4", 4, 0x40013400, rcc::APB2ENR, rcc::APB2RSTR, 13, 84, "APB2ENR", kFast},
    {"SPI5", 5, 0x40015000, rcc::APB2ENR, rcc::APB2RSTR, 20, 85, "APB2ENR", kFast},
    {"SPI6", 6, 0x40015400, rcc::APB2ENR, rcc::APB2RSTR, 21, 86, "APB2ENR", kFast},
};
bool on_apb1(unsigned number) { return number == 2 || number == 3; }
} // namespace

std::span<const SpiPlace> spi_places(unsigned count) { return std::span(kPlaces).first(count); }

SpiSet::Wiring spi_wiring(const stm32f::Rcc& rcc) {
    return {SpiSet::Kind::F4, [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); },
            [&rcc](unsigned number) { return rcc.pclk_hz(on_apb1(number) ? 1 : 2); }};
}

} // namespace vb::stm32f4
