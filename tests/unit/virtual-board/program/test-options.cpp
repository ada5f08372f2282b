#include "core/board.hpp"
#include "program/options.hpp"
#include "program/usage-error.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {

std::optional<Options> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "virtual-board");
    return parse_options(int(arguments.size()), arguments.data());
}

std::string failure(const std::vector<const char*>& arguments) {
    try {
        parse(arguments);
    } catch (const UsageError& error) { return std::string(error.what()).substr(0, 10); }
    return {};
}

// Whichever boards this program has.
const char* board() {
    static const std::string name = board_names().at(0);
    return name.c_str();
}

} // namespace

TEST_CASE("every option of the command line is understood") {
    const auto options =
        parse({"--option", "A=1",        board(),         "--option",   "B=x=y",   "--stlink",
               "0",        "--internal", "i.bin",         "--external", "e.hex",   "--ram",
               "r.elf",    "--strict",   "--fault",       "f1",         "--fault", "f2",
               "--press",  "B1",         "--report",      "r.json",     "--trace", "t.vcd",
               "--clock",  "c",          "--usb-latency", "125us"});
    REQUIRE(options);
    CHECK(options->board == board());
    CHECK(options->stlink_port == 0);
    CHECK(options->board_options ==
          std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "x=y"}});
    CHECK(options->faults == std::vector<std::string>{"f1", "f2"});
    CHECK(options->buttons == std::vector<std::string>{"B1"});
    CHECK((options->internal == "i.bin" && options->externals == std::vector<std::string>{"e.hex"} &&
           options->ram == "r.elf"));
    CHECK((options->report == "r.json" && options->trace == "t.vcd" && options->clock == "c"));
    CHECK(options->strict);
    CHECK(options->costs.usb_latency == 125 * kPerMicrosecond);
    CHECK(parse({board(), "--run", "2s"})->run == 2 * kPerSecond);
}

TEST_CASE("wrong command lines are refused with their own id") {
    CHECK(failure({board(), "--run", "1s"}).empty());
    CHECK(failure({board(), "--nonsense"}) == "VB-CLI-001");
    CHECK(failure({"--stlink", "0"}) == "VB-CLI-001");
    for (const char* port :
         {"70000", "65536", "-1", " 7", "010", "1.0", "", "0x10000", "18446744073709551616"}) {
        CAPTURE(port);
        const std::string option = std::string("--stlink=") + port;
        CHECK(failure({board(), option.c_str()}) == "VB-CLI-001");
    }
    CHECK(parse({board(), "--stlink", "0xFFFF"})->stlink_port == 65535);
    CHECK(failure({board(), "--run="}) != "");
    CHECK(failure({board(), "--stlink", "0", "--usb-latency", "2s"}) == "VB-CLI-008");
    CHECK(failure({"no-such-board", "--run", "1s"}) == "VB-CLI-002");
    CHECK(failure({board(), "--jlink"}) == "VB-CLI-003");
    CHECK(failure({board(), "--run", "1s", "--usb", "socket"}) == "VB-CLI-007");
    CHECK(failure({board(), "--run", "1s", "--option", "A"}) == "VB-CLI-004");
    CHECK(failure({board()}) == "VB-CLI-007");
    CHECK(failure({board(), "--run", "1s", "--stlink", "0"}) == "VB-CLI-007");
    CHECK(failure({board(), "--run", "2"}) == "VB-CLI-008");
}
