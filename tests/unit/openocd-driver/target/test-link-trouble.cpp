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

// As the log callback gets it: no "Error: " in front, and nothing of the debug log.
TEST_CASE("What OpenOCD says when it does not reach a probe is known by its words", "[link]") {
    CHECK(id("ST-LINK open failed (serial mismatch)\n") == "XSPI-0217");
    CHECK(id("ST-LINK open failed (vid/pid mismatch)\n") == "XSPI-0216");
    CHECK(id("ST-LINK with serial 3A\nseveral adapters match, and no\n") == "XSPI-0218");
    CHECK(id("Multiple devices found, specify the desired device\n") == "XSPI-0218");
    CHECK(id("the selected device is already used\n") == "XSPI-0219");
    CHECK(id("claim interface failed\n") == "XSPI-0219");
    CHECK(id("libusb_open() failed with LIBUSB_ERROR_ACCESS\nopen failed\n") == "XSPI-0219");
    CHECK(id("could not open device 0x0d28:0x0204: Access denied (insufficient permissions)\n"
             "unable to find a matching CMSIS-DAP device\n") == "XSPI-0219");
    CHECK(id("unable to open CMSIS-DAP device 0xd28:0x204\n") == "XSPI-0219");
    CHECK(id("Failed to open device: I/O error\nNo J-Link device found\n") == "XSPI-0219");
    CHECK(id("cannot connect to stlink server, errno: Connection refused\n") == "XSPI-0224");
    CHECK(id("open failed\n") == "XSPI-0216");
    CHECK(id("No J-Link device found\n") == "XSPI-0216");
    CHECK(id("unable to find a matching CMSIS-DAP device\n") == "XSPI-0216");
    CHECK(id("no answer from the stlink-server for 10 s\nfailed to receive USB CMD response\n") ==
          "XSPI-0227");
    CHECK(id("all is well\n") == "none");
}

TEST_CASE("A probe whose plug is pulled is known by each driver's words", "[link]") {
    for (const char* said :
         {"usb transfer failed: LIBUSB_ERROR_NO_DEVICE\nFail reading CTRL/STAT register. Force reconnect\n",
          "usb transfer failed: LIBUSB_ERROR_IO\n", "libusb_bulk_write error: LIBUSB_ERROR_PIPE\n",
          "jaylink_swd_io() failed: timeout\n",
          "error writing data: No such device\nDP initialisation failed\n",
          "TCP error status 0x1010\nFail reading CTRL/STAT register. Force reconnect\n"}) {
        CAPTURE(said);
        CHECK(id(said) == "XSPI-0222");
    }
}

TEST_CASE("A cause is named rather than what follows from it", "[link]") {
    CHECK(id("Target voltage: 0.000000\ninit mode failed (unable to connect to the target)\n") ==
          "XSPI-0214");
    CHECK(id("VTarget = 0.021 V\nError connecting DP: cannot read IDR\n") == "XSPI-0214");
    CHECK(id("Target voltage: 3.300000\ninit mode failed (unable to connect to the target)\n") ==
          "XSPI-0215");
    CHECK(id("Fail reading CTRL/STAT register. Force reconnect\n") == "XSPI-0226");
}

TEST_CASE("A core that cannot be examined is behind a closed access port, or its link is bad", "[link]") {
    CHECK(std::string(explain_examination("", 0x00010003).id()) == "XSPI-0220");
    CHECK(std::string(explain_examination("", 0x00030003).id()) == "XSPI-0223");
    CHECK(std::string(explain_examination("", std::nullopt).id()) == "XSPI-0223");
    CHECK(std::string(explain_examination("TCP error status 0x1", std::nullopt).id()) == "XSPI-0222");
}

TEST_CASE("A core that does not halt: what DHCSR shows is in the sentence", "[link]") {
    const auto said = [](std::optional<std::uint32_t> dhcsr) {
        return explain_no_halt("cpu0", dhcsr).sentence();
    };
    CHECK(said(0x02010003).find("held in reset") != std::string::npos);
    CHECK(std::string(explain_no_halt("cpu0", 0x02010003).id()) == "XSPI-0221");
    CHECK(said(0x00090003).find("locked up") != std::string::npos);
    CHECK(said(0x00010003).find("bus access") != std::string::npos);
    CHECK(said(0x01010001).find("reset meanwhile") != std::string::npos);
    CHECK(said(std::nullopt).find("cannot be read") != std::string::npos);
}
