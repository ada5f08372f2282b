// Halting debug through the access port: halt, step, breakpoints, watchpoints, registers, vector catch,
// reset.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

using namespace test;

namespace {
constexpr std::uint32_t kHandler = kCode + 0x800, kDfsr = 0xE000ED30, kDhcsr = 0xE000EDF0,
                        kDemcr = 0xE000EDFC, kFpCtrl = 0xE0002000, kFpComp0 = 0xE0002008;
} // namespace

TEST_CASE("a halted core stands still while time passes") {
    TestBoard board;
    board.program({0x3001, 0xE7FD});
    board.start();
    board.run_us(1);
    board.connect();
    CHECK_FALSE(board.halted());
    board.halt();
    CHECK(board.halted());
    CHECK((board.peek(kDfsr) & 1) == 1);
    CHECK_FALSE(board.machine.core_running());
    auto before = board.machine.instructions();
    board.run_us(100);
    CHECK(board.machine.instructions() == before);
    CHECK(board.timeline.now() == 101 * vb::kPerMicrosecond);
    board.resume();
    board.run_us(1);
    CHECK(board.machine.instructions() == before + 64);
}

TEST_CASE("DHCSR needs its key and forgets that it told of a reset and of retired instructions") {
    TestBoard board;
    board.program({0x3001, 0xE7FD});
    board.start();
    board.run_us(1);
    board.connect();
    board.poke(kDhcsr, 0x12340003);
    CHECK((board.dhcsr() & 0x03020003) == 0x03000000);
    CHECK((board.dhcsr() & 0x03000000) == 0);
    board.run_us(1);
    CHECK((board.dhcsr() & 0x03000000) == 0x01000000);
}

TEST_CASE("a step executes one instruction") {
    TestBoard board;
    board.program({0x3001, 0x3002, 0x3004, 0xE7FE});
    board.start();
    board.connect();
    board.halt();
    board.poke(kDfsr, 0x1F);
    for (std::uint32_t expected : {1u, 3u, 7u}) {
        board.step();
        board.run_us(1);
        CHECK(board.halted());
        CHECK(board.reg(0) == expected);
    }
    CHECK(board.reg(15) == kEntry + 6);
    CHECK(board.peek(kDfsr) == 1);
}

TEST_CASE("a step with C_MASKINTS does not enter a pending interrupt and one without does") {
    TestBoard board;
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; loop: adds r2,#1; b loop; .ltorg
    board.program({0x4802, 0x2101, 0x6001, 0x3201, 0xE7FD, 0x0000, 0xE100, 0xE000});
    board.handler(16, kHandler, {0xBF00, 0x4770});
    board.start();
    board.run_us(1);
    board.connect();
    board.halt();
    board.machine.set_line(0, true);
    board.step();
    board.run_us(1);
    CHECK(board.reg(15) < kHandler);
    board.poke(kDhcsr, 0xA05F0005);
    board.run_us(1);
    CHECK(board.halted());
    CHECK(board.reg(15) == kHandler);
    CHECK((board.reg(16) & 0x1FF) == 16);
}

TEST_CASE("an FPB breakpoint stops before its instruction, again and again, and can be stepped over") {
    TestBoard board;
    board.program({0x3001, 0x3002, 0xE7FC}); // loop: adds r0,#1; adds r0,#2; b loop
    board.start();
    board.connect();
    board.halt();
    CHECK(board.peek(kFpCtrl) == 0x10000080);
    board.poke(kFpCtrl, 3);
    board.poke(kFpComp0, (kEntry + 2) | 1);
    board.resume();
    board.run_us(1);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kEntry + 2);
    CHECK(board.reg(0) == 1);
    CHECK((board.peek(kDfsr) & 2) == 2);
    board.resume();
    board.run_us(1);
    CHECK(board.reg(0) == 1); // still there
    board.step();
    board.run_us(1);
    CHECK(board.reg(15) == kEntry + 4);
    board.resume();
    board.run_us(1);
    CHECK(board.reg(0) == 4);
    board.poke(kFpComp0, 0);
    board.resume();
    board.run_us(1);
    CHECK_FALSE(board.halted());
}

TEST_CASE("a breakpoint on an endless branch is hit although the core is already there") {
    TestBoard board;
    board.program({0xE7FE});
    board.start();
    board.run_us(1);
    board.connect();
    board.poke(kDhcsr, 0xA05F0001);
    board.poke(kFpCtrl, 3);
    board.poke(kFpComp0, kEntry | 1);
    board.run_us(1);
    CHECK(board.halted());
}

TEST_CASE("BKPT halts under a debugger and is a HardFault without one") {
    TestBoard board;
    board.program({0x2001, 0xBE00, 0xE7FE});
    board.handler(3, kHandler, {0xE7FE});
    board.start();
    board.run_us(1);
    CHECK(board.machine.pc() == kHandler);
    board.connect();
    CHECK(board.peek(0xE000ED2C) == 0x80000000);
    board.poke(kDhcsr, 0xA05F0001);
    board.poke(0xE000ED0C, 0x05FA0004);
    board.run_us(1);
    CHECK(board.halted());
    CHECK(board.reg(15) == kEntry + 2);
}

