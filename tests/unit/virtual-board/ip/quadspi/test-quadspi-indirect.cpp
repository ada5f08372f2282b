#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

constexpr vb::Picoseconds kClock = 20'000; // at the rig's 50 MHz

void start_read_id(Rig& rig, unsigned length) {
    rig.set_up();
    rig.write(q::kDlr, length - 1);
    rig.command(instruction(0x9F) | data(1) | fmode(1));
}

} // namespace

TEST_CASE("QUADSPI sends an instruction alone when CCR is written and sets TCF at its end") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x06));
    CHECK(rig.busy());
    rig.pass((1 + 8) * kClock - 1);
    CHECK((rig.flags() & q::sr::TCF) == 0);
    rig.pass(1);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TCF)) == q::sr::TCF);
    REQUIRE(rig.one.wires.size() == 1);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x06});
    CHECK(rig.one.pins[0].clock_hz == 50'000'000);
    CHECK_FALSE(rig.one.selected);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI divides its kernel clock by PRESCALER + 1") {
    Rig rig;
    rig.set_up(0, GENERATE(1u, 3u, 255u));
    const std::uint64_t hz = 100'000'000 / ((rig.read(q::kCr) >> 24) + 1);
    rig.command(instruction(0x06));
    rig.pass(9 * (vb::kPerSecond / hz) - 1);
    CHECK(rig.busy());
    rig.pass(1);
    CHECK_FALSE(rig.busy());
    CHECK(rig.one.pins.at(0).clock_hz == hz);
}

TEST_CASE("QUADSPI reads into the FIFO as soon as CCR is written, in the time its clocks take") {
    Rig rig;
    fill(rig.one);
    start_read_id(rig, 3);
    rig.pass((1 + 8 + 8) * kClock - 1);
    CHECK(rig.level() == 0);
    rig.pass(1);
    CHECK(rig.level() == 1);
    rig.pass(16 * kClock);
    CHECK(rig.level() == 3);
    // FTF below the threshold of 4: all have come, and some are left. BUSY until they are fetched.
    CHECK(rig.flags() == (q::sr::TCF | q::sr::BUSY | q::sr::FTF));
    CHECK(rig.read(q::kDr, 1) == rig.one.memory[0]);
    CHECK(rig.read(q::kDr, 2) == (rig.one.memory[1] | unsigned(rig.one.memory[2]) << 8));
    CHECK_FALSE(rig.busy());
    CHECK(rig.stalled == 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI stalls a load of DR until its bytes are there") {
    Rig rig;
    fill(rig.one);
    start_read_id(rig, 3);
    const Bytes& memory = rig.one.memory;
    CHECK(rig.read(q::kDr) == (memory[0] | unsigned(memory[1]) << 8 | unsigned(memory[2]) << 16));
    CHECK(rig.stalled == (1 + 8 + 24) * kClock);
}

TEST_CASE("QUADSPI stops its clock when the FIFO holds 32 bytes and goes on when 4 are free") {
    Rig rig;
    fill(rig.one);
    start_read_id(rig, 100);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.level() == 32);
    CHECK(rig.one.selected);
    const Bytes first = rig.read_bytes(3);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.level() == 29);
    Bytes got = rig.read_bytes(1);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.level() == 32);
    got.insert(got.begin(), first.begin(), first.end());
    for (std::uint8_t byte : rig.read_bytes(96)) got.push_back(byte);
    CHECK(std::equal(got.begin(), got.end(), rig.one.memory.begin()));
    CHECK((rig.flags() & (q::sr::TCF | q::sr::BUSY)) == q::sr::TCF);
    CHECK_FALSE(rig.one.selected);
}

TEST_CASE("QUADSPI starts a read that has an address with AR, not with CCR") {
    Rig rig;
    fill(rig.one);
    rig.one.address_lines = 1;
    rig.set_up();
    rig.write(q::kDlr, 3);
    rig.command(instruction(0x0B) | address24(1) | dummies(8) | data(1) | fmode(1));
    rig.one.dummy = 8;
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    rig.write(q::kAr, 0x12345);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.one.wires.size() == 1);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x0B, 0x01, 0x23, 0x45});
    CHECK(rig.read(q::kDr, 1) == rig.one.memory[0x12345]);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI starts a command of instruction and address with AR, even if it keeps its value") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x20) | address24(1));
    rig.write(q::kAbr, 0x55); // never starts anything
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.one.wires.size() == 2);
    CHECK(serial(rig.one.wires[1]) == Bytes{0x20, 0, 0, 0});
}

