#include "core/board.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/boards/swd-host.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x40023800, kAhb1Enr = kRcc + 0x30, kAhb3Enr = kRcc + 0x38,
                        kApb1Enr = kRcc + 0x40;
constexpr std::uint32_t kQuadspi = 0xA0001000;
constexpr std::uint32_t gpio(char port) { return 0x40020000 + 0x400 * std::uint32_t(port - 'A'); }

void switch_ports_on(SwdHost& swd) { swd.store(kAhb1Enr, 0x001007FF); }

bool lights(Board& board, const std::string& name) {
    const auto leds = board.leds();
    return std::find_if(leds.begin(), leds.end(), [&](auto& led) { return led.name == name; })->on;
}
} // namespace

TEST_CASE("STM32F746G-DISCO: its flash answers over QUADSPI by its id, whichever chip is fitted") {
    for (const auto& [chip, id] : {std::pair("", 0x18BA20u), std::pair("W25Q128JV", 0x1840EFu)}) {
        CAPTURE(chip);
        auto board = make_board("stm32f746g-disco");
        std::string why;
        if (*chip) REQUIRE(board->set_chip("", chip, why));
        board->power_on();
        SwdHost swd(*board, 0);
        switch_ports_on(swd);
        swd.store(kAhb3Enr, 2);
        swd.store(gpio('B') + 0x20, 9u << 8 | 10u << 24);
        swd.store(gpio('B'), 0x00000280 | 2u << 4 | 2u << 12);
        swd.store(gpio('D') + 0x24, 0x999u << 12);
        swd.store(gpio('D'), 0x2Au << 22);
        swd.store(gpio('E') + 0x20, 9u << 8);
        swd.store(gpio('E'), 2u << 4);
        swd.store(kQuadspi + 0x04, 23u << 16 | 1u << 8);
        swd.store(kQuadspi, 1);
        swd.store(kQuadspi + 0x10, 2);
        swd.store(kQuadspi + 0x14, 1u << 26 | 1u << 24 | 1u << 8 | 0x9F);
        swd.pass(kPerMillisecond);
        CHECK((swd.load(kQuadspi + 0x20).value_or(0) & 0xFFFFFF) == id);
        CHECK(board->violations().all().empty());
    }
}

TEST_CASE("STM32F7 boards: LEDs and buttons are high when on and pressed") {
    struct Case {
        const char *board, *led, *button;
        char led_port, button_port;
        unsigned led_pin, button_pin;
    };
    for (const Case& c : {Case{"stm32f746g-disco", "LD1", "USER", 'I', 'I', 1, 11},
                          Case{"nucleo-f767zi", "LD1", "B1", 'B', 'C', 0, 13},
                          Case{"nucleo_f767zi", "LD2", "B1", 'B', 'C', 7, 13},
                          Case{"nucleo-f767zi", "LD3", "B1", 'B', 'C', 14, 13}}) {
        CAPTURE(c.board, c.led);
        auto board = make_board(c.board);
        board->power_on();
        SwdHost swd(*board, 0);
        switch_ports_on(swd);
        const auto idr = [&] { return swd.load(gpio(c.button_port) + 0x10).value_or(0) >> c.button_pin & 1; };
        CHECK(idr() == 0);
        REQUIRE(board->press_button(c.button));
        CHECK(idr() == 1);
        CHECK_FALSE(lights(*board, c.led));
        swd.change(gpio(c.led_port), 3u << 2 * c.led_pin, 1u << 2 * c.led_pin);
        swd.store(gpio(c.led_port) + 0x18, 1u << c.led_pin);
        CHECK(lights(*board, c.led));
    }
}

TEST_CASE("NUCLEO-F767ZI: USART3 on PD8 is its serial port") {
    auto board = make_board("nucleo-f767zi");
    board->power_on();
    SwdHost swd(*board, 0);
    switch_ports_on(swd);
    swd.store(kApb1Enr, 1u << 18);
    swd.store(gpio('D') + 0x24, 7);
    swd.store(gpio('D'), 2u << 16);
    swd.store(0x4000480C, 139); // 115200 baud of 16 MHz
    swd.store(0x40004800, 9);
    swd.store(0x40004828, 'A');
    swd.pass(kPerMillisecond);
    CHECK(board->serial() == "A");
}

TEST_CASE("A board without a flash chip runs, and what names one is refused in words") {
    auto board = make_board("nucleo-f767zi");
    CHECK(board->external_flashes().empty());
    std::string why;
    CHECK_FALSE(board->set_chip("", "W25Q64JV", why));
    CHECK(why == "the board has no flash chip");
    for (const char* fault : {"absent", "stuck:IO0=1", "weak-bit:0:0=1", "reset-at:#1", "pause:#2"}) {
        why.clear();
        CHECK_FALSE(board->add_fault(fault, why));
        CHECK(why == "the board has no flash chip");
    }
    CHECK_FALSE(board->set_option("CHIP_TIMING", "maximum"));
    CHECK_FALSE(board->option_values("CHIP_TIMING"));
    const auto names = board->option_names();
    CHECK(std::find(names.begin(), names.end(), "CHIP") == names.end());
    CHECK(board->add_fault("reset-at:#int1", why));
    CHECK(board->set_option("nDBANK", "0"));
    board->power_on();
    CHECK((board->flash_activity().erases.empty() && board->operations().external == 0));
}

TEST_CASE("A board without supply and without a chip stays off") {
    auto board = make_board("nucleo-f767zi");
    std::string why;
    REQUIRE(board->add_fault("no-supply", why));
    board->power_on();
    CHECK(board->core_state().mode == CoreMode::no_supply);
}
