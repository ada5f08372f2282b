#include "flash-library/devices/check-facts.hpp"
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
    board.mcu = "STM32F407VG";
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
    board.clock_hz = 200'000'001;
    CHECK(check_facts(board).error == FactsError::ClockTooHigh);
    CHECK(check_facts(board).limit == 200'000'000);
    board.clock_hz = 20;
    CHECK(check_facts(board).error == FactsError::ClockTooLow);
    board = kNucleo;
    board.hse_hz = 24; // Hz for MHz
    CHECK(check_facts(board).error == FactsError::HseOutOfRange);
    board = kNucleo;
    board.supply_mv = 3300;
    CHECK(check_facts(board).error == FactsError::SupplyForbidsClock);
    board.clock_hz = 75'000'000;
    CHECK_FALSE(check_facts(board));
}

TEST_CASE("the mapped base is the controller's window") {
    BoardFacts board = kNucleo;
    board.mapped_base = 0x90000000;
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
