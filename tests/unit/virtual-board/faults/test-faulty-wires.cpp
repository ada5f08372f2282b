#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include "faults/faulty-wires.hpp"

using namespace vb;
using namespace vb::test;

namespace {
struct FaultyBench : Bench {
    FaultyWires faulty{chip};
    WireDriver through{faulty};
    Bytes id() { return through.read(0x9F, 0, 0, 0, 3); }
};
const Bytes kId{0xC2, 0x81, 0x39};
} // namespace

TEST_CASE("Wires without a fault change nothing") {
    FaultyBench b;
    CHECK(b.id() == kId);
    CHECK(b.faulty.array().data() == b.chip.array().data());
    CHECK(b.rules() == "");
}

TEST_CASE("A held output line reads as its level only") {
    FaultyBench b;
    b.faulty.hold(1, false);
    CHECK(b.id() == Bytes(3, 0x00));
    b.faulty.hold(1, true);
    CHECK(b.id() == Bytes(3, 0xFF));
    b.faulty.mend();
    CHECK(b.id() == kId);
}

TEST_CASE("A held input line makes the chip hear another opcode") {
    FaultyBench b;
    b.faulty.hold(0, false);
    CHECK(b.id() == Bytes(3, 0xFF));
    CHECK(b.rules() == "VB-NOR-001");
}

TEST_CASE("Swapped lines exchange their bits in octal data and leave SPI alone above IO1") {
    FaultyBench b;
    b.faulty.swap(4, 7);
    CHECK(b.id() == kId);
    b.chip.array()[0] = 0x80, b.chip.array()[1] = 0x15;
    b.enter(Protocol::octal_str);
    // Sent through good wires; the chip's answer comes back through the swapped ones.
    b.through.protocol = Protocol::octal_str;
    b.wires.begin();
    b.wires.send_header(0xEC13, 0, 4);
    b.wires.wait(20);
    CHECK(b.through.receive(2) == Bytes{0x10, 0x85});
    b.wires.end();
}

TEST_CASE("An inverted line inverts its bit in both directions") {
    FaultyBench b;
    b.faulty.invert(1); // the chip's output
    CHECK(b.id() == Bytes{0x3D, 0x7E, 0xC6});
    b.faulty.mend();
    b.faulty.invert(0); // its input: 60h arrives for 9Fh
    CHECK(b.id() == Bytes(3, 0xFF));
    CHECK(b.rules() != "");
}

TEST_CASE("With DQS broken the data come without a strobe") {
    FaultyBench b;
    b.enter(Protocol::octal_dtr);
    b.through.protocol = Protocol::octal_dtr;
    b.through.read(0xEE11, 0, 4, 20, 2);
    CHECK(b.through.strobed);
    b.faulty.break_strobe();
    b.through.read(0xEE11, 0, 4, 20, 2);
    CHECK_FALSE(b.through.strobed);
}

TEST_CASE("A chip that is absent never drives a line and hears nothing") {
    Bench b;
    b.chip.set_absent(true);
    CHECK(b.identify() == Bytes(3, 0xFF));
    b.wires.command(0x77);
    b.reset_in_every_protocol();
    CHECK(b.rules() == "");
}

TEST_CASE("A line without a path reads as 1 and is heard as 1") {
    Bench b;
    b.wires.pins.io_connected = 0xFD; // IO1
    CHECK(b.identify() == Bytes(3, 0xFF));
    b.wires.pins.io_connected = 0xFE; // IO0
    b.wires.command(0x06);
    CHECK(b.rules() == "VB-NOR-001");
}
