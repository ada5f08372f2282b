#include "soc/pin-functions.hpp"
#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>
#include <span>

using namespace vb;

namespace {
struct NoChip : SpiDevice {
    void select(const SpiPins&) override {}
    void drive(std::span<const std::uint8_t>) override {}
    bool sample(std::span<std::uint8_t>) override { return false; }
    void exchange(std::span<std::uint8_t>) override {}
    void deselect() override {}
    void hardware_reset() override {}
    void power_on() override {}
    std::span<std::uint8_t> array() override { return {}; }
};
struct SocBench {
    Timeline timeline;
    NoChip chip;
    std::string why;
    std::unique_ptr<Soc> soc;
    explicit SocBench(const std::string& part) : soc(make_soc(part, timeline, {})) { REQUIRE(soc); }
    bool connect(const std::string& controller, const std::map<std::string, std::string>& pins) {
        why.clear();
        return soc->connect({controller, pins, &chip}, why);
    }
};
} // namespace

TEST_CASE("A microcontroller is made by the name of its part, whatever follows package and size") {
    Timeline timeline;
    for (const std::string& name : soc_names()) REQUIRE(make_soc(name, timeline, {})->part() == name);
    REQUIRE(make_soc("STM32H7S3L8H6", timeline, {})->part() == "STM32H7S3L8");
    for (const char* wrong : {"", "STM32", "STM32H7S3", "stm32h7s3l8"})
        REQUIRE_FALSE(make_soc(wrong, timeline, {}));
}

TEST_CASE("A pad's name is its port and a number up to 15") {
    REQUIRE(parse_pad("PN11") == PadName{'N', 11});
    for (const char* wrong : {"", "PN", "P6", "PN16", "PQ1", "pn1", "PN-1", "PN01", "PN1 "})
        REQUIRE_FALSE(parse_pad(wrong));
}

TEST_CASE("A supply pin that is not named has what VDD has") {
    SocWiring wiring;
    REQUIRE(wiring.supply("VDDXSPI2") == 3300);
    wiring.millivolts = {{"VDD", 3000}, {"VDDXSPI2", 1800}};
    REQUIRE(wiring.supply("VDDXSPI2") == 1800);
    REQUIRE(wiring.supply("VDDXSPI1") == 3000);
}

TEST_CASE("A chip on the XSPI is refused where its pads cannot carry it, with those that can") {
    SocBench b("STM32H7S3L8");
    REQUIRE(b.soc->flash_window("XSPI1") == 0x90000000u);
    REQUIRE(b.soc->flash_window("XSPI2") == 0x70000000u);
    REQUIRE_FALSE(b.soc->flash_window("XSPI3"));
    REQUIRE_FALSE(b.connect("QUADSPI", {{"CLK", "PN6"}, {"NCS", "PN1"}}));
    REQUIRE_FALSE(b.connect("XSPI2", {{"CLK", "PN6"}, {"NCS", "PN2"}}));
    REQUIRE(b.why == "PN2 cannot be NCS; these can: PO0, PN1, PO1, PN12");
    REQUIRE_FALSE(b.connect("XSPI2", {{"CLK", "PN6"}, {"NCS", "PO0"}})); // another port's
    REQUIRE_FALSE(b.connect("XSPI2", {{"CLK", "PN6"}}));
    REQUIRE_FALSE(b.connect("XSPI2", {{"CLK", "PN6"}, {"NCS", "PN1"}, {"IO8", "PN7"}}));
    REQUIRE(b.connect("XSPI2", {{"CLK", "PN6"}, {"NCS", "PN1"}, {"IO0", "PN2"}, {"IO1", "PN3"}}));
    REQUIRE_FALSE(b.connect("XSPI1", {{"CLK", "PN6"}, {"NCS", "PN12"}})); // the port is taken
    REQUIRE(b.connect("XSPI1", {{"CLK", "PO4"}, {"NCS", "PO0"}}));
}

TEST_CASE("Nobody listens to a pad that no transmitter comes out on") {
    SocBench b("STM32H7S3L8");
    const auto heard = [](char) {};
    REQUIRE(b.soc->listen("USART3", "PD8", heard, b.why));
    REQUIRE_FALSE(b.soc->listen("USART3", "PD9", heard, b.why));
    REQUIRE(b.why == "PD9 does not carry USART3_TX; these do: PB10, PC10, PD8");
    REQUIRE_FALSE(b.soc->listen("USART9", "PD8", heard, b.why));
}

TEST_CASE("Ports that the part lacks are null") {
    SocBench b("STM32H7S3L8");
    REQUIRE(b.soc->gpio('P'));
    REQUIRE_FALSE(b.soc->gpio('I'));
}

TEST_CASE("A bit of any register can be held, the flash controllers' among them") {
    SocBench b("STM32H7S3L8");
    for (std::uint32_t address : {0x5200A000u, 0x52005000u, 0x5200B400u, 0x58024400u})
        REQUIRE(b.soc->hold_register_bit(address, 0, false));
    REQUIRE_FALSE(b.soc->hold_register_bit(0x70000000, 0, false)); // a window is no register
}

TEST_CASE("Parts of the H74x line are offered by package and size") {
    const auto names = soc_names();
    for (const char* name :
         {"STM32H742VI", "STM32H743VG", "STM32H743VI", "STM32H743ZI", "STM32H750VB", "STM32H753II"})
        REQUIRE(std::find(names.begin(), names.end(), name) != names.end());
}
