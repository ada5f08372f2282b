// One test per rule of docs/virtual-board-rules-nor.md; the tag is the rule's id.
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

using namespace vb;
using namespace vb::test;

namespace {
const Bytes kErased(4, 0xFF);
constexpr std::uint64_t kMHz = 1'000'000;
} // namespace

TEST_CASE("An unknown opcode is ignored with a violation", "[VB-NOR-001]") {
    Bench b;
    b.wires.command(0x38);
    CHECK(b.rules() == "VB-NOR-001");
    b.enter(Protocol::octal_dtr);
    b.wires.command(0xEC13, 0, 4); // the 8S read
    CHECK(b.rules() == "VB-NOR-001,VB-NOR-001");
}

TEST_CASE("A wrong complement byte makes the command ignored with a violation", "[VB-NOR-002]") {
    Bench b;
    b.enter(Protocol::octal_str);
    b.wires.command(0x06F8); // 06F9 would be write enable
    CHECK(b.status() == 0);
    CHECK(b.rules() == "VB-NOR-002");
}

TEST_CASE("An address that nobody drives is a violation and gives garbage", "[VB-NOR-003]") {
    Bench b;
    b.wires.begin();
    b.wires.send({0x03});
    b.wires.wait(24);
    CHECK(b.wires.receive(4) != kErased);
    b.wires.end();
    CHECK(b.rules() == "VB-NOR-003");
}

// The chip cannot tell whether somebody drives the lines: it counts clocks.
TEST_CASE("A read in 8D without its address gets DQS, garbage, and no wrong number of clocks",
          "[VB-NOR-003]") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.wires.begin();
    b.wires.send({0x05, 0xFA});
    b.wires.wait(2 + 4 - 1); // address and dummy cycles but one
    b.wires.receive(2);
    CHECK_FALSE(b.wires.strobed);
    b.wires.end();
    b.wires.begin();
    b.wires.send({0x05, 0xFA});
    b.wires.wait(2 + 4);
    CHECK(b.wires.receive(2) != Bytes{0, 0});
    CHECK(b.wires.strobed);
    b.wires.end();
    b.wires.begin();
    b.wires.send({0x12, 0xED});
    b.wires.wait(2 + 20);
    b.wires.receive(2);
    CHECK_FALSE(b.wires.strobed); // a program answers nothing
    b.wires.end();
}

TEST_CASE("A command cut short in opcode or address is ignored with a violation", "[VB-NOR-004]") {
    Bench b;
    b.wires.begin();
    b.wires.clock_in(5);
    b.wires.end();
    CHECK(b.rules() == "VB-NOR-004");
    b.write_enable();
    b.wires.command(0x20, 0, 2);
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-004,VB-NOR-004");
}

TEST_CASE("A command while busy is ignored with a violation", "[VB-NOR-005]") {
    Bench b;
    b.erase_sector(0);
    CHECK(b.identify() == Bytes(3, 0xFF));
    CHECK(b.rules() == "VB-NOR-005");
    CHECK(b.read(0, 4) == kErased);
    b.program(0, {1, 2});
    CHECK(b.rules() == "VB-NOR-005,VB-NOR-005,VB-NOR-005,VB-NOR-005");
    b.wait_idle();
    CHECK(b.read(0, 2) == Bytes{0xFF, 0xFF});
}

TEST_CASE("A command before the recovery from a reset has passed is ignored with a violation",
          "[VB-NOR-006]") {
    Bench b;
    b.reset_in_every_protocol();
    b.pass(39 * kPerMicrosecond);
    CHECK(b.identify() == Bytes(3, 0xFF));
    CHECK(b.rules() == "VB-NOR-006");
    b.pass(1 * kPerMicrosecond);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x39});
}

// ST's flash algorithms for this chip wait for nothing but that after a reset.
TEST_CASE("The status says busy until the recovery from a reset has passed", "[VB-NOR-006]") {
    Bench b;
    b.reset_in_every_protocol();
    b.pass(39 * kPerMicrosecond);
    CHECK(b.status() == 1);
    b.write_enable();
    CHECK(b.rules() == "VB-NOR-006,VB-NOR-006");
    b.pass(1 * kPerMicrosecond);
    CHECK(b.status() == 0); // the write enable was not heard
    b.wires.command(0xB9);
    b.wires.command(0xAB);
    CHECK(b.status() == 0xFF); // no such thing on leaving deep power-down
}

