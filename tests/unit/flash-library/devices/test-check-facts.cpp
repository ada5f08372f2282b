#include "flash-library/devices/families.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

using namespace xspi;

static_assert(!check_facts(kNucleo));

namespace {
BoardFacts with_pin(Signal signal, Pin pin) {
    BoardFacts board = kNucleo;
    set_pin(board, signal, pin);
    return board;
}
} // namespace

TEST_CASE("the NUCLEO's facts and a board on port 1 are in order") {
    CHECK(check_facts(kNucleo).error == FactsError::None);
    CHECK(check_facts(on_port_1(kNucleo)).error == FactsError::None);
}

TEST_CASE("an unknown MCU is the first problem") {
    BoardFacts board = kNucleo;
    board.mcu = "STM32F303VC";
    CHECK(check_facts(board).error == FactsError::UnknownMcu);
}

TEST_CASE("a pin that cannot carry the signal is refused with the pins that can") {
    const FactsProblem p = check_facts(with_pin(Signal::Io3, {'N', 7}));
    CHECK(p.error == FactsError::PinCannot);
    CHECK(p.signal == Signal::Io3);
    CHECK(p.pin == Pin{'N', 7});
    REQUIRE(p.alternatives.count == 1);
    CHECK(p.alternatives.pins[0] == Pin{'N', 5});
    const FactsProblem ncs = check_facts(with_pin(Signal::Ncs, {'A', 4}));
    REQUIRE(ncs.alternatives.count == 2);
    CHECK(ncs.alternatives.pins[1] == Pin{'N', 12});
}

TEST_CASE("two swapped lines are refused although both pins are the flash's") {
    BoardFacts board = with_pin(Signal::Io2, {'N', 5});
    set_pin(board, Signal::Io3, {'N', 4});
    const FactsProblem p = check_facts(board);
    CHECK(p.error == FactsError::PinCannot);
    CHECK(p.signal == Signal::Io2);
    CHECK(p.alternatives.pins[0] == Pin{'N', 4});
}

TEST_CASE("a pin that the package does not have is refused") {
    CHECK(check_facts(with_pin(Signal::Io7, {'N', 13})).error == FactsError::UnknownPin);
    CHECK(check_facts(with_pin(Signal::Io7, {'Z', 1})).error == FactsError::UnknownPin);
    BoardFacts board = kNucleo;
    board.mcu = "STM32H7S3V8T6"; // LQFP100: no port N at all
    const FactsProblem p = check_facts(board);
    CHECK(p.error == FactsError::UnknownPin);
    CHECK(p.alternatives.count == 0);
}

TEST_CASE("two signals on one pin are named both") {
    const FactsProblem p = check_facts(with_pin(Signal::Io4, {'N', 5}));
    CHECK(p.error == FactsError::PinTwice);
    CHECK(p.signal == Signal::Io4);
    CHECK(p.other_signal == Signal::Io3);
}

TEST_CASE("pins of both XSPIM ports do not mix") {
    const FactsProblem p = check_facts(with_pin(Signal::Io0, {'P', 0}));
    CHECK(p.error == FactsError::MixedPorts);
    CHECK(p.signal == Signal::Io0);
    REQUIRE(p.alternatives.count == 1);
    CHECK(p.alternatives.pins[0] == Pin{'N', 2});
}

TEST_CASE("lines come as one, four or eight, and eight need DQS") {
    const FactsProblem dqs = check_facts(with_pin(Signal::Dqs, {}));
    CHECK(dqs.error == FactsError::SignalMissing);
    CHECK(dqs.signal == Signal::Dqs);
    BoardFacts quad = with_pin(Signal::Dqs, {});
    for (const Signal s : {Signal::Io4, Signal::Io5, Signal::Io6, Signal::Io7}) set_pin(quad, s, {});
    CHECK_FALSE(check_facts(quad));
    set_pin(quad, Signal::Io2, {});
    CHECK(check_facts(quad).signal == Signal::Io2);
    CHECK(check_facts(with_pin(Signal::Clk, {})).signal == Signal::Clk);
}

TEST_CASE("clock, crystal and supply are held to the MCU's limits") {
    BoardFacts board = kNucleo;
    board.flashes[0].clock_hz = 200'000'001;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).limit == 200'000'000);
    board.flashes[0].clock_hz = 20;
    CHECK(check_facts(board).error == FactsError::ClockTooLow);
    board = kNucleo;
    board.hse_hz = 24; // Hz for MHz
    CHECK(check_facts(board).error == FactsError::HseOutOfRange);
    board = kNucleo;
    board.flashes[0].supply_mv = 3300;
    CHECK(check_facts(board).error == FactsError::SupplyForbidsClock);
    board.flashes[0].clock_hz = 75'000'000;
    CHECK_FALSE(check_facts(board));
}

TEST_CASE("the mapped base is the controller's window") {
    BoardFacts board = kNucleo;
    board.flashes[0].mapped_base = 0x90000000;
    const FactsProblem p = check_facts(board);
    CHECK(p.error == FactsError::MappedBaseWrong);
    CHECK(p.limit == 0x70000000);
}

