#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

Rig::Choice two_chips() { return {.second = true}; }

} // namespace

TEST_CASE("QUADSPI selects the flash of bank 2 with FSEL") {
    Rig rig(two_chips());
    rig.two.memory[0] = 0x42;
    rig.set_up(q::cr::FSEL);
    rig.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(rig.read(q::kDr, 1) == 0x42);
    CHECK(rig.one.wires.empty());
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-QSPI-022: a bank without chip reads what its lines float at") {
    Rig rig;
    rig.set_up(q::cr::FSEL);
    rig.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(rig.read(q::kDr, 1) == 0);
    CHECK(rig.violated("VB-QSPI-022"));
    CHECK(rig.one.wires.empty());
}

TEST_CASE(
    "QUADSPI with DFM takes even bytes from flash 1 and odd bytes from flash 2, at half of the address") {
    Rig rig(two_chips());
    fill(rig.one, 0);
    fill(rig.two, 1);
    const unsigned mode = GENERATE(1u, 3u);
    for (WireChip* chip : {&rig.one, &rig.two}) {
        chip->lines = chip->address_lines = mode == 3 ? 4 : 1;
        chip->dummy = 8;
    }
    rig.set_up(q::cr::DFM, 1, 20);
    rig.write(q::kDlr, 7);
    rig.command(instruction(0x0B) | address24(mode) | dummies(8) | data(mode) | fmode(1));
    rig.write(q::kAr, 0x24680);
    Bytes expected;
    for (unsigned i = 0; i < 4; ++i) {
        expected.push_back(rig.one.memory[0x12340 + i]);
        expected.push_back(rig.two.memory[0x12340 + i]);
    }
    CHECK(rig.read_bytes(8) == expected);
    CHECK(rig.one.wires == rig.two.wires); // the same header
    const unsigned header = mode == 3 ? 8 + 6 + 8 : 8 + 24 + 8, per_byte = mode == 3 ? 2 : 8;
    CHECK(rig.stalled == (1 + header + 4 * per_byte) * 20'000ull);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI with DFM writes even bytes to flash 1 and odd bytes to flash 2") {
    Rig rig(two_chips());
    rig.set_up(q::cr::DFM, 1, 20);
    rig.write(q::kDlr, 3);
    rig.command(instruction(0x02) | address24(1) | data(1));
    rig.write(q::kAr, 0x100);
    rig.write(q::kDr, 0x44332211);
    rig.pass(vb::kPerMillisecond);
    CHECK(serial(rig.one.wires.at(0)) == Bytes{0x02, 0, 0, 0x80, 0x11, 0x33});
    CHECK(serial(rig.two.wires.at(0)) == Bytes{0x02, 0, 0, 0x80, 0x22, 0x44});
}

TEST_CASE("QUADSPI with DFM polls the status of both flashes") {
    Rig rig(two_chips());
    rig.one.memory[0] = 0x00;
    rig.two.memory[0] = 0x03;
    rig.set_up(q::cr::DFM | q::cr::APMS, 1, 20);
    rig.write(q::kDlr, 1);
    rig.write(q::kPsmkr, 0x0101);
    rig.command(instruction(0x05) | data(1) | fmode(2));
    rig.pass(10 * vb::kPerMicrosecond);
    CHECK(rig.busy());
    CHECK(rig.read(q::kDr) == 0x0300);
    rig.two.memory[0] = 0x02;
    rig.pass(10 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::SMF)) == q::sr::SMF);
}

TEST_CASE("VB-QSPI-023: with DFM AR[0] stays 0 and DLR[0] stays 1") {
    Rig rig(two_chips());
    fill(rig.one, 0);
    fill(rig.two, 1);
    rig.one.address_lines = rig.two.address_lines = 1;
    rig.set_up(q::cr::DFM, 1, 20);
    rig.write(q::kDlr, 2);
    CHECK(rig.violated("VB-QSPI-023"));
    rig.command(instruction(0x03) | address24(1) | data(1) | fmode(1));
    rig.write(q::kAr, 0x201);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.level() == 4);
    CHECK(rig.read(q::kDr, 1) == rig.one.memory[0x100]);
}

TEST_CASE("QUADSPI with DFM and one chip reads garbage in the odd bytes") {
    Rig rig;
    fill(rig.one, 7);
    rig.set_up(q::cr::DFM, 1, 20);
    rig.write(q::kDlr, 3);
    rig.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(rig.read_bytes(4) == Bytes{rig.one.memory[0], 0, rig.one.memory[1], 0});
    CHECK(rig.violated("VB-QSPI-022"));
}

TEST_CASE("QUADSPI with DFM maps both flashes as one memory") {
    Rig rig(two_chips());
    fill(rig.one, 0);
    fill(rig.two, 1);
    for (WireChip* chip : {&rig.one, &rig.two}) {
        chip->address_lines = 1;
        chip->dummy = 8;
    }
    rig.set_up(q::cr::DFM, 1, 21);
    rig.command(instruction(0x0B) | address24(1) | dummies(8) | data(1) | fmode(3));
    REQUIRE(rig.memory.region->accessible);
    CHECK(rig.quadspi.window().shows_array());
    CHECK(rig.memory.region->bytes.size() == 2u << 20);
    CHECK(rig.load(0x2000, 2) == (rig.one.memory[0x1000] | unsigned(rig.two.memory[0x1000]) << 8));
    CHECK(rig.violated_rules() == "");
}