TEST_CASE("In deep power-down only its release and a reset are heard", "[VB-NOR-007]") {
    Bench b;
    b.wires.command(0xB9);
    CHECK(b.identify() == Bytes(3, 0xFF));
    CHECK(b.rules() == "VB-NOR-007");
    b.wires.command(0xAB);
    b.pass(30 * kPerMicrosecond);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x39});
    b.wires.command(0xB9);
    b.reset_in_every_protocol();
    b.pass(40 * kPerMicrosecond);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x39});
    CHECK(b.rules() == "VB-NOR-007");
}

TEST_CASE("Program, erase and register writes without write enable are ignored with a violation",
          "[VB-NOR-008]") {
    Bench b;
    b.wires.write(0x02, 0, 3, Bytes{1});
    b.wires.command(0x20, 0, 3);
    b.wires.command(0x60);
    b.wires.write(0x01, 0, 0, Bytes{0x3C});
    b.wires.write(0x72, 0, 4, Bytes{2});
    CHECK(b.status() == 0);
    CHECK(b.chip.operations().begun() == 0);
    CHECK(b.chip.protocol() == Protocol::spi);
    CHECK(b.rules() == "VB-NOR-008,VB-NOR-008,VB-NOR-008,VB-NOR-008,VB-NOR-008");
}

TEST_CASE("CS# that rises off the byte boundary or after surplus clocks cancels a command", "[VB-NOR-009]") {
    Bench b;
    b.write_enable();
    b.wires.begin();
    b.wires.send_header(0x02, 0, 3);
    b.wires.send(Bytes{0}, true);
    b.wires.clock_in(3);
    b.wires.end();
    CHECK(b.status() == 2);
    b.wires.begin();
    b.wires.send_header(0x20, 0, 3);
    b.wires.clock_in(1);
    b.wires.end();
    CHECK(b.status() == 2);
    b.wires.write(0x01, 0, 0, Bytes{0, 7, 0});
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-009,VB-NOR-009,VB-NOR-009");
}

TEST_CASE("An odd number of bytes in 8D is ignored with a violation", "[VB-NOR-010]") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.program(0, {1, 2, 3});
    CHECK(b.status() == 2);
    CHECK(b.read(0, 4) == kErased);
    CHECK(b.rules() == "VB-NOR-010");
}

TEST_CASE("An odd address in 8D is ignored with a violation", "[VB-NOR-011]") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.chip.array()[1] = 0;
    CHECK(b.read(1, 4) == kErased);
    b.program(3, {1, 2});
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-011,VB-NOR-011");
}

TEST_CASE("An address beyond the array wraps, with a violation", "[VB-NOR-012]") {
    Bench b;
    b.chip.array()[16] = 0x42;
    CHECK(b.read((32u << 20) + 16, 1) == Bytes{0x42});
    CHECK(b.rules() == "VB-NOR-012");
}

TEST_CASE("Programming only clears bits; a 1 over a 0 is a violation unless the byte is FF", "[VB-NOR-013]") {
    Bench b;
    b.program(0, {0xF0, 0x00, 0x0F});
    b.wait_idle();
    b.program(0, {0x30, 0xFF, 0x0F});
    b.wait_idle();
    CHECK(b.rules() == "");
    CHECK(b.read(0, 3) == Bytes{0x30, 0x00, 0x0F});
    b.program(0, {0x3C});
    b.wait_idle();
    CHECK(b.rules() == "VB-NOR-013");
    CHECK(b.read(0, 1) == Bytes{0x30});
}

TEST_CASE("A clock too high for the dummy cycles gives garbage, with a violation", "[VB-NOR-014]") {
    const std::uint64_t highest[] = {200 * kMHz,  166'666'666, 166'666'666, 133'333'333,
                                     133'333'333, 100 * kMHz,  84 * kMHz,   66 * kMHz};
    for (std::uint8_t dc = 0; dc < 8; ++dc) {
        Bench b;
        b.write_configuration2(0x300, dc);
        b.enter(Protocol::octal_dtr);
        b.wires.pins.clock_hz = highest[dc];
        CHECK(b.wires.read(0xEE11, 0, 4, 20 - 2 * dc, 4) == kErased);
        CHECK(b.rules() == "");
        if (dc == 0) continue;
        b.wires.pins.clock_hz = highest[dc] + kMHz;
        CHECK(b.wires.read(0xEE11, 0, 4, 20 - 2 * dc, 4) != kErased);
        CHECK(b.rules() == "VB-NOR-014");
    }
}

