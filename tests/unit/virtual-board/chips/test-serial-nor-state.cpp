#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kSuspendedAt = 1u << 20;
constexpr Picoseconds kSuspendLatency = 60 * kPerMicrosecond;
} // namespace

TEST_CASE("A chip that was left in an octal mode answers in that one until it is reset") {
    for (Protocol p : {Protocol::octal_str, Protocol::octal_dtr}) {
        Bench b;
        b.chip.power_on();
        b.chip.leave_as(NorLeftAs::idle, p);
        b.wires.protocol = p;
        CHECK(b.identify()[0] == 0xC2);
        b.reset_in_every_protocol();
        b.pass(kPerMillisecond);
        b.wires.protocol = Protocol::spi;
        CHECK(b.identify() == Bytes{0xC2, 0x81, 0x39});
    }
}

TEST_CASE("A chip whose default is an octal mode is in it after power-on and after every reset") {
    Bench b;
    NorNonVolatile bits;
    bits.mode = Protocol::octal_dtr;
    b.chip.set_non_volatile(bits);
    b.chip.power_on();
    CHECK(b.chip.protocol() == Protocol::octal_dtr);
    b.reset_in_every_protocol();
    CHECK(b.chip.protocol() == Protocol::octal_dtr);
}

TEST_CASE("Protection that the chip was delivered with outlives a reset") {
    Bench b;
    NorNonVolatile bits;
    bits.status = 0x3C;
    bits.configuration = 0x0F;
    b.chip.set_non_volatile(bits);
    b.chip.power_on();
    b.reset_in_every_protocol();
    b.pass(kPerMillisecond);
    CHECK(b.status() == 0x3C);
    CHECK(b.read_register(0x15, 0x15EA, 1) == 0x0F);
    b.erase_sector(0);
    CHECK((b.security() & 0x40) != 0); // E_FAIL
}

TEST_CASE("A chip that was left in deep power-down hears its release") {
    Bench b;
    b.chip.power_on();
    b.chip.leave_as(NorLeftAs::power_down, Protocol::spi);
    b.wires.command(0xAB);
    b.pass(kPerMillisecond);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x39});
    CHECK(b.rules() == "");
}

TEST_CASE(
    "A chip that was left suspended shows which work, has no good cells there, and none worse elsewhere") {
    struct Case {
        NorLeftAs left;
        unsigned bit;
        std::uint32_t bytes;
    };
    for (const Case& c :
         {Case{NorLeftAs::erase_suspended, 8, 65536}, Case{NorLeftAs::program_suspended, 4, 256}}) {
        Bench b;
        std::fill(b.chip.array().begin(), b.chip.array().end(), 0xA5);
        b.chip.power_on();
        b.chip.leave_as(c.left, Protocol::octal_dtr);
        b.pass(kSuspendLatency);
        b.wires.protocol = Protocol::octal_dtr;
        CHECK((b.security() & 0x0C) == c.bit);
        CHECK((b.status() & 1) == 0);
        const auto cells = b.chip.array();
        const auto good = [](std::uint8_t cell) { return cell == 0xA5; };
        CHECK_FALSE(std::all_of(cells.begin() + kSuspendedAt, cells.begin() + kSuspendedAt + c.bytes, good));
        CHECK(std::all_of(cells.begin(), cells.begin() + kSuspendedAt, good));
        CHECK(std::all_of(cells.begin() + kSuspendedAt + c.bytes, cells.end(), good));
    }
}

TEST_CASE("A release from power-down is not heard while an operation runs or rests, and is no mistake") {
    for (bool suspended : {false, true}) {
        Bench b;
        b.erase_block(0);
        if (suspended) b.wires.command(0xB0);
        b.pass(kSuspendLatency);
        b.wires.command(0xAB);
        CHECK((b.status() & 1) == !suspended);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("A supply that is lost ends an erase in the middle") {
    Bench b;
    std::fill(b.chip.array().begin(), b.chip.array().end(), 0);
    b.erase_block(0);
    b.pass(kPerMillisecond);
    b.chip.lose_supply();
    b.pass(kPerSecond);
    const auto cells = b.chip.array();
    CHECK_FALSE(std::all_of(cells.begin(), cells.begin() + 65536, [](std::uint8_t c) { return c == 0xFF; }));
    CHECK(cells[65536] == 0);
}

TEST_CASE("The smaller sibling says its own size in id and SFDP, and wraps there") {
    Bench b(kMx25uw12845g);
    CHECK(b.identify() == Bytes{0xC2, 0x81, 0x38});
    CHECK(b.wires.read(0x5A, 0x44, 3, 8, 4) == Bytes{0xFF, 0xFF, 0xFF, 0x07});
    b.program(0, {0x12});
    b.wait_idle();
    CHECK(b.read(16u << 20, 1) == Bytes{0x12});
    CHECK(b.rules() == "VB-NOR-012");
}
