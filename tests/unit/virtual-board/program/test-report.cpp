#include "fake-board.hpp"
#include "program/report.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;
using namespace vb::test;

TEST_CASE("the report has the keys that other tools rely on") {
    FakeBoard board;
    board.executive().run_until(kPerSecond / 2);
    board.violations().report("VB-TEST-001", "a rule was broken");
    const auto report = make_report(board, {{12, 40}, 3});
    CHECK(report["virtual_seconds"] == 0.5);
    REQUIRE(report["violations"].size() == 1);
    CHECK(report["violations"][0]["time"] == 0.5);
    CHECK(report["violations"][0]["pc"] == "0x08000400");
    CHECK(report["violations"][0]["what"] == "a rule was broken");
    CHECK(report["violations"][0]["rule"] == "VB-TEST-001");
    CHECK(report["erases"] == nlohmann::ordered_json({{"4096", 2}, {"65536", 1}}));
    CHECK(report["pages_programmed"] == 7);
    CHECK(report["chip_bytes_read"] == 1234);
    CHECK(report["core"]["state"] == "locked up");
    CHECK(report["core"]["exception"] == 3);
    CHECK(report["core"]["cfsr"] == "0x00008200");
    CHECK(report["core"]["stack"] == nlohmann::ordered_json({"0x00000001", "0xffffffff"}));
    CHECK(report["operations"] == nlohmann::ordered_json({{"external", 12}, {"internal", 3}}));
    CHECK(report["entered_external_flash"].is_null());
    CHECK(report["leds"]["LD1"]["toggles"] == 3);
    CHECK(report["leds"]["LD1"]["on"] == true);
    CHECK(report["leds"]["LD2"]["on"] == false);
    CHECK(report["serial"] == "hello\n");
    CHECK(report["swd"]["transactions"] == 12);
    CHECK(report["swd"]["bytes"] == 40);
    board.entered = 0.25;
    CHECK(make_report(board, {})["entered_external_flash"] == 0.25);
}

TEST_CASE("the report says how long an SPI's clock ran and stood, where a chip hangs on one") {
    FakeBoard board;
    CHECK_FALSE(make_report(board, {}).contains("spi"));
    board.clocks = {{"SPI1", kPerSecond / 2, kPerSecond / 4, 100, 3}};
    CHECK(make_report(board, {})["spi"]["SPI1"] ==
          nlohmann::ordered_json({{"running", 0.5}, {"standing", 0.25}, {"frames", 100}, {"pauses", 3}}));
}

TEST_CASE("a board without violations reports an empty list") {
    FakeBoard board;
    CHECK(make_report(board, {})["violations"] == nlohmann::ordered_json::array());
}

TEST_CASE("a report with serial output that is no text is still JSON") {
    FakeBoard board;
    board.serial_text = "\xFF\xFE\0x";
    CHECK(nlohmann::json::accept(text_of(make_report(board, {}))));
}

TEST_CASE("The report says what went over the board's USB where there is a host") {
    FakeBoard board;
    CHECK(make_report(board, {{}, 3})["usb"] == nlohmann::ordered_json{{"commands", 3}});
    UsbCounters counters;
    counters.transfers = 5;
    counters.stalls = 2;
    counters.late_setups = 1;
    const auto usb = make_report(board, {{}, 3, counters})["usb"];
    CHECK(usb["commands"] == 3);
    CHECK(usb["transfers"] == 5);
    CHECK(usb["stalls"] == 2);
    CHECK(usb["late_setups"] == 1);
    CHECK(usb["resets"] == 0);
}
