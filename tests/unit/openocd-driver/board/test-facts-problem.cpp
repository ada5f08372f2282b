#include "openocd-driver/board/facts-problem.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

// What check_facts() finds in these facts, in words.
std::string said(const BoardFacts& facts) {
    const FactsProblem problem = check_facts(facts);
    REQUIRE(problem);
    return explain(problem, facts).what();
}

BoardFacts with_pin(Signal signal, Pin pin) {
    BoardFacts facts = kNucleo;
    set_pin(facts, signal, pin);
    return facts;
}

} // namespace

TEST_CASE("A microcontroller that is not known is answered with those that are") {
    BoardFacts facts = kNucleo;
    facts.mcu = "STM32F103";
    CHECK_THAT(said(facts),
               StartsWith("XSPI-0121: ") && ContainsSubstring("STM32F103") && ContainsSubstring("STM32H7S3"));
}

TEST_CASE("A pin that cannot be what it is named for is answered with pins that can") {
    CHECK_THAT(said(with_pin(Signal::Clk, {})),
               StartsWith("XSPI-0122: ") && ContainsSubstring("CLK") && ContainsSubstring("PN6"));
    CHECK_THAT(said(with_pin(Signal::Io0, {'K', 1})), StartsWith("XSPI-0123: ") && ContainsSubstring("PK1"));
    CHECK_THAT(said(with_pin(Signal::Io0, {'D', 10})), StartsWith("XSPI-0124: ") &&
                                                           ContainsSubstring("PD10 cannot be IO0") &&
                                                           ContainsSubstring("PN2"));
    CHECK_THAT(said(with_pin(Signal::Io1, {'P', 1})),
               StartsWith("XSPI-0126: ") && ContainsSubstring("PP1 (IO1)"));
}

TEST_CASE("A pin named twice is reported with both names") {
    CHECK_THAT(said(with_pin(Signal::Io1, {'N', 2})), StartsWith("XSPI-012") && ContainsSubstring("PN2"));
    FactsProblem twice{.error = FactsError::PinTwice, .signal = Signal::Io1, .other_signal = Signal::Io0};
    twice.pin = {'N', 2};
    CHECK_THAT(explain(twice, kNucleo).what(), StartsWith("XSPI-0125: PN2 is named for both IO0 and IO1"));
}

TEST_CASE("An LED's pin is reported with the LED's name") {
    BoardFacts facts = kNucleo;
    facts.leds[1].pin = {'K', 14};
    CHECK_THAT(said(facts), StartsWith("XSPI-0127: ") && ContainsSubstring("LD2"));
    facts.leds[1].pin = {'N', 6};
    CHECK_THAT(said(facts),
               StartsWith("XSPI-0128: ") && ContainsSubstring("LD2") && ContainsSubstring("CLK"));
}

TEST_CASE("Clocks and supply are told with value and limit in the file's units") {
    BoardFacts facts = kNucleo;
    facts.hse_hz = 60'000'000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0129: ") && ContainsSubstring("60 MHz"));
    facts = kNucleo;
    facts.flashes[0].clock_hz = 250'000'000;
    CHECK_THAT(said(facts),
               StartsWith("XSPI-0130: ") && ContainsSubstring("250 MHz") && ContainsSubstring("200 MHz"));
    facts = kNucleo;
    facts.flashes[0].clock_hz = 1'000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0131: ") && ContainsSubstring("0.001 MHz"));
    facts = kNucleo;
    facts.flashes[0].supply_mv = 3300;
    CHECK_THAT(said(facts),
               StartsWith("XSPI-0132: ") && ContainsSubstring("3.3 V") && ContainsSubstring("75 MHz"));
}

TEST_CASE("A window that is not the controller's is reported with the right one") {
    BoardFacts facts = kNucleo;
    facts.flashes[0].mapped_base = 0x90000000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0133: ") && ContainsSubstring("0x90000000") &&
                                ContainsSubstring("0x70000000"));
}

