// Wires: who is selected, which clocks a chip sees, what a wrong pad makes of it.
#include "spi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace spi_rig;

namespace {
constexpr vb::PadState kAnalog{};
vb::PadState input(unsigned pull) { return {0, 0, 0, pull, false, false}; }
} // namespace

TEST_CASE("A chip on SPI hears and answers while a GPIO output holds its NCS low") {
    OldRig rig;
    rig.chip.reply = {0x00, 0xEF, 0x40};
    rig.set_up();
    rig.select();
    CHECK(rig.transfer({0x9F, 0x00, 0xFF}) == Bytes{0x00, 0xEF, 0x40});
    rig.deselect();
    CHECK_FALSE(rig.chip.selected);
    CHECK(rig.chip.bytes() == Bytes{0x9F, 0x00, 0xFF});
    CHECK(rig.chip.pins.at(0).clock_hz == 50'000'000);
    CHECK(rig.chip.levels >> 2 == 3); // WP# and HOLD# as the board ties them
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("What is clocked while NCS is high goes nowhere and reads as the line rests") {
    OldRig rig;
    rig.chip.reply = {0x12};
    rig.set_up();
    CHECK(rig.transfer({0x9F}) == Bytes{0x00});
    rig.set_pad('B', 4, {2, 5, 3, 1, false, false}); // MISO with a pull-up
    CHECK(rig.transfer({0x9F}) == Bytes{0xFF});
    CHECK(rig.chip.heard.empty());
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("NCS whose pad drives nothing has the level of the board's resistor, else of the pad's") {
    const auto hears = [](vb::PadState nss, std::optional<bool> resistor) {
        Rig<vb::Spi> rig(vb::SpiKind::F4);
        vb::SpiSeat wired = seat(&rig.chip);
        wired.nss.resistor = resistor;
        rig.spi.solder(wired);
        rig.set_pad('D', 6, nss);
        rig.write(vb::spi::kCr1, OldRig::kMaster | vb::spi::cr1::SPE);
        rig.write(vb::spi::kDr, 0x9F, 1);
        rig.pass_ns(160);
        return std::pair(!rig.chip.heard.empty(), rig.violated("VB-SPI-005"));
    };
    CHECK(hears(kAnalog, true) == std::pair(false, false));
    CHECK(hears(kAnalog, false) == std::pair(true, false));
    CHECK(hears(input(1), std::nullopt) == std::pair(false, false));
    CHECK(hears(input(2), std::nullopt) == std::pair(true, false));
    CHECK(hears({1, 0, 0, 0, true, true}, std::nullopt) == std::pair(false, true)); // open drain, not driven
}

TEST_CASE("VB-SPI-005: a clock that runs while NCS floats is a violation, and the chip hears nothing") {
    Rig<vb::Spi> rig(vb::SpiKind::F4);
    vb::SpiSeat wired = seat(&rig.chip);
    wired.nss.resistor.reset();
    rig.spi.solder(wired);
    rig.set_pad('D', 6, kAnalog);
    rig.write(vb::spi::kCr1, OldRig::kMaster | vb::spi::cr1::SPE);
    CHECK_FALSE(rig.violated("VB-SPI-005"));
    rig.write(vb::spi::kDr, 0x9F, 1);
    rig.pass_ns(160);
    CHECK(rig.chip.heard.empty());
    CHECK(rig.violated("VB-SPI-005"));
}

TEST_CASE("VB-SPI-006: NCS that rises in a frame cuts the chip off at that clock") {
    OldRig rig;
    rig.set_up();
    rig.select();
    rig.send(0xA5);
    rig.pass_ns(100); // five clocks
    CHECK_FALSE(rig.violated("VB-SPI-006"));
    rig.deselect();
    CHECK(rig.violated("VB-SPI-006"));
    rig.pass_ns(100);
    CHECK(rig.chip.heard.at(0) == std::vector<bool>{true, false, true, false, false});
}

TEST_CASE("VB-SPI-003: a chip whose SCK pad is not in its alternate function sees no clock") {
    OldRig rig;
    rig.set_up();
    rig.set_pad('B', 3, {2, 0, 3, 0, false, false}); // JTDO, as after reset
    rig.select();
    rig.transfer({0x9F});
    CHECK(rig.chip.heard.empty());
    CHECK(rig.violated("VB-SPI-003"));
}

TEST_CASE("VB-SPI-004: a MOSI pad without its alternate function leaves the chip what its line has") {
    OldRig rig;
    rig.set_up();
    rig.set_pad('D', 7, {2, 7, 3, 0, false, false});
    rig.select();
    rig.transfer({0x9F});
    CHECK(rig.chip.bytes() == Bytes{0x00});
    CHECK(rig.violated("VB-SPI-004"));
}

TEST_CASE(
    "VB-SPI-004: a MISO pad without its alternate function reads 0, and says so when the chip answers") {
    OldRig rig;
    rig.set_up();
    rig.set_pad('B', 4, {2, 0, 3, 1, false, false}); // NJTRST, as after reset
    rig.chip.reply = {0xFF};
    rig.chip.answers = false;
    rig.select();
    rig.transfer({0x06});
    CHECK(rig.violated_rules() == "");
    rig.chip.answers = true;
    CHECK(rig.transfer({0x05}) == Bytes{0x00});
    CHECK(rig.violated("VB-SPI-004"));
}

TEST_CASE("VB-SPI-007: a pad that is too slow for the clock is a violation") {
    OldRig rig;
    rig.set_up();
    rig.set_pad('B', 3, {2, 5, 1, 0, false, false});
    rig.select();
    rig.transfer({0x06});
    CHECK_FALSE(rig.violated("VB-SPI-007")); // 50 MHz at OSPEEDR 1
    rig.deselect();
    rig.set_pad('D', 7, {2, 5, 0, 0, false, false});
    rig.select();
    rig.transfer({0x06});
    CHECK(rig.violated("VB-SPI-007"));
}

TEST_CASE("VB-SPI-008: a clock above the data sheet's corrupts what is sent and received") {
    OldRig rig;
    rig.kernel = 200'000'000;
    rig.chip.reply = Bytes(8, 0x00);
    rig.set_up();
    rig.select();
    const Bytes in = rig.transfer(Bytes(4, 0x00));
    CHECK(rig.violated("VB-SPI-008"));
    CHECK(rig.chip.bytes() != Bytes(4, 0x00));
    CHECK(in != Bytes(4, 0x00));
}

TEST_CASE("Modes 0 and 3 reach a memory, VB-SPI-009: modes 1 and 2 do not") {
    const auto heard = [](std::uint32_t mode) {
        OldRig rig;
        rig.chip.reply = {0xEF};
        rig.set_up(mode);
        rig.select();
        const Bytes in = rig.transfer({0x9F});
        return std::tuple(rig.chip.bytes() == Bytes{0x9F}, in == Bytes{0xEF}, rig.violated("VB-SPI-009"));
    };
    CHECK(heard(0) == std::tuple(true, true, false));
    CHECK(heard(vb::spi::cr1::CPHA | vb::spi::cr1::CPOL) == std::tuple(true, true, false));
    CHECK(heard(vb::spi::cr1::CPHA) == std::tuple(false, true, true));
    CHECK(heard(vb::spi::cr1::CPOL) == std::tuple(false, false, true));
}

TEST_CASE("VB-SPI-010: NCS that is high for less than the chip wants is a violation") {
    const auto high_for = [](std::uint64_t ns, bool reads) {
        Rig<vb::Spi> rig(vb::SpiKind::F4);
        vb::SpiSeat wired = seat(&rig.chip);
        wired.high_after_read = 10 * vb::kPerNanosecond;
        wired.high_after_other = 50 * vb::kPerNanosecond;
        rig.spi.solder(wired);
        rig.chip.answers = reads;
        rig.write(vb::spi::kCr1, OldRig::kMaster | vb::spi::cr1::SPE);
        rig.pass_ns(1000);
        rig.select();
        rig.write(vb::spi::kDr, 0x06, 1);
        rig.pass_ns(200);
        rig.deselect();
        rig.pass_ns(ns);
        rig.select();
        return rig.violated("VB-SPI-010");
    };
    CHECK(high_for(9, true));
    CHECK_FALSE(high_for(10, true));
    CHECK(high_for(49, false));
    CHECK_FALSE(high_for(50, false));
}

TEST_CASE("VB-SPI-017: two chips that are selected at once are both heard, and spoil each other's answer") {
    OldRig rig;
    WireChip other;
    vb::SpiSeat second = seat(&other);
    second.nss = {'E', 1, {}, true};
    rig.spi.solder(second);
    rig.chip.reply = {0xF0};
    other.reply = {0x3C};
    rig.set_up();
    rig.set_pad('E', 1, kOutputHigh);
    rig.select();
    CHECK(rig.transfer({0x9F}) == Bytes{0xF0});
    CHECK(other.heard.empty());
    CHECK_FALSE(rig.violated("VB-SPI-017"));
    rig.deselect();
    rig.select();
    rig.set_pad('E', 1, kOutputLow);
    CHECK(rig.transfer({0x9F}) == Bytes{0x30});
    CHECK(other.bytes() == Bytes{0x9F});
    CHECK(rig.violated("VB-SPI-017"));
}

TEST_CASE("VB-SPI-018: a clock that changes while NCS is low is a violation") {
    OldRig rig;
    rig.set_up();
    rig.select();
    rig.transfer({0x06});
    rig.kernel /= 2;
    rig.send(0x06);
    rig.pass_ns(320);
    CHECK(rig.violated("VB-SPI-018"));
}

TEST_CASE("The clock's running and standing are counted, standing only while a chip stays selected") {
    OldRig rig;
    rig.set_up();
    rig.transfer({0x00, 0x00}); // nobody is selected
    rig.pass_ns(500);
    rig.select();
    rig.pass_ns(500);
    rig.send(1);
    rig.send(2); // into the buffer: gapless
    rig.pass_ns(320);
    CHECK(rig.spi.clock_use().running == 4 * 160 * vb::kPerNanosecond);
    CHECK(rig.spi.clock_use().standing == 0);
    rig.pass_ns(70);
    rig.send(3);
    rig.pass_ns(160);
    rig.deselect();
    rig.pass_ns(1000);
    rig.select();
    rig.send(4);
    rig.pass_ns(160);
    CHECK(rig.spi.clock_use().standing == 70 * vb::kPerNanosecond);
    CHECK(rig.spi.clock_use().pauses == 1);
    CHECK(rig.spi.clock_use().frames == 6);
}
