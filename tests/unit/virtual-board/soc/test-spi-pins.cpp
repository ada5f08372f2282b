#include "soc/spi-pins.hpp"
#include "soc/stm32h74x/pins.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
std::string why;
std::optional<SpiSeat> resolve(std::map<std::string, std::string> pins,
                               std::map<std::string, bool> resistors = {}, const std::string& spi = "SPI1") {
    why.clear();
    FlashWires wires{spi, std::move(pins), nullptr};
    wires.resistors = std::move(resistors);
    return spi_seat(stm32h74x::kPins, wires, why);
}
} // namespace

TEST_CASE("The pads of a chip on an SPI give their alternate functions; NSS is on any pad") {
    const auto seat =
        resolve({{"SCK", "PB3"}, {"MISO", "PB4"}, {"MOSI", "PD7"}, {"NSS", "PD6"}}, {{"NSS", true}});
    REQUIRE(seat);
    CHECK((seat->sck.port == 'B' && seat->sck.pin == 3 && seat->sck.af == 5u));
    CHECK((seat->miso.pin == 4 && seat->mosi.port == 'D' && seat->mosi.pin == 7));
    CHECK((seat->nss.port == 'D' && seat->nss.pin == 6 && !seat->nss.af && seat->nss.resistor == true));
    CHECK(seat->tied_high == 0);
    const auto third =
        resolve({{"SCK", "PB3"}, {"MISO", "PB4"}, {"MOSI", "PB2"}, {"NSS", "PA15"}}, {}, "SPI3");
    REQUIRE(third);
    CHECK((third->sck.af == 6u && third->mosi.af == 7u && third->nss.af == 6u));
}

TEST_CASE("Resistors on IO2 and IO3 hold the chip's WP# and HOLD#") {
    const auto seat = resolve({{"SCK", "PB3"}, {"NSS", "PD6"}}, {{"IO2", true}, {"IO3", true}});
    REQUIRE(seat);
    CHECK(seat->tied_high == 0x0C);
    CHECK(resolve({{"SCK", "PB3"}, {"NSS", "PD6"}}, {{"IO3", false}})->tied_high == 0);
}

TEST_CASE("Pads that cannot be an SPI's are refused with those that can") {
    CHECK_FALSE(resolve({{"SCK", "PB4"}, {"NSS", "PD6"}}));
    CHECK(why == "PB4 cannot be SPI1_SCK; these can: PA5, PB3, PG11");
    CHECK_FALSE(resolve({{"SCK", "PB3"}, {"NSS", "D6"}}));
    CHECK_FALSE(resolve({{"SCK", "PB3"}, {"NSS", "PD6"}, {"CLK", "PB2"}}));
    CHECK(why == "an SPI has no signal CLK");
    CHECK_FALSE(resolve({{"SCK", "PB3"}, {"NSS", "PD6"}}, {{"DQS", true}}));
    CHECK_FALSE(resolve({{"SCK", "PB3"}}));
    CHECK(why == "a chip needs SCK and NSS");
}