TEST_CASE("No problem is no sentence of its own") {
    CHECK_THAT(explain(FactsProblem{}, kNucleo).what(), StartsWith("XSPI-0120: "));
}

TEST_CASE("A controller that the MCU lacks, or that two flashes share, is named") {
    BoardFacts facts = kNucleo;
    facts.flashes[0].controller = "QUADSPI";
    CHECK_THAT(said(facts), StartsWith("XSPI-0134: ") && ContainsSubstring("XSPI1, XSPI2"));
    facts = kNucleo;
    facts.flashes[1] = on_port_1(kNucleoFlash);
    facts.flashes[1].name = "ext2";
    facts.flashes[1].controller = "XSPI2";
    facts.flash_count = 2;
    CHECK_THAT(said(facts), StartsWith("XSPI-0135: ") && ContainsSubstring("ext2"));
    facts.flash_count = 0;
    CHECK_THAT(said(facts), StartsWith("XSPI-0136: "));
}

TEST_CASE("A button's wrong pin is named with the button") {
    BoardFacts facts = kNucleo;
    facts.buttons[0] = {"B1", {'Z', 1}, true};
    facts.button_count = 1;
    CHECK_THAT(said(facts), StartsWith("XSPI-0137: ") && ContainsSubstring("B1"));
    facts.buttons[0].pin = {'N', 6};
    CHECK_THAT(said(facts), StartsWith("XSPI-0138: ") && ContainsSubstring("CLK"));
}

TEST_CASE("A core clock, a core supply and a boot address that cannot be are told") {
    BoardFacts facts = kNucleo;
    facts.core_clock = 700'000'000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0139: ") && ContainsSubstring("600 MHz"));
    CHECK_THAT(explain(FactsProblem{.error = FactsError::CoreSupplyWrong}, kNucleo).what(),
               StartsWith("XSPI-0140: "));
    facts = kNucleo;
    facts.boot_address = 0x08000000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0141: ") && ContainsSubstring("0x08000000"));
    facts.boot_address = 0x70000010;
    CHECK_THAT(said(facts), StartsWith("XSPI-0150: ") && ContainsSubstring("1024"));
}

TEST_CASE("A USB core that cannot be is told with what would do") {
    BoardFacts facts = kNucleo;
    facts.usb = "OTG_FS";
    CHECK_THAT(said(facts), StartsWith("XSPI-0151: ") && ContainsSubstring("known: OTG_HS"));
    facts.usb = "OTG_HS";
    facts.hse_hz = 25'000'000;
    CHECK_THAT(said(facts), StartsWith("XSPI-0154: ") && ContainsSubstring("25 MHz"));
    facts = kNucleo;
    facts.usb = "OTG_HS";
    const Pin pin{'A', 11};
    CHECK_THAT(explain(FactsProblem{.error = FactsError::UsbPinMissing, .pin = pin}, facts).what(),
               StartsWith("XSPI-0152: ") && ContainsSubstring("PA11"));
    CHECK_THAT(
        explain(FactsProblem{.error = FactsError::UsbOnFlashPin, .signal = Signal::Ncs, .pin = pin}, facts)
            .what(),
        StartsWith("XSPI-0153: ") && ContainsSubstring("NCS"));
}

TEST_CASE("A chip that is not served is declined by its name") {
    const auto named = [](const char* chip) {
        BoardFacts facts = kNucleo;
        facts.flashes[0].chip = chip;
        return said(facts);
    };
    CHECK_THAT(named("24LC256"), StartsWith("XSPI-0145: ") && ContainsSubstring("is an I2C memory"));
    CHECK_THAT(named("M24C64"), StartsWith("XSPI-0145: "));
    CHECK_THAT(named("M95040"), StartsWith("XSPI-0146: ") && ContainsSubstring("in the opcode"));
    CHECK_THAT(named("M95M01"), StartsWith("XSPI-0147: ") && ContainsSubstring("not on XSPI2"));
}
