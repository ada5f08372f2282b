#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr Protocol kAll[] = {Protocol::spi, Protocol::octal_str, Protocol::octal_dtr};
const Bytes kId{0xC2, 0x81, 0x39};
const Bytes kIdTwice{0xC2, 0xC2, 0x81, 0x81, 0x39, 0x39};
} // namespace

TEST_CASE("The chip answers RDID in each protocol, in 8D every byte twice") {
    for (Protocol p : kAll) {
        Bench b;
        b.enter(p);
        CHECK(b.identify() == (p == Protocol::octal_dtr ? kIdTwice : kId));
        CHECK(b.rules() == "");
    }
}

TEST_CASE("MX66UW1G45G is the same chip with other figures") {
    Bench b(kMx66uw1g45g);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x3B});
    CHECK(b.chip.array().size() == 128u << 20);
    b.enter(Protocol::octal_dtr);
    b.program(0x7FFFF00, {1, 2});
    b.wait_idle();
    CHECK(b.read(0x7FFFF00, 2) == Bytes{1, 2});
    CHECK(b.rules() == "");
}

TEST_CASE("SFDP is read in each protocol and is FF beyond its tables") {
    for (Protocol p : kAll) {
        Bench b;
        b.enter(p);
        const bool spi = p == Protocol::spi;
        auto sfdp = b.wires.read(spi ? 0x5A : 0x5AA5, 0, spi ? 3 : 4, spi ? 8 : 20, 320);
        CHECK(Bytes(sfdp.begin(), sfdp.begin() + 8) == Bytes{'S', 'F', 'D', 'P', 0x08, 0x01, 0x04, 0xFD});
        CHECK(sfdp[315] == 0xFF);
        CHECK(sfdp[313] == 0xDC);
        CHECK(sfdp[316] == 0xFF);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("Writing 0 to CR2 leaves OPI for SPI") {
    for (Protocol p : {Protocol::octal_str, Protocol::octal_dtr}) {
        Bench b;
        b.enter(p);
        CHECK(b.chip.protocol() == p);
        b.write_configuration2(0, 0);
        b.wires.protocol = Protocol::spi;
        CHECK(b.identify() == kId);
        CHECK(b.rules() == "");
    }
}

TEST_CASE(
    "The reset pair in all three protocols brings the chip to SPI from any of them, without a violation") {
    for (Protocol p : kAll) {
        Bench b;
        b.enter(p);
        b.reset_in_every_protocol();
        b.wires.protocol = Protocol::spi;
        b.pass(40 * kPerMicrosecond);
        CHECK(b.chip.protocol() == Protocol::spi);
        CHECK(b.identify() == kId);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("Reset pairs that the recovering chip would understand are ignored without a violation") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    for (Protocol p : {Protocol::octal_dtr, Protocol::octal_str, Protocol::spi}) {
        b.wires.protocol = p;
        b.wires.command(p == Protocol::spi ? 0x66 : 0x6699);
        b.wires.command(p == Protocol::spi ? 0x99 : 0x9966);
    }
    b.pass(40 * kPerMicrosecond); // counted from the reset that worked
    CHECK(b.identify() == kId);
    CHECK(b.rules() == "");
}

TEST_CASE("Probing RDID in a protocol that the chip is not in reads floating lines, without a violation") {
    for (Protocol chip : kAll)
        for (Protocol probe : kAll) {
            if (chip == probe) continue;
            Bench b;
            b.enter(chip);
            b.wires.protocol = probe;
            const Bytes id = b.identify();
            CHECK(id == Bytes(id.size(), 0xFF));
            CHECK(b.rules() == "");
        }
}

// ST's boot images look for the tables in every protocol, and with the same byte twice before the inverted
// one.
TEST_CASE(
    "Looking for SFDP in a protocol that the chip is not in reads floating lines, without a violation") {
    for (Protocol chip : kAll)
        for (unsigned opcode : {0x5A, 0x5A5A, 0x5AA5}) {
            Bench b;
            b.enter(chip);
            for (Protocol probe : kAll) {
                b.wires.protocol = probe;
                if ((probe == Protocol::spi) != (opcode == 0x5A)) continue;
                if (chip == probe && opcode != 0x5A5A) continue;
                CHECK(b.wires.read(opcode, 0, probe == Protocol::spi ? 3 : 4, 8, 4) == Bytes(4, 0xFF));
            }
            CHECK(b.rules() == "");
        }
}

TEST_CASE("Looking for SFDP on two or four lines is no violation either, another opcode there is") {
    const Bytes dual{0x09, 0x09, 0x0A, 0x0A}, quad{0x05, 0x0A}, dual_erase{0x08, 0x0A, 0x08, 0x08};
    for (Protocol chip : kAll)
        for (const Bytes& opcode : {dual, quad, dual_erase}) {
            Bench b;
            b.enter(chip);
            b.wires.begin();
            b.wires.protocol = Protocol::octal_str; // levels as they are
            b.wires.send(opcode);
            b.wires.wait(20);
            b.wires.end();
            CHECK((b.rules() == "") == (opcode != dual_erase));
        }
}

TEST_CASE("Any other command in a protocol that the chip is not in is ignored with a violation") {
    for (Protocol chip : kAll)
        for (Protocol other : kAll) {
            if (chip == other) continue;
            Bench b;
            b.enter(chip);
            b.wires.protocol = other;
            b.write_enable();
            b.wires.protocol = chip;
            CHECK(b.status() == 0);
            CHECK(b.rules() != "");
        }
}

TEST_CASE("Reset counts only directly after reset enable") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.wires.command(0x6699);
    CHECK(b.identify() == kIdTwice);
    b.wires.command(0x9966);
    CHECK(b.chip.protocol() == Protocol::octal_dtr);
    CHECK(b.rules() == "VB-NOR-022");
    b.wires.command(0x6699);
    b.wires.begin(); // CS# without a clock is no command
    b.wires.end();
    b.wires.command(0x9966);
    CHECK(b.chip.protocol() == Protocol::spi);
}

TEST_CASE("A foreign command between reset enable and reset disarms it") {
    Bench b;
    b.enter(Protocol::octal_str);
    b.wires.command(0x6699);
    b.wires.protocol = Protocol::octal_dtr;
    b.wires.command(0x6699);
    b.wires.protocol = Protocol::octal_str;
    b.wires.command(0x9966);
    CHECK(b.chip.protocol() == Protocol::octal_str);
}

TEST_CASE("A RESET# pulse and a power cycle end OPI and clear volatile registers") {
    for (bool pin : {true, false}) {
        Bench b;
        b.write_configuration2(0x300, 7);
        b.enter(Protocol::octal_dtr);
        b.write_enable();
        if (pin)
            b.chip.hardware_reset();
        else
            b.chip.power_on();
        b.wires.protocol = Protocol::spi;
        if (pin) b.pass(35 * kPerMicrosecond);
        CHECK(b.status() == 0);
        CHECK(b.configuration2(0x300) == 0);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("The non-volatile CR2 defaults decide mode and dummy cycles after a reset") {
    Bench b;
    b.write_configuration2(0x40000300, 4);
    b.wait_idle();
    b.write_configuration2(0x40000000, 2);
    b.wait_idle();
    CHECK(b.chip.protocol() == Protocol::spi);
    b.chip.power_on();
    CHECK(b.chip.protocol() == Protocol::octal_dtr);
    b.wires.protocol = Protocol::octal_dtr;
    b.chip.array()[0] = 0x5A;
    CHECK(b.wires.read(0xEE11, 0, 4, 12, 2) == Bytes{0x5A, 0xFF});
    CHECK(b.rules() == "");
}

TEST_CASE("Array reads take as many dummy cycles as CR2 says, and another number shifts the data") {
    const unsigned cycles[] = {20, 18, 16, 14, 12, 10, 8, 6};
    for (std::uint8_t dc = 0; dc < 8; ++dc) {
        Bench b;
        b.write_configuration2(0x300, dc);
        for (std::uint8_t i = 0; i < 8; ++i) b.chip.array()[i] = i;
        b.enter(Protocol::octal_dtr);
        CHECK(b.wires.read(0xEE11, 0, 4, cycles[dc], 4) == Bytes{0, 1, 2, 3});
        CHECK(b.wires.read(0xEE11, 0, 4, cycles[dc] + 1, 4) == Bytes{2, 3, 4, 5});
        CHECK(b.wires.read(0xEE11, 0, 4, cycles[dc] - 1, 4) == Bytes{0xFF, 0xFF, 0, 1});
        b.write_configuration2(0, 1);
        b.wires.protocol = Protocol::octal_str;
        CHECK(b.wires.read(0xEC13, 0, 4, cycles[dc], 4) == Bytes{0, 1, 2, 3});
        CHECK(b.rules() == "");
    }
}

TEST_CASE("DQS comes with data in 8D always and in 8S when DOS is set") {
    Bench b;
    b.enter(Protocol::octal_str);
    b.read(0, 2);
    CHECK_FALSE(b.wires.strobed);
    b.write_configuration2(0x200, 2);
    b.read(0, 2);
    CHECK(b.wires.strobed);
    b.write_configuration2(0, 2);
    b.wires.protocol = Protocol::octal_dtr;
    b.read(0, 2);
    CHECK(b.wires.strobed);
    b.wires.pins.dqs_connected = false;
    b.read(0, 2);
    CHECK_FALSE(b.wires.strobed);
    CHECK(b.rules() == "");
}

TEST_CASE("The chip says which lines it drives: SO in SPI, all in octal, none when it does not understand") {
    Bench b;
    b.wires.begin();
    b.wires.send({0x9F});
    (void)b.wires.receive(3);
    CHECK(b.chip.driven() == 0x02);
    b.wires.end();
    b.enter(Protocol::octal_dtr);
    (void)b.status();
    CHECK(b.chip.driven() == 0xFF);
    b.chip.set_absent(true);
    (void)b.status();
    CHECK(b.chip.driven() == 0);
}

// SFDP FF0Ah, command sequences to change to 8D-8D-8D; no wait is among them.
TEST_CASE("The sequence of SFDP to 8D-8D-8D runs without a wait between its commands") {
    Bench b;
    b.wires.command(0x06);
    b.wires.write(0x01, 0, 0, Bytes{0x00, 0x02}); // SR, and the drive strength in CR
    CHECK((b.status() & 3) == 0);
    b.wires.command(0x06);
    b.wires.write(0x72, 0, 4, Bytes{0x02});
    CHECK(b.chip.protocol() == Protocol::octal_dtr);
    CHECK(b.rules().empty());
}

TEST_CASE("A status write that changes a non-volatile bit lasts, also back to what it was") {
    Bench b;
    for (std::uint8_t value : {0x04, 0x00}) {
        b.wires.command(0x06);
        b.wires.write(0x01, 0, 0, Bytes{value});
        CHECK((b.status() & 1) == 1);
        b.wait_idle();
        CHECK(b.status() == value);
    }
    b.wires.command(0x06);
    b.wires.write(0x01, 0, 0, Bytes{0x00, 0x08}); // TB
    CHECK((b.status() & 1) == 1);
    CHECK(b.rules().empty());
}