TEST_CASE("QUADSPI starts an indirect write with DR alone and releases NCS after DLR + 1 bytes") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 5);
    rig.command(instruction(0x02) | address24(1) | data(1));
    rig.write(q::kAr, 0x010203);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    rig.write(q::kDr, 0x44332211);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.busy());
    CHECK(rig.one.selected); // the clock rests: the FIFO is empty
    rig.write(q::kDr, 0x6655, 2);
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & (q::sr::TCF | q::sr::BUSY)) == q::sr::TCF);
    REQUIRE(rig.one.wires.size() == 1);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x02, 1, 2, 3, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66});
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI writes a status register with data and no address when DR is written") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x31) | data(1));
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    rig.write(q::kDr, 0x02, 1);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.one.wires.size() == 1);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x31, 0x02});
}

TEST_CASE("VB-QSPI-015: what is written to DR beyond DLR + 1 bytes is lost") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 1);
    rig.command(instruction(0x31) | data(1));
    rig.write(q::kDr, 0x44332211);
    rig.write(q::kDr, 0x55, 1);
    CHECK(rig.violated("VB-QSPI-015"));
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.one.wires.size() == 1);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x31, 0x11, 0x22});
}

TEST_CASE("QUADSPI stalls a store to DR while the FIFO is full") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 63);
    rig.command(instruction(0x02) | address24(1) | data(1));
    rig.write(q::kAr, 0);
    for (unsigned i = 0; i < 7; ++i) rig.write(q::kDr, i);
    CHECK((rig.flags() & q::sr::FTF) != 0); // four bytes of room
    rig.write(q::kDr, 7, 1);
    CHECK((rig.flags() & q::sr::FTF) == 0);
    rig.write(q::kDr, 7, 2);
    rig.write(q::kDr, 7, 1);
    CHECK(rig.stalled == 0);
    CHECK(rig.level() == 32);
    CHECK((rig.flags() & q::sr::FTF) == 0);
    rig.write(q::kDr, 8);
    CHECK(rig.stalled == (1 + 32 + 32) * kClock);
}

TEST_CASE("VB-QSPI-016: DR is accessed at its lowest byte lane and when there is something to do") {
    Rig rig;
    rig.set_up();
    SECTION("a read with nothing to read") { CHECK(rig.read(q::kDr) == 0); }
    SECTION("a write with EN 0") {
        rig.write(q::kCr, 0);
        rig.write(q::kDr, 1);
    }
    SECTION("a write without data in CCR") { rig.write(q::kDr, 1); }
    SECTION("a read of the second byte") { CHECK(rig.quadspi.read(q::kDr + 1, 1, vb::Master::Core) == 0u); }
    SECTION("a write of the upper half-word") { rig.quadspi.write(q::kDr + 2, 2, 1, vb::Master::Core); }
    CHECK(rig.violated("VB-QSPI-016"));
    CHECK(rig.one.wires.empty());
}

TEST_CASE("QUADSPI puts address, alternate bytes and data on four lines") {
    Rig rig;
    fill(rig.one);
    rig.one.lines = rig.one.address_lines = 4;
    rig.one.dummy = 4;
    rig.set_up();
    rig.write(q::kDlr, 7);
    rig.write(q::kAbr, 0xA5);
    rig.command(instruction(0xEB) | address24(3) | alternate(3, 1) | dummies(4) | data(3) | fmode(1));
    rig.write(q::kAr, 0xABCDE);
    CHECK(rig.read_bytes(8) == Bytes(rig.one.memory.begin() + 0xABCDE, rig.one.memory.begin() + 0xABCE6));
    const Bytes& wire = rig.one.wires.at(0);
    REQUIRE(wire.size() == 2 * (8 + 6 + 2));
    CHECK(wire[2 * 8] == 0x0);
    CHECK(wire[2 * 9] == 0xA);
    CHECK(wire[2 * 14] == 0xA);
    CHECK(wire[2 * 15] == 0x5);
    CHECK(rig.stalled == (1 + 8 + 6 + 2 + 4 + 2 * 8) * kClock);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI sends one to four alternate bytes, the highest first") {
    Rig rig;
    const unsigned bytes = GENERATE(1u, 2u, 3u, 4u);
    rig.set_up();
    rig.write(q::kAbr, 0x11223344);
    rig.command(instruction(0x66) | alternate(1, bytes));
    rig.pass(vb::kPerMillisecond);
    const Bytes all{0x11, 0x22, 0x33, 0x44};
    Bytes expected{0x66};
    expected.insert(expected.end(), all.end() - bytes, all.end());
    CHECK(serial(rig.one.wires.at(0)) == expected);
}

