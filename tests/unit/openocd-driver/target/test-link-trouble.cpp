#include "openocd-driver/target/link-trouble.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace xspi;

namespace {
std::string id(std::string_view log) {
    const auto failure = explain_link(log);
    return failure ? failure->id() : "none";
}
} // namespace

TEST_CASE("What OpenOCD says when it does not reach a probe is known by its words", "[link]") {
    CHECK(id("Error: ST-LINK open failed (serial mismatch)\n") == "XSPI-0217");
    CHECK(id("Info : ST-LINK with serial 3A\nError: several adapters match, and no\n") == "XSPI-0218");
    CHECK(id("Error: the selected device is already used\n") == "XSPI-0219");
    CHECK(id("Error: cannot connect to stlink server, errno: Connection refused\n") == "XSPI-0224");
    CHECK(id("Error: open failed\n") == "XSPI-0216");
    CHECK(
        id("Error: no answer from the stlink-server for 10 s\nError: failed to receive USB CMD response\n") ==
        "XSPI-0227");
    CHECK(id("Error: libusb_open() failed with LIBUSB_ERROR_ACCESS\nError: open failed\n") == "XSPI-0219");
    CHECK(id("Error: No J-Link device found\n") == "XSPI-0216");
    CHECK(id("Info : all is well\n") == "none");
}

TEST_CASE("A cause is named rather than what follows from it", "[link]") {
    CHECK(
        id("Info : Target voltage: 0.000000\nError: init mode failed (unable to connect to the target)\n") ==
        "XSPI-0214");
    CHECK(
        id("Info : Target voltage: 3.300000\nError: init mode failed (unable to connect to the target)\n") ==
        "XSPI-0215");
    CHECK(id("Error: TCP error status 0x1010\nError: Fail reading CTRL/STAT register. Force reconnect\n") ==
          "XSPI-0222");
    CHECK(id("Error: Fail reading CTRL/STAT register. Force reconnect\n") == "XSPI-0226");
}

TEST_CASE("A core that cannot be examined is behind a closed access port, or its link is bad", "[link]") {
    CHECK(std::string(explain_examination("", 0x00010003).id()) == "XSPI-0220");
    CHECK(std::string(explain_examination("", 0x00030003).id()) == "XSPI-0223");
    CHECK(std::string(explain_examination("", std::nullopt).id()) == "XSPI-0223");
    CHECK(std::string(explain_examination("Error: TCP error status 0x1", std::nullopt).id()) == "XSPI-0222");
}

TEST_CASE("A core that does not halt: what DHCSR shows is in the sentence", "[link]") {
    const auto said = [](std::optional<std::uint32_t> dhcsr) {
        return explain_no_halt("cpu0", dhcsr).sentence();
    };
    CHECK(said(0x02010003).find("in reset") != std::string::npos);
    CHECK(said(0x00090003).find("locked up") != std::string::npos);
    CHECK(said(0x00010003).find("bus access") != std::string::npos);
    CHECK(said(0x01010001).find("reset meanwhile") != std::string::npos);
    CHECK(said(std::nullopt).find("cannot be read") != std::string::npos);
}