TEST_CASE("LED pins exist and are not the flash's") {
    BoardFacts board = kNucleo;
    board.leds[2].pin = {'B', 16};
    CHECK(check_facts(board).error == FactsError::UnknownLedPin);
    CHECK(check_facts(board).index == 2);
    board.leds[2].pin = {'N', 6};
    CHECK(check_facts(board).error == FactsError::LedOnFlashPin);
}

namespace {
// The NUCLEO with a second flash on port 1.
constexpr BoardFacts two_flashes() {
    BoardFacts board = kNucleo;
    board.flashes[1] = on_port_1(kNucleoFlash);
    board.flashes[1].name = "ext2";
    board.flash_count = 2;
    return board;
}
} // namespace

static_assert(!check_facts(stm32h7rs::kFamily, two_flashes()));

TEST_CASE("two flashes have a controller and pins of their own each") {
    CHECK_FALSE(check_facts(two_flashes()));
    BoardFacts board = two_flashes();
    board.flashes[1].controller = "XSPI2";
    FactsProblem p = check_facts(board);
    CHECK(p.error == FactsError::ControllerTwice);
    CHECK(p.flash == 1);
    CHECK(p.other_flash == 0);
    board = two_flashes();
    set_pin(board.flashes[1], Signal::Io0, {'N', 2});
    p = check_facts(board);
    CHECK(p.error == FactsError::PinTwice);
    CHECK(p.flash == 1);
    CHECK(p.other_flash == 0);
    board = two_flashes();
    board.flashes[1].clock_hz = 300'000'000;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).flash == 1);
}

TEST_CASE("a board without a flash, or with a controller of another family, is refused") {
    BoardFacts board = kNucleo;
    board.flash_count = 0;
    CHECK(check_facts(board).error == FactsError::NoFlash);
    board = kNucleo;
    board.flashes[0].controller = "QUADSPI";
    CHECK(check_facts(board).error == FactsError::UnknownController);
}

TEST_CASE("a button's pin exists and is not the flash's") {
    BoardFacts board = kNucleo;
    board.buttons[0] = {"B1", {'C', 13}, true};
    board.button_count = 1;
    CHECK_FALSE(check_facts(board));
    CHECK(find_button(board, "B1") == &board.buttons[0]);
    CHECK(find_button(board, "B2") == nullptr);
    board.buttons[0].pin = {'P', 8};
    CHECK(check_facts(board).error == FactsError::UnknownButtonPin);
    board.buttons[0].pin = {'N', 1};
    CHECK(check_facts(board).error == FactsError::ButtonOnFlashPin);
    CHECK(check_facts(board).signal == Signal::Ncs);
}

TEST_CASE("the boot address lies in a flash's window and is the first one's unless it is named") {
    BoardFacts board = two_flashes();
    CHECK(boot_address(board) == 0x70000000);
    board.boot_address = 0x90020000;
    CHECK_FALSE(check_facts(board));
    board.boot_address = 0x80000000;
    CHECK(check_facts(board).error == FactsError::BootOutsideFlash);
    board.boot_address = 0x90020200;
    CHECK(check_facts(board).error == FactsError::BootUnaligned);
}

TEST_CASE("an application in the internal flash lies behind the bootloader's sectors") {
    BoardFacts board = kNucleo;
    board.boot_address = 0x08000000 + bootloader_sectors(8 * 1024);
    CHECK_FALSE(check_facts(board));
    board.boot_address -= 8 * 1024;
    CHECK(check_facts(board).error == FactsError::BootOutsideFlash);
    board.boot_address = 0x08010000;
    CHECK(check_facts(board).error == FactsError::BootOutsideFlash);
}

TEST_CASE("a USB core is one that the bootloader has, with pins that are free and a crystal for its PHY") {
    BoardFacts board = kNucleo;
    board.usb = "OTG_HS";
    CHECK_FALSE(check_facts(board));
    board.usb = "OTG_XS";
    CHECK(check_facts(board).error == FactsError::UsbUnknown);
    board.usb = "OTG_HS";
    board.hse_hz = 25'000'000;
    CHECK(check_facts(board).error == FactsError::UsbClockWrong);
}

TEST_CASE("a family is found by the MCU's name and is a constant") {
    static_assert(find_family("STM32H7S3L8")->name == "STM32H7R/S");
    static_assert(stm32h7rs::kFamily.core_hz(kNucleo) == 600'000'000);
    CHECK(find_family("STM32F303VC") == nullptr);
    const FlashConnection c = flash_connection(stm32h7rs::kFamily, kNucleoFlash);
    CHECK(c.controller_base == 0x5200A000);
    CHECK(c.window_base == 0x70000000);
    CHECK(c.data_lines == 8);
    CHECK(c.kind == ControllerKind::Xspi);
    CHECK(stm32h7rs::kFamily.identity.matches(0x20036485));
    CHECK_FALSE(stm32h7rs::kFamily.identity.matches(0x20036450));
    const SpeedGrant grant = stm32h7rs::kFamily.speed_grant(on_port_1(kNucleoFlash));
    CHECK(grant.option == "XSPI1_HSLV");
    CHECK(grant.mask == 0x100);
}
