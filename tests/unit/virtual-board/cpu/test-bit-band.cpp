// The bit-band aliases of a Cortex-M4.
#include "tests/unit/virtual-board/cpu/cortex-m4-board.hpp"

using namespace test;

namespace {
constexpr std::uint32_t alias_of(std::uint32_t address, unsigned bit) {
    return (address & 0xF0000000) + 0x02000000 + (address & 0xFFFFF) * 32 + bit * 4;
}
} // namespace

TEST_CASE("a word of a bit-band alias is one bit, for the core and for the debugger") {
    TestBoard board(cortex_m4());
    // ldr r0,=alias; movs r1,#3; str r1,[r0]; ldr r2,[r0,#4]; ldr r3,[r0]; b .; .ltorg
    board.program({0x4803, 0x2103, 0x6001, 0x6842, 0x6803, 0xE7FE, 0x0000, 0x0000,
                   std::uint16_t(alias_of(kRam + 0x104, 9)), std::uint16_t(alias_of(kRam + 0x104, 9) >> 16)});
    board.put(kRam + 0x104, 0x00000400);
    board.start();
    board.run_us(2);
    CHECK(board.get(kRam + 0x104) == 0x00000600); // bit 0 of the value counts
    board.connect(0);
    board.halt();
    CHECK(board.reg(2) == 1);
    CHECK(board.reg(3) == 1);
    board.poke(alias_of(kRam + 0x104, 10), 0xFFFFFFFE);
    CHECK(board.get(kRam + 0x104) == 0x00000200);
    CHECK(board.peek(alias_of(kRam + 0x104, 9)) == 1);
    CHECK(board.peek(alias_of(kRam + 0x104, 10)) == 0);
}

TEST_CASE("a bit of a peripheral is read, changed and written back") {
    TestBoard board(cortex_m4());
    board.program({0xE7FE});
    board.device.words[2] = 0x80000001;
    board.start();
    board.connect(0);
    board.device.reads = board.device.writes = 0;
    board.poke(alias_of(kDevice + 8, 4), 1);
    CHECK(board.device.words[2] == 0x80000011);
    CHECK(board.device.reads == 1);
    CHECK(board.device.writes == 1);
    CHECK(board.peek(alias_of(kDevice + 8, 31)) == 1);
}

TEST_CASE("where the region has nothing the alias is a bus error") {
    TestBoard board(cortex_m4());
    // ldr r0,=alias of 0x20080000; ldr r1,[r0]; b .; .ltorg
    board.program({0x4801, 0x6801, 0xE7FE, 0x0000, 0x0000, 0x2300});
    board.handler(3, kCode + 0x800, {0xE7FE});
    board.start();
    board.run_us(1);
    CHECK(board.machine.pc() == kCode + 0x800);
    board.connect(0);
    CHECK(board.peek(0xE000ED38) == 0x23000000); // BFAR: where the access went
}

TEST_CASE("code that is changed through the alias is executed afresh") {
    TestBoard board(cortex_m4());
    board.program({0xE7FE});
    board.start();
    board.connect(0);
    board.halt();
    board.poke(kRam + 0x200, 0xE7FD2001); // loop: movs r0,#1; b loop
    board.set_reg(15, kRam + 0x200);
    board.resume();
    board.run_us(1);
    board.poke(alias_of(kRam + 0x200, 1), 1); // movs r0,#3
    board.run_us(1);
    board.halt();
    CHECK(board.reg(0) == 3);
}

TEST_CASE("a Cortex-M7 has no bit-band alias") {
    TestBoard board;
    board.program({0x4801, 0x6801, 0xE7FE, 0x0000, 0x0000, 0x2200});
    board.handler(3, kCode + 0x800, {0xE7FE});
    board.start();
    board.run_us(1);
    CHECK(board.machine.pc() == kCode + 0x800);
}
