#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::string kRequired = R"(
    mcu        STM32H7S3L8
    controller XSPI2
    mapped     0x70000000
    pins       {CLK PN6 NCS PN1 DQS PN0 IO0 PN2 IO1 PN3}
    supply     1.8
    clock      200MHz
)";

const std::string kWithoutClock = kRequired.substr(0, kRequired.find("clock"));

std::string problem(const std::string& body) {
    try {
        BoardFile board("bench", body);
    } catch (const Failure& failure) { return failure.what(); }
    return "";
}

class FileOnDisk {
  public:
    explicit FileOnDisk(const std::string& text) {
        const int file = mkstemp(name_);
        REQUIRE(file >= 0);
        close(file);
        std::ofstream(name_) << text;
    }
    ~FileOnDisk() { std::remove(name_); }
    std::string path() const { return name_; }

  private:
    char name_[32] = "/tmp/xspi-board-XXXXXX";
};

} // namespace

TEST_CASE("A board's facts are read with comments, braces and units as in Tcl") {
    const BoardFile board("bench", kWithoutClock + R"(
        clock 133.5 mhz ;# two words
        # a comment
        hse   24MHz
        probe jlink 4000kHz
        flash nor mx25uw25645g
        core_supply smps_ldo
        reset_pin NRST
        led   {LD1 PD10
               LD2 PD13}
    )");
    const BoardFacts& facts = board.facts();
    CHECK(facts.name == "bench");
    CHECK(facts.mcu == "STM32H7S3L8");
    CHECK(facts.flashes[0].controller == "XSPI2");
    CHECK(facts.flashes[0].mapped_base == 0x70000000);
    CHECK(facts.flashes[0].pin(Signal::Clk) == Pin{'N', 6});
    CHECK(facts.flashes[0].pin(Signal::Io1) == Pin{'N', 3});
    CHECK_FALSE(facts.flashes[0].pin(Signal::Io2).connected());
    CHECK(facts.flashes[0].supply_mv == 1800);
    CHECK(facts.hse_hz == 24'000'000);
    CHECK(facts.flashes[0].clock_hz == 133'500'000);
    CHECK(board.probe() == "jlink");
    CHECK(board.swd_khz() == 4000);
    CHECK(board.facts().flashes[0].name == "nor");
    CHECK(facts.flashes[0].chip == "MX25UW25645G");
    CHECK(facts.core_supply == CoreSupply::SmpsThenLdo);
    CHECK(facts.flashes[0].reset_pin_nrst);
    REQUIRE(facts.led_count == 2);
    CHECK(facts.leds[1].name == "LD2");
    CHECK(facts.leds[1].pin == Pin{'D', 13});
}

TEST_CASE("Facts that a board need not say have their usual values") {
    const BoardFile board("bench", kRequired);
    CHECK(board.probe() == "stlink");
    CHECK(board.swd_khz() == 0);
    CHECK(board.facts().flashes[0].name == "ext");
    CHECK(board.facts().flashes[0].chip.empty());
    CHECK(board.facts().hse_hz == 0);
    CHECK(board.facts().core_supply == CoreSupply::Ldo);
    CHECK_FALSE(board.facts().flashes[0].reset_pin_nrst);
    CHECK(board.facts().led_count == 0);
}

TEST_CASE("HSE may be a clock that is fed in") {
    CHECK_FALSE(BoardFile("bench", kRequired + "hse 8 MHz\n").facts().hse_bypass);
    for (const char* words : {"hse 8MHz bypass\n", "hse 8 MHz bypass\n"}) {
        const BoardFile board("bench", kRequired + words);
        CHECK(board.facts().hse_bypass);
        CHECK(board.facts().hse_hz == 8'000'000);
    }
    CHECK_THAT(problem(kRequired + "hse bypass\n"), StartsWith("XSPI-0112: "));
}

TEST_CASE("Facts outlive the text they were read from, also when the board is moved") {
    auto board = std::make_unique<BoardFile>(std::string("bench"), kRequired);
    const BoardFile moved = std::move(*board);
    board.reset();
    CHECK(moved.facts().name == "bench");
    CHECK(moved.facts().mcu == "STM32H7S3L8");
}

TEST_CASE("Facts that are not well-formed Tcl are refused as such") {
    CHECK_THAT(problem(kRequired + "led {LD1 PD10\n"),
               StartsWith("XSPI-0111: ") && ContainsSubstring("bench"));
    CHECK_THAT(problem(kRequired + "hse \"24MHz\n"), StartsWith("XSPI-0111: "));
}

