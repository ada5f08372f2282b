#include "flash-library/devices/stm32h7rs/family.hpp"
#include "flash-library/flash-test/flash-test-facts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

#include <string>

using namespace xspi;
using namespace xspi::flash_test;

TEST_CASE("The flash-test's facts are the bring-up that the bootloader does") {
    const Facts facts = flash_test_facts(stm32h7rs::kFamily, kNucleo);
    CHECK(std::string(facts.board.data()) == kNucleo.name);
    CHECK(facts.connection.controller_base == stm32h7rs::kXspi2Registers);
    CHECK(facts.connection.window_base == 0x70000000);
    CHECK(facts.connection.data_lines == 8);
    CHECK(facts.option_bit == stm32h7rs::FLASH_OBW1SR_XSPI2_HSLV);
    CHECK(facts.fast.hz == 200'000'000);
    CHECK(facts.slow.hz == 75'000'000);
    CHECK(facts.core_hz == 600'000'000);
    const RegisterOps port = stm32h7rs::flash_port_ops(kNucleo, kNucleoFlash, facts.slow);
    REQUIRE(facts.slow_port.count == port.count);
    for (std::size_t i = 0; i < port.count; ++i) {
        CHECK(facts.slow_port.ops[i].address == port.ops[i].address);
        CHECK(facts.slow_port.ops[i].value == port.ops[i].value);
        CHECK(facts.slow_port.steps[i] == port.steps[i]);
    }
    CHECK(facts.core_clock.count == stm32h7rs::core_clock_ops(kNucleo).count);
}

TEST_CASE("A board with four lines, without LEDs and with a long name has facts, too") {
    BoardFacts board = kNucleo;
    for (const Signal s : {Signal::Io4, Signal::Io5, Signal::Io6, Signal::Io7, Signal::Dqs})
        board.flashes[0].pins[static_cast<std::size_t>(s)] = {};
    board.led_count = 0;
    board.name = "a_board_with_a_name_that_is_longer_than_the_room_for_it";
    const Facts facts = flash_test_facts(stm32h7rs::kFamily, board);
    CHECK(facts.connection.data_lines == 4);
    CHECK_FALSE(facts.running_led.connected());
    CHECK(std::string(facts.board.data()) == "a_board_with_a_name_that_is_lon");
}
