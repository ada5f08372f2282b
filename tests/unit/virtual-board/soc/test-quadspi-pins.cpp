#include "soc/quadspi-pins.hpp"
#include "soc/stm32h74x/pins.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
const std::map<std::string, std::string> kWeAct = {{"CLK", "PB2"},  {"NCS", "PB6"}, {"IO0", "PD11"},
                                                   {"IO1", "PD12"}, {"IO2", "PE2"}, {"IO3", "PD13"}};
std::string why;
std::optional<QuadspiPins> resolve(std::map<std::string, std::string> pins,
                                   std::map<std::string, bool> resistors = {}) {
    why.clear();
    FlashWires wires{"QUADSPI", std::move(pins), nullptr};
    wires.resistors = std::move(resistors);
    return quadspi_pins(stm32h74x::kPins, wires, why);
}
} // namespace

TEST_CASE("The pads of a chip on the QUADSPI give its bank and their alternate functions") {
    const auto pins = resolve(kWeAct, {{"NCS", true}});
    REQUIRE(pins);
    REQUIRE(pins->bank == 1);
    REQUIRE((pins->clk.port == 'B' && pins->clk.pin == 2 && pins->clk.af == 9));
    REQUIRE((pins->ncs.port == 'B' && pins->ncs.pin == 6 && pins->ncs.af == 10));
    REQUIRE(pins->ncs.resistor == true);
    REQUIRE((pins->io[3].port == 'D' && pins->io[3].pin == 13 && pins->io[3].af == 9));
    REQUIRE_FALSE(pins->io[3].resistor);
    const auto second = resolve({{"CLK", "PF10"}, {"NCS", "PC11"}, {"IO0", "PE7"}});
    REQUIRE(second);
    REQUIRE(second->bank == 2);
    REQUIRE(second->io[0].af == 10);
    REQUIRE(second->io[1].port == 0);
}

TEST_CASE("A line of the QUADSPI without a pad may have a resistor") {
    const auto pins = resolve({{"CLK", "PB2"}, {"NCS", "PB6"}}, {{"IO2", true}, {"IO3", false}});
    REQUIRE(pins);
    REQUIRE(pins->io[2].resistor == true);
    REQUIRE(pins->io[3].resistor == false);
}

TEST_CASE("A chip on the QUADSPI is refused where its pads cannot carry it, with those that can") {
    REQUIRE_FALSE(resolve({{"CLK", "PB2"}, {"NCS", "PB7"}}));
    REQUIRE(why == "PB7 cannot be NCS of a QUADSPI; these can: PB6, PB10, PG6, PC11");
    REQUIRE_FALSE(resolve({{"CLK", "PB3"}, {"NCS", "PB6"}}));
    REQUIRE(why == "PB3 cannot be CLK of a QUADSPI; these can: PB2, PF10");
    REQUIRE_FALSE(resolve({{"CLK", "PB2"}, {"NCS", "PB6"}, {"IO0", "PE7"}})); // of bank 2
    REQUIRE_FALSE(resolve({{"CLK", "PB2"}}));
    REQUIRE_FALSE(resolve({{"CLK", "PB2"}, {"NCS", "PB6"}, {"DQS", "PA1"}}));
    REQUIRE_FALSE(resolve(kWeAct, {{"WP", true}}));
}