TEST_CASE("QUADSPI in DDR keeps the instruction on rising edges and doubles address and data") {
    Rig rig;
    fill(rig.one);
    rig.one.lines = rig.one.address_lines = 4;
    rig.one.dtr = true;
    rig.one.dummy = 6;
    rig.set_up();
    rig.write(q::kDlr, 7);
    rig.command(instruction(0xED) | address24(3) | dummies(6) | data(3) | fmode(1) | q::ccr::DDRM);
    rig.write(q::kAr, 0xABCDE);
    CHECK(rig.read_bytes(8) == Bytes(rig.one.memory.begin() + 0xABCDE, rig.one.memory.begin() + 0xABCE6));
    CHECK(rig.one.wires.at(0).size() == 2 * 8 + 6);
    CHECK(rig.stalled == (1 + 8 + 3 + 6 + 8) * kClock);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI with SIOO sends the instruction once after each write of CCR") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x20) | address24(1) | q::ccr::SIOO);
    for (unsigned i = 0; i < 2; ++i) {
        rig.write(q::kAr, 0x123456 & 0xFFFFF);
        rig.pass(vb::kPerMillisecond);
    }
    rig.command(instruction(0x20) | address24(1) | q::ccr::SIOO);
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    REQUIRE(rig.one.wires.size() == 3);
    CHECK(serial(rig.one.wires[0]) == Bytes{0x20, 0x02, 0x34, 0x56});
    CHECK(serial(rig.one.wires[1]) == Bytes{0x02, 0x34, 0x56});
    CHECK(serial(rig.one.wires[2]) == Bytes{0x20, 0, 0, 0});
}

TEST_CASE("VB-QSPI-010: an address or a length beyond FSIZE sets TEF and transfers nothing") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 15);
    SECTION("address") {
        rig.command(instruction(0x03) | address24(1) | data(1) | fmode(1));
        rig.write(q::kAr, 1u << 20);
    }
    SECTION("address and length") {
        rig.command(instruction(0x03) | address24(1) | data(1) | fmode(1));
        rig.write(q::kAr, (1u << 20) - 15);
    }
    SECTION("a write") {
        rig.command(instruction(0x02) | address24(1) | data(1));
        rig.write(q::kAr, (1u << 20) - 15);
        rig.write(q::kDr, 0);
    }
    CHECK((rig.flags() & (q::sr::TEF | q::sr::TCF | q::sr::BUSY)) == q::sr::TEF);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    CHECK(rig.violated("VB-QSPI-010"));
    rig.write(q::kFcr, 1);
    CHECK((rig.flags() & q::sr::TEF) == 0);
}

TEST_CASE("QUADSPI reads up to the last byte of FSIZE, and to it when DLR is 0xFFFFFFFF") {
    Rig rig;
    fill(rig.one);
    rig.one.address_lines = 1;
    rig.set_up();
    rig.write(q::kDlr, GENERATE(15u, 0xFFFFFFFFu));
    rig.command(instruction(0x03) | address24(1) | data(1) | fmode(1));
    rig.write(q::kAr, (1u << 20) - 16);
    CHECK(rig.read_bytes(16) == Bytes(rig.one.memory.end() - 16, rig.one.memory.end()));
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TCF)) == q::sr::TCF);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI holds NCS high for CSHT + 1 clocks between two commands") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x06));
    rig.pass(9 * kClock); // TCF
    rig.command(instruction(0x06));
    rig.pass((1 + 5 + 1 + 8) * kClock - 1);
    CHECK(rig.busy());
    rig.pass(1);
    CHECK_FALSE(rig.busy());
}

TEST_CASE("VB-QSPI-011: CCR describes a command of nothing, or of a read without data") {
    Rig rig;
    rig.set_up();
    rig.command(GENERATE(instruction(0x9F) | fmode(1), alternate(1, 1)));
    CHECK(rig.violated("VB-QSPI-011"));
}

TEST_CASE("VB-QSPI-014: a read of an address on several lines without dummy cycles is a violation") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x6B) | address24(1) | data(3) | fmode(1));
    rig.write(q::kAr, 0);
    CHECK(rig.violated("VB-QSPI-014"));
}

TEST_CASE("VB-QSPI-014: a status read in QPI needs SSHIFT, or its first nibble is the controller's own") {
    const bool shifted = GENERATE(false, true);
    Rig rig;
    rig.one.memory[0] = 0xC3;
    rig.one.lines = 4;
    rig.set_up(shifted ? q::cr::SSHIFT : 0);
    rig.command(instruction(0x35, 3) | data(3) | fmode(1));
    CHECK(rig.read(q::kDr, 1) == (shifted ? 0xC3u : 0x53u));
    CHECK(rig.violated("VB-QSPI-014") == !shifted);
}
