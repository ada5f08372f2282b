#include "boards/board-description.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace vb;
using Catch::Matchers::ContainsSubstring;

namespace {

// The parts of a whole file, to be replaced one by one.
std::string file(const std::string& more = "",
                 const std::string& clocks = R"({"hse_hz": 25000000, "lse": true})",
                 const std::string& chip_more = "") {
    return R"({"sources": ["a schematic"], "mcu": "STM32H750VB", "clocks": )" + clocks + R"(,
               "core_supply": "LDO", "millivolts": {"VDD": 3300},
               "chips": [{"name": "ext", "part": "W25Q64JV", "controller": "QUADSPI",
                          "pins": {"CLK": "PB2", "NCS": "PB6"}, "resistors": {"NCS": "up"},
                          "delivered": {"configuration": 2})" +
           chip_more + "}]" + more + "}";
}

std::string refused(const std::string& text) {
    try {
        (void)describe_board("mine", text);
    } catch (const BoardFileError& error) { return error.what(); }
    return "";
}

} // namespace

TEST_CASE("A board's file says clocks, supplies, chips with their wires, LEDs, buttons and the serial port") {
    const BoardDescription board =
        describe_board("mine", file(R"(, "leds": [{"name": "D1", "pin": "PE3", "on": "low"}],
                        "buttons": [{"name": "K1", "pin": "PC13", "pressed": "high", "open_when_released": true}],
                        "serial": {"usart": "USART1", "tx": "PA9"},
                        "usb": {"controller": "USB_OTG_FS"})"));
    CHECK((board.name == "mine" && board.mcu == "STM32H750VB"));
    CHECK((board.wiring.clocks.hse_hz == 25'000'000 && board.wiring.clocks.hse_is_crystal &&
           board.wiring.clocks.lse_fitted));
    CHECK(board.wiring.supply("VDDXSPI2") == 3300);
    REQUIRE(board.chips.size() == 1);
    CHECK((board.chips[0].pins.at("NCS") == "PB6" && board.chips[0].resistors.at("NCS")));
    CHECK((board.chips[0].delivered.configuration == 2 && !board.chips[0].delivered.status));
    REQUIRE((board.leds.size() == 1 && board.buttons.size() == 1));
    CHECK((board.leds[0].pad == PadName{'E', 3} && !board.leds[0].active_high));
    CHECK((board.buttons[0].pressed_high && board.buttons[0].open_when_released));
    CHECK(board.serial->pad == "PA9");
    CHECK(board.usb == "USB_OTG_FS");
}

TEST_CASE("A board's file that is wrong is refused with the place and what stands there") {
    CHECK_THAT(refused("{"), ContainsSubstring("parse error"));
    CHECK_THAT(refused("[]"), ContainsSubstring("the board is not an object"));
    CHECK_THAT(refused("{}"), ContainsSubstring("the board does not say \"mcu\""));
    CHECK_THAT(refused(file(R"(, "colour": "blue")")), ContainsSubstring("does not know \"colour\""));
    CHECK_THAT(refused(file("", R"({"hse_hz": -1})")), ContainsSubstring("\"hse_hz\" of clocks"));
    CHECK_THAT(refused(file("", R"({"hse": 1})")), ContainsSubstring("clocks does not know \"hse\""));
    CHECK_THAT(refused(file(R"(, "leds": {})")), ContainsSubstring("no list"));
    CHECK_THAT(refused(file(R"(, "leds": [{"name": "D1", "pin": "P3", "on": "high"}])")),
               ContainsSubstring("\"pin\" of leds[0] is no pin"));
    CHECK_THAT(refused(file(R"(, "leds": [{"name": "D1", "pin": "PE3", "on": "bright"}])")),
               ContainsSubstring("it takes high, low"));
    CHECK_THAT(refused(file("", R"({"lse": "yes"})")), ContainsSubstring("neither true nor false"));
    CHECK_THAT(refused(file("", R"({})", R"(, "reset_on_nrst": 1)")), ContainsSubstring("chips[0]"));
}