TEST_CASE("A value that is not of its form is refused with the form that was expected") {
    const auto [line, expected] = GENERATE(table<std::string, std::string>({
        {"hse 24", "frequency"},
        {"hse fast", "frequency"},
        {"hse -1MHz", "frequency"},
        {"hse nanMHz", "frequency"},
        {"hse 5000MHz", "frequency"},
        {"hse 024MHz", "frequency"},
        {"hse 0x18MHz", "frequency"},
        {"hse 24e0MHz", "frequency"},
        {"hse {2 4 MHz}", "frequency"},
        {"hse 0MHz", "1kHz"},
        {"probe stlink 500Hz", "1kHz"}, // 0 kHz would say nothing
        {"hse {}", "frequency"},
        {"core_supply BATTERY", "LDO, SMPS, SMPS_LDO, BYPASS"},
        {"reset_pin PA1", "NRST, none"},
        {"probe bmp", "stlink, jlink, cmsis-dap"},
        {"probe stlink fast", "frequency"},
        {"probe stlink 24MHz more", "SWD clock"},
        {"flash {}", "bank's name"},
        {"flash a b c", "bank's name"},
        {"led LD1", "name and pin"},
        {"led {A PD1 B PD2 C PD3 D PD4 E PD5}", "four"},
        {"led {LD1 PQ1}", "pin"},
        {"led {LD1 PD16}", "0 to 15"},
        {"led {LD1 PD1x}", "pin"},
        {"led {LD1 PD+1}", "pin"},
        {"led {LD1 PD06}", "pin"},
        {"led {LD1 PD0x6}", "pin"},
        {"led {LD1 PD010}", "pin"},
        {"led {LD1 D1}", "pin"},
    }));
    CAPTURE(line);
    CHECK_THAT(problem(kRequired + line), StartsWith("XSPI-0112: ") && ContainsSubstring(expected));
}

TEST_CASE("Required facts are checked for their form as well") {
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = kRequired;
        return problem(text.replace(text.find(from), from.size(), to));
    };
    CHECK_THAT(with("0x70000000", "0x170000000"), StartsWith("XSPI-0112: ") && ContainsSubstring("32-bit"));
    CHECK_THAT(with("0x70000000", "-1"), StartsWith("XSPI-0112: ") && ContainsSubstring("32-bit"));
    CHECK_THAT(with("0x70000000", "0x7000000G"), StartsWith("XSPI-0112: ") && ContainsSubstring("32-bit"));
    CHECK_THAT(with("0x70000000", "016000000000"), StartsWith("XSPI-0112: ") && ContainsSubstring("octal"));
    CHECK_THAT(with("0x70000000", "{ 0x70000000}"), !StartsWith("XSPI-0112: ")); // a list of one
    CHECK_THAT(with("1.8", "01.8"), StartsWith("XSPI-0112: ") && ContainsSubstring("volts"));
    CHECK_THAT(with("1.8", "0x2"), StartsWith("XSPI-0112: ") && ContainsSubstring("volts"));
    CHECK_THAT(with("1.8", "18e-1"), StartsWith("XSPI-0112: ") && ContainsSubstring("volts"));
    CHECK_THAT(with("1.8", "1.8V"), StartsWith("XSPI-0112: ") && ContainsSubstring("volts"));
    CHECK_THAT(with("1.8", "18"), StartsWith("XSPI-0112: ") && ContainsSubstring("volts"));
    CHECK_THAT(with("IO1 PN3", "IO1"), StartsWith("XSPI-0112: ") && ContainsSubstring("pairs"));
    CHECK_THAT(with("IO1 PN3", "IO16 PN3"), StartsWith("XSPI-0112: ") && ContainsSubstring("CLK, NCS"));
    CHECK_THAT(with("IO1 PN3", "IO0 PN3"), StartsWith("XSPI-0114: ") && ContainsSubstring("IO0"));
}

TEST_CASE("A fact with several values where one is meant is refused") {
    CHECK_THAT(problem(kRequired + "reset_pin NRST none"),
               StartsWith("XSPI-0113: ") && ContainsSubstring("not 2"));
    CHECK_THAT(problem(kRequired + "core_supply"), StartsWith("XSPI-0113: ") && ContainsSubstring("not 0"));
}

TEST_CASE("A fact that stands twice is refused") {
    CHECK_THAT(problem(kRequired + "supply 3.3"), StartsWith("XSPI-0114: ") && ContainsSubstring("supply"));
}

TEST_CASE("An unknown fact is refused with the list of those known") {
    CHECK_THAT(problem(kRequired + "voltage 3.3"),
               StartsWith("XSPI-0115: ") && ContainsSubstring("`voltage`") &&
                   ContainsSubstring(
                       "mcu, probe, hse, core_clock, core_supply, flash, led, button, usb, boot, controller, "
                       "mapped, address, pins, supply, reset_pin, clock"));
    CHECK_THAT(problem(kRequired + "puts hello"), StartsWith("XSPI-0115: ")); // Tcl's own commands are none
}

TEST_CASE("A fact that is missing is named") {
    const std::string fact = GENERATE("mcu", "controller", "mapped", "pins", "supply", "clock");
    std::string text = kRequired;
    const std::size_t at = text.find(fact);
    text.replace(at, text.find('\n', at) - at, "");
    CHECK_THAT(problem(text), StartsWith("XSPI-0116: ") && ContainsSubstring("`" + fact + "`"));
}

TEST_CASE("A whole board file gives the board that it declares") {
    const FileOnDisk file("source [find xspi.cfg]\nset X 1\nxspi board bench {" + kRequired + "}\n");
    const BoardFile board = read_board_file(file.path());
    CHECK(board.facts().name == "bench");
    CHECK(board.facts().flashes[0].mapped_base == 0x70000000);
}

TEST_CASE("A board file that cannot be read, is no Tcl, or declares nothing is refused") {
    CHECK_THROWS_WITH(read_board_file("/nowhere/board.cfg"), StartsWith("XSPI-0117: "));
    const FileOnDisk open("xspi board bench {\n");
    CHECK_THROWS_WITH(read_board_file(open.path()), StartsWith("XSPI-0111: "));
    const FileOnDisk other("source [find target/stm32h7x.cfg]\n");
    CHECK_THROWS_WITH(read_board_file(other.path()), StartsWith("XSPI-0118: "));
}
