#include "openocd-driver/commands/command.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string printed(DriverBench& bench, const std::vector<std::string>& words, bool initialised = true) {
    std::string text;
    run_command(bench.programmer, words, initialised, [&](const std::string& more) { text += more; });
    return text;
}

} // namespace

TEST_CASE("A command answers in text, and as one line of JSON wherever -json stands") {
    DriverBench bench;
    CHECK_THAT(printed(bench, {"info"}), ContainsSubstring("MX25UW25645G (JEDEC id C28139"));
    const std::string line = printed(bench, {"info", "-json", "ext"});
    const Json facts = Json::parse(line);
    CHECK(facts["banks"].size() == 1);
    CHECK(facts["banks"][0]["jedec_id"] == "C28139");
    CHECK(line.find('\n') == std::string::npos);
    CHECK(printed(bench, {"-json", "info", "ext"}) == line);
}

TEST_CASE("Without the name of a command all are named", "[commands]") {
    DriverBench bench;
    CHECK_THROWS_WITH(printed(bench, {}), StartsWith("XSPI-0701: ") &&
                                              ContainsSubstring("info, read, dump") &&
                                              ContainsSubstring("xspi help"));
    CHECK_THROWS_WITH(printed(bench, {"-json"}), StartsWith("XSPI-0701: "));
}

TEST_CASE("With -json an error is printed as JSON before it fails the command") {
    DriverBench bench;
    std::string text;
    const std::vector<std::string> words{"read", "0x60000000", "4", "-json"};
    CHECK_THROWS_WITH(
        run_command(bench.programmer, words, true, [&](const std::string& more) { text += more; }),
        StartsWith("XSPI-0704: "));
    CHECK(Json::parse(text)["error"]["id"] == "XSPI-0704");
}

TEST_CASE("A command that talks to the target waits for init, help does not") {
    DriverBench bench;
    CHECK_THROWS_WITH(printed(bench, {"info"}, false), StartsWith("XSPI-0109: "));
    CHECK_THAT(printed(bench, {"help"}, false), ContainsSubstring("xspi info [BANK]"));
    CHECK_THROWS_WITH(printed(bench, {"nonsense"}, false), StartsWith("XSPI-0110: "));
}

TEST_CASE("A flash-test that is nowhere in the search path is named with what to do") {
    DriverBench bench;
    CHECK_THROWS_WITH(printed(bench, {"flash-test"}), StartsWith("XSPI-0801: ") &&
                                                          ContainsSubstring("bench/flash-test.elf") &&
                                                          ContainsSubstring("xspi flash-test FILE"));
}