TEST_CASE("A clock too high for the command is a violation and nothing good comes of it", "[VB-NOR-015]") {
    Bench b;
    b.wires.pins.clock_hz = 51 * kMHz;
    CHECK(b.read(0, 4) != kErased);
    CHECK(b.rules() == "VB-NOR-015");
    b.wires.pins.clock_hz = 133'333'333;
    CHECK(b.wires.read(0x0C, 0, 4, 8, 4) == kErased);
    CHECK(b.rules() == "VB-NOR-015");
    b.wires.pins.clock_hz = 135 * kMHz;
    CHECK(b.wires.read(0x0C, 0, 4, 8, 4) != kErased);
    b.write_enable();
    b.wires.pins.clock_hz = 40 * kMHz;
    CHECK(b.status() == 0);
    b.enter(Protocol::octal_dtr);
    b.wires.pins.clock_hz = 201 * kMHz;
    CHECK(b.identify()[0] != 0xC2);
    CHECK(b.rules() == "VB-NOR-015,VB-NOR-015,VB-NOR-015,VB-NOR-015");
}

TEST_CASE("A program without data is ignored with a violation", "[VB-NOR-016]") {
    Bench b;
    b.program(0, {});
    CHECK(b.status() == 2);
    b.wires.command(0x31); // confirms a buffer that was not filled
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-016,VB-NOR-016");
}

TEST_CASE("Programming and erasing during a suspend is ignored with a violation", "[VB-NOR-017]") {
    Bench b;
    b.erase_block(0);
    b.wires.command(0xB0);
    b.pass(56 * kPerMicrosecond);
    b.program(0x100000, {1});
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-017");
}

TEST_CASE("Reading cells of a suspended operation is a violation", "[VB-NOR-018]") {
    Bench b;
    b.erase_block(0x10000);
    b.wires.command(0xB0);
    b.pass(56 * kPerMicrosecond);
    CHECK(b.read(0xFFFC, 4) == kErased);
    CHECK(b.read(0x20000, 4) == kErased);
    CHECK(b.rules() == "");
    CHECK(b.read(0xFFFE, 4) != kErased);
    CHECK(b.rules() == "VB-NOR-018");
}

TEST_CASE("Data beyond the end of a page go to its beginning, with a violation; the last 256 stay",
          "[VB-NOR-019]") {
    Bench b;
    b.program(0x1FE, {1, 2, 3, 4});
    b.wait_idle();
    CHECK(b.read(0x1FE, 3) == Bytes{1, 2, 0xFF});
    CHECK(b.read(0x100, 2) == Bytes{3, 4});
    CHECK(b.rules() == "VB-NOR-019");
    Bytes much(258, 0x11);
    much[256] = 0x22, much[257] = 0x33;
    b.program(0x1000, much);
    b.wait_idle();
    CHECK(b.read(0x1000, 3) == Bytes{0x22, 0x33, 0x11});
}

TEST_CASE("Register addresses and bits that do not exist are violations", "[VB-NOR-020]") {
    Bench b;
    b.write_configuration2(0x123, 0);
    b.write_configuration2(0x300, 0x08);
    b.write_configuration2(0, 3);
    CHECK(b.chip.protocol() == Protocol::spi);
    CHECK(b.configuration2(0x300) == 0);
    CHECK(b.configuration2(0x10000300) == 0);
    CHECK(b.rules() == "VB-NOR-020,VB-NOR-020,VB-NOR-020,VB-NOR-020");
    b.enter(Protocol::octal_str);
    b.wires.read(0x05FA, 0x1234, 4, 4, 1);
    CHECK(b.violations.all().size() == 5);
}

TEST_CASE("Switching on what the model does not do is a violation", "[VB-NOR-021]") {
    Bench b;
    b.write_configuration2(0x500, 0x10); // CRCBEN
    CHECK(b.rules() == "VB-NOR-021");
    b.write_enable();
    b.wires.write(0x01, 0, 0, Bytes{0, 0x17}); // PBE
    b.wait_idle();
    b.write_enable();
    b.wires.write(0x17, 0, 0, Bytes{0xFE, 0, 0, 0}); // fast boot
    CHECK(b.rules() == "VB-NOR-021,VB-NOR-021,VB-NOR-021");
}

TEST_CASE("Reset without reset enable before is ignored with a violation", "[VB-NOR-022]") {
    Bench b;
    b.write_enable();
    b.wires.command(0x99);
    CHECK(b.status() == 2);
    CHECK(b.rules() == "VB-NOR-022");
}

TEST_CASE("A register write in 8D has to send its byte on both edges", "[VB-NOR-023]") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    b.write_enable();
    b.wires.write(0x728D, 0x300, 4, Bytes{7, 0});
    CHECK(b.rules() == "VB-NOR-023");
    CHECK(b.configuration2(0x300) == 7); // D0, which Macronix order puts on the falling edge
    b.write_enable();
    b.wires.write(0x728D, 0x300, 4, Bytes{5, 5});
    CHECK(b.rules() == "VB-NOR-023");
    CHECK(b.configuration2(0x300) == 5);
}
