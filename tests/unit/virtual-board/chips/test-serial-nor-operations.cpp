#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::test;

namespace {
constexpr Protocol kAll[] = {Protocol::spi, Protocol::octal_str, Protocol::octal_dtr};
const Bytes kErased(4, 0xFF);

// Time until WIP falls, stepping from event to event.
Picoseconds busy_time(Bench& b) {
    const Picoseconds start = b.timeline.now();
    b.wait_idle();
    return b.timeline.now() - start;
}
} // namespace

TEST_CASE("Program and erase last what SFDP says, typical, maximum or worn") {
    struct Case {
        Timing timing;
        Picoseconds program, sector, block, chip;
    };
    for (const Case& c : {Case{Timing::typical, 152, 25'000, 256'000, 76'000'000},
                          Case{Timing::maximum, 4256, 500'000, 5'120'000, 1'520'000'000},
                          Case{Timing::worn, 456, 75'000, 768'000, 228'000'000}}) {
        Bench b(kMx25uw25645g, c.timing);
        b.program(0, {1});
        CHECK(busy_time(b) == c.program * kPerMicrosecond);
        b.erase_sector(0);
        CHECK(busy_time(b) == c.sector * kPerMicrosecond);
        b.erase_block(0);
        CHECK(busy_time(b) == c.block * kPerMicrosecond);
        b.write_enable();
        b.wires.command(0xC7);
        CHECK(busy_time(b) == c.chip * kPerMicrosecond);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("Each erase sets just its own bytes, with any address inside, and is counted by size") {
    for (Protocol p : kAll) {
        Bench b;
        std::fill_n(b.chip.array().begin(), 0x40000, 0);
        b.enter(p);
        b.erase_sector(0x5006);
        b.wait_idle();
        b.erase_block(0x2FFFE);
        b.wait_idle();
        auto cells = b.chip.array();
        CHECK((cells[0x4FFF] == 0 && cells[0x5000] == 0xFF && cells[0x5FFF] == 0xFF && cells[0x6000] == 0));
        CHECK(
            (cells[0x1FFFF] == 0 && cells[0x20000] == 0xFF && cells[0x2FFFF] == 0xFF && cells[0x30000] == 0));
        b.write_enable();
        b.wires.command(p == Protocol::spi ? 0x60 : 0x609F);
        b.wait_idle();
        CHECK(cells[0] == 0xFF);
        b.program(0, {1, 2});
        b.wait_idle();
        b.read(0, 64);
        const auto activity = b.chip.activity();
        using Erases = decltype(activity.erases);
        CHECK(activity.erases == Erases{{4096, 1}, {65536, 1}, {32u << 20, 1}});
        CHECK(activity.pages_programmed == 1);
        CHECK(activity.chip_bytes_read == 64);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("The generation changes with the contents only") {
    Bench b;
    const auto before = b.chip.generation();
    b.read(0, 16);
    b.write_enable();
    CHECK(b.chip.generation() == before);
    b.erase_sector(0);
    b.wait_idle();
    const auto erased = b.chip.generation();
    CHECK(erased != before);
    b.program(0, {1});
    b.wait_idle();
    CHECK(b.chip.generation() != erased);
    b.chip.contents_changed();
    CHECK(b.chip.generation() > erased + 1);
}

TEST_CASE("WEL is set by write enable, cleared by write disable and by the end of an operation") {
    Bench b;
    b.write_enable();
    CHECK(b.status() == 2);
    b.wires.command(0x04);
    CHECK(b.status() == 0);
    b.erase_sector(0);
    CHECK(b.status() == 3);
    b.wait_idle();
    CHECK(b.status() == 0);
}

TEST_CASE("A reset aborts an operation: its cells hold anything, and the recovery depends on it") {
    struct Case {
        int operation;
        Picoseconds recovery;
    };
    for (const Case& c :
         {Case{0, 310 * kPerMicrosecond}, Case{1, 12 * kPerMillisecond}, Case{2, 25 * kPerMillisecond},
          Case{3, kPerSecond}, Case{4, 40 * kPerMillisecond}}) {
        Bench b, again;
        for (Bench* one : {&b, &again}) {
            if (c.operation == 0) one->program(0x100, Bytes(256, 0));
            if (c.operation == 1) one->erase_sector(0x100);
            if (c.operation == 2) one->erase_block(0x100);
            one->write_enable();
            if (c.operation == 3) one->wires.command(0x60);
            if (c.operation == 4) one->wires.write(0x01, 0, 0, Bytes{0x3C});
            one->pass(10 * kPerMicrosecond);
            CHECK(one->status() == 3);
            one->reset_in_every_protocol();
            one->pass(c.recovery);
            CHECK(one->status() == 0);
        }
        const Bytes left = b.read(0x100, 256);
        CHECK((left == Bytes(256, 0xFF)) == (c.operation == 4));
        if (c.operation == 0) CHECK(left != Bytes(256, 0)); // only partly programmed
        CHECK(left == again.read(0x100, 256));
        CHECK(b.chip.activity().erases.empty());
        CHECK(b.chip.activity().pages_programmed == 0);
        CHECK(b.read(0x1FF0000, 4) == b.read(0x1FF0000, 4));
    }
}

TEST_CASE("A power cut during an erase leaves the sector undefined and the rest as it was") {
    Bench b;
    b.chip.array()[0x3000] = 0x77;
    b.erase_sector(0x2000);
    b.chip.power_on();
    CHECK(b.status() == 0);
    CHECK(b.read(0x2000, 4) != kErased);
    CHECK(b.read(0x3000, 1) == Bytes{0x77});
    CHECK(b.timeline.next_event() == UINT64_MAX);
}

TEST_CASE("Suspend takes effect after its latency and resume finishes the rest of the time") {
    for (Protocol p : kAll) {
        Bench b;
        std::fill_n(b.chip.array().begin(), 0x20000, 0);
        b.enter(p);
        b.erase_block(0);
        b.pass(100 * kPerMillisecond);
        b.wires.command(p == Protocol::spi ? 0xB0 : 0xB04F);
        CHECK((b.status() & 1) == 1);
        b.pass(56 * kPerMicrosecond);
        CHECK(b.status() == 0);
        CHECK((b.security() & 0x0C) == 0x08); // ESB
        CHECK(b.read(0x10000, 2) == Bytes{0, 0});
        b.pass(10 * kPerSecond);
        b.wires.command(p == Protocol::spi ? 0x30 : 0x30CF);
        CHECK(b.status() == 3);
        CHECK(busy_time(b) == 156 * kPerMillisecond);
        CHECK(b.security() == 0);
        CHECK(b.read(0, 4) == kErased);
        CHECK(b.chip.activity().erases.size() == 1);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("A page program can be suspended and ends with the right contents") {
    Bench b;
    b.program(0, {0x12, 0x34});
    b.wires.command(0xB0);
    b.pass(25 * kPerMicrosecond);
    CHECK((b.security() & 0x0C) == 0x04); // PSB
    b.wires.command(0x30);
    CHECK(busy_time(b) == 152 * kPerMicrosecond);
    CHECK(b.read(0, 4) == Bytes{0x12, 0x34, 0xFF, 0xFF});
    CHECK(b.rules() == "");
}

TEST_CASE("Suspended again before the minimum interval, an erase makes no progress") {
    Bench b;
    b.erase_sector(0);
    b.pass(kPerMillisecond);
    for (Picoseconds interval : {447 * kPerMicrosecond, 448 * kPerMicrosecond}) {
        b.wires.command(0xB0);
        b.pass(56 * kPerMicrosecond);
        b.wires.command(0x30);
        b.pass(interval);
    }
    b.wires.command(0xB0);
    b.pass(56 * kPerMicrosecond);
    b.wires.command(0x30);
    CHECK(busy_time(b) == (24'000 - 448) * kPerMicrosecond);
}

TEST_CASE("Suspend and resume without anything to suspend, and of a chip erase, do nothing") {
    Bench b;
    b.wires.command(0xB0);
    b.wires.command(0x30);
    CHECK(b.status() == 0);
    b.write_enable();
    b.wires.command(0x60);
    b.wires.command(0xB0);
    b.pass(kPerSecond);
    CHECK(b.status() == 3);
    CHECK(b.rules() == "");
}

TEST_CASE("BP bits protect from the top, with TB from the bottom; a refused operation sets its fail bit") {
    Bench b;
    b.write_status(1 << 2); // one block of 64 KiB
    CHECK(b.status() == 0x04);
    b.program(0x1FF0000, {0});
    CHECK(b.status() == 0x04);
    CHECK(b.security() == 0x20); // P_FAIL
    b.erase_sector(0x1FFF000);
    CHECK(b.security() == 0x60); // E_FAIL too
    b.program(0x1FEFF00, {0});
    b.wait_idle();
    CHECK(b.security() == 0x40);
    CHECK(b.read(0x1FEFF00, 1) == Bytes{0});
    b.erase_sector(0x1FEF000);
    b.wait_idle();
    CHECK(b.security() == 0);
    b.write_enable();
    b.wires.command(0x60);
    CHECK(b.security() == 0x40);
    b.write_enable();
    b.wires.write(0x01, 0, 0, Bytes{2 << 2, 0x0F}); // two blocks, TB
    b.wait_idle();
    b.erase_block(0x10000);
    CHECK(b.status() == 0x08);
    b.erase_block(0x20000);
    b.wait_idle();
    CHECK(b.security() == 0);
    b.chip.power_on();
    CHECK(b.status() == 0x08); // non-volatile, as TB
    b.erase_block(0x10000);
    CHECK(b.security() == 0x40);
    CHECK(b.rules() == "");
}

TEST_CASE("All BP bits protect the whole array") {
    Bench b;
    b.write_status(0x3C);
    for (std::uint32_t address : {0u, 0x1000000u, 0x1FFFF00u}) {
        b.program(address, {0});
        CHECK(b.status() == 0x3C);
        CHECK(b.security() == 0x20);
    }
}

TEST_CASE("A dead sector keeps bits at 0 after an erase and sets E_FAIL if the chip notices") {
    for (bool noticed : {true, false}) {
        Bench b;
        b.chip.kill_sector(0x4321, noticed);
        b.erase_sector(0x4000);
        b.wait_idle();
        const Bytes cells = b.read(0x4000, 4096);
        CHECK(cells != Bytes(4096, 0xFF));
        CHECK(b.security() == (noticed ? 0x40u : 0u));
        b.erase_sector(0x5000);
        b.wait_idle();
        CHECK(b.read(0x5000, 4096) == Bytes(4096, 0xFF));
        CHECK(b.security() == 0);
    }
}

TEST_CASE("A sector that is declared protected refuses program and erase whatever the registers say") {
    Bench b;
    b.chip.protect_sector(0x4000);
    b.erase_sector(0x4000);
    CHECK(b.security() == 0x40);
    b.erase_block(0);
    CHECK(b.status() == 0);
    b.program(0x4F00, {0});
    CHECK(b.security() == 0x60);
    b.program(0x5000, {0});
    b.wait_idle();
    CHECK(b.security() == 0x40);
}

TEST_CASE("Each write enable, register write, program and erase that the chip takes is one operation") {
    Bench b;
    b.erase_sector(0); // write enable and erase
    CHECK(b.chip.operations().begun() == 2);
    b.erase_sector(0); // neither: the chip is busy
    CHECK(b.chip.operations().begun() == 2);
    b.wait_idle();
    b.program(0, {1});
    b.wait_idle();
    CHECK(b.chip.operations().begun() == 4);
    b.write_status(0x04);
    b.wait_idle();
    CHECK(b.chip.operations().begun() == 6);
    b.write_configuration2(0x300, 7);
    CHECK(b.chip.operations().begun() == 8);
    b.write_enable();
    b.wires.command(0x04);
    CHECK(b.chip.operations().begun() == 10);
    b.chip.protect_sector(0);
    b.erase_sector(0); // refused
    CHECK(b.chip.operations().begun() == 11);
}

TEST_CASE("An operation that the loss of the supply forestalls changes no cell, one amid it does") {
    for (const bool middle : {false, true}) {
        CAPTURE(middle);
        Bench b;
        b.chip.operations().at({2, middle}, true, [&] { b.chip.lose_supply(); });
        b.chip.array()[0x10] = 0x42;
        b.erase_sector(0);
        b.pass(kPerSecond);
        CHECK((b.chip.array()[0x10] == 0x42) == !middle);
        CHECK(b.chip.activity().erases.empty());
        CHECK(b.read(0, 4) == kErased); // nobody drives the lines
    }
}