TEST_CASE("every register can be written and read while halted") {
    TestBoard board;
    board.program({0xE7FE});
    board.start();
    board.connect();
    board.halt();
    for (unsigned n = 0; n < 13; ++n) board.set_reg(n, 0x1000 + n);
    for (unsigned n = 0; n < 32; ++n) board.set_reg(64 + n, 0x2000 + n);
    board.set_reg(14, 0x1234);
    board.set_reg(15, kEntry + 0x20);
    board.set_reg(16, 0xF1000000);
    board.set_reg(17, kRam + 0x1000);
    board.set_reg(18, kRam + 0x2000);
    board.set_reg(20, 0x02015001);
    board.set_reg(33, 0x03000000);
    for (unsigned n = 0; n < 13; ++n) CHECK(board.reg(n) == 0x1000 + n);
    for (unsigned n = 0; n < 32; ++n) CHECK(board.reg(64 + n) == 0x2000 + n);
    CHECK(board.reg(13) == kRam + 0x2000); // SPSEL is set
    CHECK(board.reg(14) == 0x1234);
    CHECK(board.reg(15) == kEntry + 0x20);
    CHECK(board.reg(16) == 0xF1000000);
    CHECK(board.reg(17) == kRam + 0x1000);
    CHECK(board.reg(18) == kRam + 0x2000);
    CHECK(board.reg(20) == 0x02015001);
    CHECK(board.reg(33) == 0x03000000);
    board.set_reg(20, 0x03000000); // unprivileged
    CHECK(board.reg(20) == 0x03000000);
    CHECK(board.reg(17) == kRam + 0x1000);
    board.set_reg(20, 0);
    CHECK(board.reg(20) == 0);
    CHECK(board.reg(13) == kRam + 0x1000);
}

TEST_CASE("registers of a running core are not transferred") {
    TestBoard board;
    board.program({0xE7FE});
    board.start();
    board.connect();
    board.poke(0xE000EDF8, 0xDEAD);
    board.poke(0xE000EDF4, 15);
    CHECK(board.peek(0xE000EDF8) == 0xDEAD);
}

TEST_CASE("VC_CORERESET halts before the first instruction after SYSRESETREQ") {
    TestBoard board;
    board.program({0x3001, 0xE7FD});
    board.start();
    board.connect();
    board.poke(kDhcsr, 0xA05F0001);
    board.poke(kDemcr, 1);
    board.dhcsr();
    board.poke(0xE000ED0C, 0x05FA0004);
    board.run_us(1);
    CHECK((board.dhcsr() & 0x02020000) == 0x02020000); // S_RESET_ST, S_HALT
    CHECK(board.reg(15) == kEntry);
    CHECK(board.reg(0) == 0);
    CHECK((board.peek(kDfsr) & 8) == 8);
    CHECK(board.resets == 1);
}

TEST_CASE("the core resets itself by SYSRESETREQ and VECTRESET does nothing") {
    TestBoard board;
    // ldr r0,=0xE000ED0C; ldr r1,=0x05FA0001; str r1,[r0]; ldr r2,=0x20000100; ldr r3,[r2]; adds
    // r3,#1; str r3,[r2]; cmp r3,#3; beq done; ldr r1,=0x05FA0004; str r1,[r0]; loop: b loop; done: b
    // done; .ltorg
    board.program({0x4806, 0x4907, 0x6001, 0x4A07, 0x6813, 0x3301, 0x6013, 0x2B03, 0xD002, 0x4905, 0x6001,
                   0xE7FE, 0xE7FE, 0x0000, 0xED0C, 0xE000, 0x0001, 0x05FA, 0x0100, 0x2000, 0x0004, 0x05FA});
    board.start();
    board.run_us(20);
    CHECK(board.resets == 2);
    CHECK(board.get(kRam + 0x100) == 3);
}

TEST_CASE("VC_HARDERR halts at the HardFault handler") {
    TestBoard board;
    board.program({0xDE00});
    board.handler(3, kHandler, {0xE7FE});
    board.start();
    board.connect();
    board.poke(kDhcsr, 0xA05F0001);
    board.poke(kDemcr, 1u << 10);
    board.run_us(1);
    CHECK(board.halted());
    CHECK(board.reg(15) == kHandler);
    CHECK((board.reg(16) & 0x1FF) == 3);
}

TEST_CASE("a DWT watchpoint halts after the store that touched it, and after a load where asked for") {
    TestBoard board;
    // ldr r0,=0x20000100; movs r1,#1; str r1,[r0,#4]; ldr r2,[r0]; str r1,[r0]; movs r1,#2; loop: b
    // loop; .ltorg
    board.program({0x4803, 0x2101, 0x6041, 0x6802, 0x6001, 0x2102, 0xE7FE, 0x0000, 0x0100, 0x2000});
    board.start();
    board.connect();
    board.halt();
    board.poke(kDemcr, 1u << 24);
    board.poke(0xE0001020, kRam + 0x100);
    board.poke(0xE0001024, 2);
    board.poke(0xE0001028, 6);
    board.resume();
    board.run_us(1);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kEntry + 10);
    CHECK((board.peek(kDfsr) & 4) == 4);
    CHECK((board.peek(0xE0001028) >> 24) == 1);
    board.poke(0xE0001028, 5);
    board.set_reg(15, kEntry);
    board.resume();
    board.run_us(1);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kEntry + 8);
}

TEST_CASE("NRST holds the core and its release starts it from the vector table") {
    TestBoard board;
    board.program({0x3001, 0xE7FD});
    board.start();
    board.run_us(1);
    board.connect();
    board.machine.debug_port().nrst(true);
    CHECK_FALSE(board.machine.core_running());
    CHECK(board.resets == 1);
    auto before = board.machine.instructions();
    board.run_us(5);
    CHECK(board.machine.instructions() == before);
    CHECK(board.peek(0xE000ED00) == 0x411FC272);
    board.machine.debug_port().nrst(false);
    CHECK(board.machine.pc() == kEntry);
    board.run_us(1);
    CHECK(board.machine.instructions() == before + 64);
}
