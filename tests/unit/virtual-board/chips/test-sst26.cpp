// SST26VF064B: locked at power-up, one erase opcode for three sizes.
#include "chips/nor-parts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
void unlock(QuadBench& b) {
    b.write_enable();
    b.wires.command(0x98);
}
bool erases(QuadBench& b, unsigned opcode, std::uint32_t at) {
    b.erase(opcode, at);
    const bool busy = b.status() & 1;
    b.wait_idle();
    return busy;
}
} // namespace

TEST_CASE("An SST26VF064B powers up with every block locked; 98h opens them") {
    QuadBench b(sst26vf064b());
    Bytes locked(18, 0xFF);
    locked[0] = locked[1] = 0x55;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xBF, 0x26, 0x43});
    CHECK(b.wires.reg(0x72, 18) == locked);
    CHECK(!erases(b, 0x20, 0x400000));
    b.program(0x400000, {0x12});
    CHECK(b.chip.array()[0x400000] == 0xFF);
    b.write_enable();
    b.wires.command(0xC7);
    CHECK((b.status() & 1) == 0);
    unlock(b);
    CHECK(b.wires.reg(0x72, 18) == Bytes(18, 0));
    CHECK(erases(b, 0x20, 0x400000));
    b.program(0x400000, {0x12});
    CHECK(b.chip.array()[0x400000] == 0x12);
    b.chip.power_on();
    CHECK(!erases(b, 0x20, 0x400000));
    CHECK(b.rules() == "");
}

TEST_CASE("ABh is no violation for a chip that has no deep power-down, B9h is", "[VB-NOR-001]") {
    QuadBench b(sst26vf064b());
    b.wires.command(0xAB);
    CHECK(b.rules() == "");
    b.wires.command(0xB9);
    CHECK(b.rules() == "VB-NOR-001");
}

TEST_CASE("98h and 42h need write enable", "[VB-NOR-008]") {
    QuadBench b(sst26vf064b());
    b.wires.command(0x98);
    CHECK(!erases(b, 0x20, 0));
    b.wires.write({.opcode = 0x42}, Bytes(18, 0));
    CHECK(b.rules() == "VB-NOR-008,VB-NOR-008");
}

TEST_CASE("42h locks blocks one by one: bit 0 is the 64 KiB at 64 KiB") {
    QuadBench b(sst26vf064b());
    Bytes value(18, 0);
    value[17] = 0x01;
    value[0] = 0x40; // bit 142: write lock of the last 8 KiB
    b.write_register(0x42, value);
    CHECK(!erases(b, 0x20, 0x10000));
    CHECK(!erases(b, 0x20, 0x1F000));
    CHECK(erases(b, 0x20, 0x20000));
    CHECK(!erases(b, 0x20, 0x7FE000));
    CHECK(erases(b, 0x20, 0x7FD000));
    CHECK(b.rules() == "");
}

TEST_CASE("42h takes the whole register or nothing", "[VB-NOR-009]") {
    QuadBench b(sst26vf064b());
    b.write_register(0x42, Bytes(17, 0));
    CHECK(!erases(b, 0x20, 0x10000));
    CHECK(b.rules() == "VB-NOR-009");
}

TEST_CASE("D8h erases 8, 32 or 64 KiB as the address is, and there is no 52h", "[VB-NOR-001]") {
    QuadBench b(sst26vf064b());
    unlock(b);
    struct Case {
        std::uint32_t at, first, bytes;
    };
    for (const Case& c :
         {Case{0x3000, 0x2000, 8u << 10}, Case{0x7FFF, 0x6000, 8u << 10}, Case{0x8000, 0x8000, 32u << 10},
          Case{0x12345, 0x10000, 64u << 10}, Case{0x7E1000, 0x7E0000, 64u << 10},
          Case{0x7F1000, 0x7F0000, 32u << 10}, Case{0x7F8000, 0x7F8000, 8u << 10}}) {
        std::ranges::fill(b.chip.array(), std::uint8_t(0));
        b.erase(0xD8, c.at);
        CHECK(b.wait_idle() == 18 * kPerMillisecond);
        const auto cells = b.chip.array();
        CHECK(std::ranges::count(cells, 0xFF) == c.bytes);
        CHECK((cells[c.first] == 0xFF && cells[c.first + c.bytes - 1] == 0xFF));
    }
    CHECK(b.rules() == "");
    b.erase(0x52, 0x10000);
    CHECK(b.rules() == "VB-NOR-001");
}

TEST_CASE("With IOC = 0 an SST26 has no four lines, and IO3 is /HOLD", "[VB-NOR-024][VB-NOR-025]") {
    QuadBench b(sst26vf064b());
    b.chip.array()[0] = 0x12;
    CHECK(b.wires.read({0xEB, 0, 3, 4, 4, 0xFF, 4}, 1) == Bytes{0});
    CHECK(b.rules() == "VB-NOR-024");
    b.wires.beside = 0;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-024,VB-NOR-025");
    b.wires.beside = 8;
    b.write_register(0x01, {0x00, 0x02});
    CHECK(b.wires.reg(0x35) == Bytes{0x02});
    CHECK(b.wires.read({0xEB, 0, 3, 4, 4, 0xFF, 4}, 1) == Bytes{0x12});
    CHECK(b.wires.read({0x6B, 0, 3, 1, 4, {}, 8}, 1) == Bytes{0x12});
    CHECK(b.rules() == "VB-NOR-024,VB-NOR-025");
}

TEST_CASE("38h switches an SST26 to four lines throughout, FFh back") {
    QuadBench b(sst26vf064b());
    unlock(b);
    b.wires.command(0x38);
    b.wires.qpi = true;
    CHECK(b.wires.read({.opcode = 0xAF, .dummies = 2}, 3) == Bytes{0xBF, 0x26, 0x43});
    b.write_enable();
    b.wires.write({.opcode = 0x02, .address = 0x100, .address_bytes = 3}, {0x34});
    CHECK((b.wires.read({.opcode = 0x05, .dummies = 2}, 1)[0] & 0x81) == 0x81);
    b.pass(2 * kPerMillisecond);
    CHECK(b.wires.read({0x0B, 0x100, 3, 4, 4, 0x00, 4}, 1) == Bytes{0x34});
    b.wires.command(0xFF);
    b.wires.qpi = false;
    CHECK(b.wires.read({0x03, 0x100, 3}, 1) == Bytes{0x34});
    CHECK(b.rules() == "");
}
