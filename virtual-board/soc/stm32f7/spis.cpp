#include "soc/stm32f7/spis.hpp"

namespace vb::stm32f7 {

namespace rcc = stm32f::rcc;

namespace {
constexpr std::uint64_t kHighestOnApb2 = 54'054'000,
                        kHighestOnApb1 = 27'027'000; // half of PCLK, a permille more
constexpr SpiPlace kPlaces[] = {
    {"SPI1", 1, 0x40013000, rcc::APB2ENR, rcc::APB2RSTR, 12, 35, "APB2ENR", kHighestOnApb2},
    {"SPI2", 2, 0x40003800, rcc::APB1ENR, rcc::APB1RSTR, 14, 36, "APB1ENR", kHighestOnApb1},
    {"SPI3", 3, 0x40003C00, rcc::APB1ENR, rcc::APB1RSTR, 15, 51, "APB1ENR", kHighestOnApb1},
    {"SPI4", 4, 0x40013400, rcc::APB2ENR, rcc::APB2RSTR, 13, 84, "APB2ENR", kHighestOnApb2},
    {"SPI5", 5, 0x40015000, rcc::APB2ENR, rcc::APB2RSTR, 20, 85, "APB2ENR", kHighestOnApb2},
    {"SPI6", 6, 0x40015400, rcc::APB2ENR, rcc::APB2RSTR, 21, 86, "APB2ENR", kHighestOnApb2},
};
} // namespace

std::span<const SpiPlace> spi_places() { return kPlaces; }

SpiSet::Wiring spi_wiring(const Rcc& rcc) {
    return {SpiSet::Kind::F7, [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); },
            [&rcc](unsigned number) { return rcc.pclk_hz(number == 2 || number == 3 ? 1 : 2); }};
}

} // namespace vb::stm32f7
