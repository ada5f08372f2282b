// Exceptions: entry, return, priorities, stacks.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

using namespace test;

namespace {

constexpr std::uint32_t kHandler = kCode + 0x800, kSecond = kCode + 0xA00, kCount = kRam + 0x100;

} // namespace

TEST_CASE("SysTick interrupts once a period and the handler's return restores every register") {
    TestBoard board;
    // ldr r0,=0xE000E014; mov r1,#639; str r1,[r0]; movs r1,#0; str r1,[r0,#4]; movs r1,#7; str
    // r1,[r0,#-4]; mov r2,#22; mov r12,#12; loop: adds r3,#1; b loop; .ltorg
    board.program({0x4807, 0xF240, 0x217F, 0x6001, 0x2100, 0x6041, 0x2107, 0xF840, 0x1C04, 0xF04F, 0x0216,
                   0xF04F, 0x0C0C, 0x3301, 0xE7FD, 0x0000, 0xE014, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; mrs r2,ipsr; str r2,[r0,#4]; mov
    // r12,#0; bx lr; .ltorg
    board.handler(
        15, kHandler,
        {0x4804, 0x6801, 0x3101, 0x6001, 0xF3EF, 0x8205, 0x6042, 0xF04F, 0x0C00, 0x4770, 0x0100, 0x2000});
    board.start();
    board.run_us(1005); // 640 cycles of 64 MHz = 10 us
    CHECK(board.get(kCount) == 100);
    CHECK(board.get(kCount + 4) == 15);
    board.connect();
    board.halt();
    CHECK(board.reg(2) == 22);
    CHECK(board.reg(12) == 12);
    CHECK(board.reg(13) == kStack);
    CHECK((board.reg(16) & 0x1FF) == 0);
}

TEST_CASE("SysTick on the external reference counts every eighth cycle") {
    TestBoard board;
    // ldr r0,=0xE000E014; mov r1,#79; str r1,[r0]; movs r1,#0; str r1,[r0,#4]; movs r1,#3; str
    // r1,[r0,#-4]; loop: b loop; .ltorg
    board.program(
        {0x4804, 0xF04F, 0x014F, 0x6001, 0x2100, 0x6041, 0x2103, 0xF840, 0x1C04, 0xE7FE, 0xE014, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(15, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
    board.start();
    board.run_us(105);
    CHECK(board.get(kCount) == 10);
}

TEST_CASE("a more urgent interrupt preempts a handler and a less urgent one waits") {
    TestBoard board;
    // IRQ0 has priority 0x40, IRQ1 0x20, IRQ2 0x60. IRQ0's handler pends both others.
    // ldr r0,=0xE000E100; movs r1,#7; str r1,[r0]; ldr r2,=0xE000E400; ldr r1,=0x00602040; str
    // r1,[r2]; movs r1,#1; add r3,r0,#0x100; str r1,[r3]; nop; loop: b loop; .ltorg
    board.program({0x4805, 0x2107, 0x6001, 0x4A05, 0x4905, 0x6011, 0x2101, 0xF500, 0x7380, 0x6019, 0xBF00,
                   0xE7FE, 0xE100, 0xE000, 0xE400, 0xE000, 0x2040, 0x0060});
    // Each handler appends its letter to the log at RAM + 0x100 before and after what it does.
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xA; str r1,[r0]; ldr r2,=0xE000E200; movs
    // r3,#6; str r3,[r2]; nop; nop; ldr r1,[r0]; lsls r1,#4; adds r1,#0xA; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kHandler,
                  {0x4807, 0x6801, 0x0109, 0x310A, 0x6001, 0x4A06, 0x2306, 0x6013, 0xBF00, 0xBF00,
                   0x6801, 0x0109, 0x310A, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000, 0xE200, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xB; str r1,[r0]; bx lr; .ltorg
    board.handler(17, kSecond, {0x4802, 0x6801, 0x0109, 0x310B, 0x6001, 0x4770, 0x0100, 0x2000});
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xC; str r1,[r0]; bx lr; .ltorg
    board.handler(18, kSecond + 0x100, {0x4802, 0x6801, 0x0109, 0x310C, 0x6001, 0x4770, 0x0100, 0x2000});
    board.start();
    board.run_us(10);
    CHECK(board.get(kCount) == 0xABAC);
}

TEST_CASE("interrupts of one preemption group do not nest but keep their subpriority") {
    TestBoard board;
    // PRIGROUP = 6: one bit of group. IRQ0 0x70, IRQ1 0x20, IRQ2 0x10 are all in group 0.
    // ldr r0,=0xE000ED0C; ldr r1,=0x05FA0600; str r1,[r0]; ldr r0,=0xE000E100; movs r1,#7; str
    // r1,[r0]; ldr r2,=0xE000E400; ldr r1,=0x00102070; str r1,[r2]; movs r1,#1; add r3,r0,#0x100; str
    // r1,[r3]; nop; loop: b loop; .ltorg
    board.program({0x4807, 0x4908, 0x6001, 0x4808, 0x2107, 0x6001, 0x4A07, 0x4908, 0x6011,
                   0x2101, 0xF500, 0x7380, 0x6019, 0xBF00, 0xE7FE, 0x0000, 0xED0C, 0xE000,
                   0x0600, 0x05FA, 0xE100, 0xE000, 0xE400, 0xE000, 0x2070, 0x0010});
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xA; str r1,[r0]; ldr r2,=0xE000E200; movs
    // r3,#6; str r3,[r2]; nop; nop; ldr r1,[r0]; lsls r1,#4; adds r1,#0xA; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kHandler,
                  {0x4807, 0x6801, 0x0109, 0x310A, 0x6001, 0x4A06, 0x2306, 0x6013, 0xBF00, 0xBF00,
                   0x6801, 0x0109, 0x310A, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000, 0xE200, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xB; str r1,[r0]; bx lr; .ltorg
    board.handler(17, kSecond, {0x4802, 0x6801, 0x0109, 0x310B, 0x6001, 0x4770, 0x0100, 0x2000});
    // ldr r0,=0x20000100; ldr r1,[r0]; lsls r1,#4; adds r1,#0xC; str r1,[r0]; bx lr; .ltorg
    board.handler(18, kSecond + 0x100, {0x4802, 0x6801, 0x0109, 0x310C, 0x6001, 0x4770, 0x0100, 0x2000});
    board.start();
    board.run_us(10);
    CHECK(board.get(kCount) == 0xAACB);
}

TEST_CASE("PRIMASK and BASEPRI hold an interrupt back until they are lifted") {
    TestBoard board;
    // cpsid; pend IRQ0; log; cpsie; log; basepri=0x40; pend; log; basepri=0; log. IRQ0 has priority 0x50.
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; ldr r2,=0xE000E400; movs r3,#0x50; strb r3,[r2];
    // ldr r4,=0x20000100; ldr r5,=0xE000E200; cpsid i; str r1,[r5]; nop; ldr r6,[r4]; str r6,[r4,#4];
    // cpsie i; nop; ldr r6,[r4]; str r6,[r4,#8]; movs r6,#0x40; msr basepri,r6; str r1,[r5]; nop; ldr
    // r6,[r4]; str r6,[r4,#12]; movs r6,#0; msr basepri,r6; nop; ldr r6,[r4]; str r6,[r4,#16]; loop: b
    // loop; .ltorg
    board.program({0x480F, 0x2101, 0x6001, 0x4A0F, 0x2350, 0x7013, 0x4C0E, 0x4D0F, 0xB672, 0x6029,
                   0xBF00, 0x6826, 0x6066, 0xB662, 0xBF00, 0x6826, 0x60A6, 0x2640, 0xF386, 0x8811,
                   0x6029, 0xBF00, 0x6826, 0x60E6, 0x2600, 0xF386, 0x8811, 0xBF00, 0x6826, 0x6126,
                   0xE7FE, 0x0000, 0xE100, 0xE000, 0xE400, 0xE000, 0x0100, 0x2000, 0xE200, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
    board.start();
    board.run_us(20);
    CHECK(board.get(kCount + 4) == 0);
    CHECK(board.get(kCount + 8) == 1);
    CHECK(board.get(kCount + 12) == 1);
    CHECK(board.get(kCount + 16) == 2);
}

TEST_CASE("a level that stays high interrupts again and one that falls does not") {
    TestBoard board;
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; loop: b loop; .ltorg
    board.program({0x4801, 0x2101, 0x6001, 0xE7FE, 0xE100, 0xE000});
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
    board.start();
    board.run_us(1);
    board.machine.set_line(0, true);
    board.run_us(10);
    CHECK(board.get(kCount) > 3);
    board.machine.set_line(0, false);
    board.run_us(5);
    auto after = board.get(kCount);
    board.run_us(10);
    CHECK(board.get(kCount) == after);
}

TEST_CASE("an exception from a thread on the process stack uses MSP and returns to PSP") {
    TestBoard board;
    // ldr r0,=0x20004000; msr psp,r0; movs r0,#2; msr control,r0; isb; movs r0,#5; svc #7; mrs
    // r3,control; mov r4,sp; bkpt #0; .ltorg
    board.program({0x4806, 0xF380, 0x8809, 0x2002, 0xF380, 0x8814, 0xF3BF, 0x8F6F, 0x2005, 0xDF07, 0xF3EF,
                   0x8314, 0x466C, 0xBE00, 0x4000, 0x2000});
    // mov r6,lr; mov r5,sp; mrs r7,control; mrs r1,psp; ldr r2,[r1,#24]; bx lr
    board.handler(11, kHandler, {0x4676, 0x466D, 0xF3EF, 0x8714, 0xF3EF, 0x8109, 0x698A, 0x4770});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(6) == 0xFFFFFFFD);
    CHECK(board.reg(5) == kStack);
    CHECK(board.reg(7) == 0); // SPSEL reads as zero in Handler mode
    CHECK(board.reg(3) == 2);
    CHECK(board.reg(4) == 0x20004000);
    CHECK(board.reg(0) == 5);
}

TEST_CASE("an interrupt of FP code stacks S0 to S15 and FPSCR and brings them back") {
    TestBoard board;
    // ldr r0,=0xE000ED88; ldr r1,=0x00F00000; str r1,[r0]; dsb; isb; vmov.f32 s0,#1.0; vmov.f32
    // s15,#2.0; vmov.f32 s16,#3.0; svc #0; bkpt #0; .ltorg
    board.program({0x4807, 0xF44F, 0x0170, 0x6001, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F, 0xEEB7, 0x0A00, 0xEEF0,
                   0x7A00, 0xEEB0, 0x8A08, 0xDF00, 0xBE00, 0xED88, 0xE000});
    // mov r6,lr; mov r5,sp; mrs r7,control; vmov.f32 s0,#9.0; vmov.f32 s15,#9.0; bx lr
    board.handler(11, kHandler, {0x4676, 0x466D, 0xF3EF, 0x8714, 0xEEB2, 0x0A02, 0xEEF2, 0x7A02, 0x4770});
    board.start();
    board.connect();
    board.resume();
    board.run_us(20);
    REQUIRE(board.halted());
    CHECK(board.reg(6) == 0xFFFFFFE9);
    CHECK(board.reg(5) == kStack - 0x68);
    CHECK(board.reg(7) == 0); // a new FP context
    CHECK(board.reg(64) == 0x3F800000);
    CHECK(board.reg(64 + 15) == 0x40000000);
    CHECK(board.reg(64 + 16) == 0x40400000);
    CHECK((board.reg(20) >> 24) == 4);
    CHECK(board.reg(13) == kStack);
}

TEST_CASE("a stack that is only word aligned is aligned for the handler and given back as it was") {
    TestBoard board;
    // push {r0}; svc #0; mov r4,sp; bkpt #0
    board.program({0xB401, 0xDF00, 0x466C, 0xBE00});
    // mov r5,sp; ldr r6,[sp,#28]; bx lr
    board.handler(11, kHandler, {0x466D, 0x9E07, 0x4770});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(5) == kStack - 0x28);
    CHECK((board.reg(6) >> 9 & 1) == 1);
    CHECK(board.reg(4) == kStack - 4);
}

TEST_CASE("under FAULTMASK only NMI gets through, and the handler's return clears it") {
    TestBoard board;
    // IRQ0 and NMI are pended; IRQ0 must come after NMI's return, when FAULTMASK is cleared by hand.
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; cpsid f; add r2,r0,#0x100; str r1,[r2]; ldr
    // r3,=0xE000ED04; ldr r4,=0x80000000; str r4,[r3]; nop; mrs r5,faultmask; ldr r6,=0x20000100; ldr
    // r7,[r6]; cpsie f; nop; bkpt #0; .ltorg
    board.program({0x4809, 0x2101, 0x6001, 0xB671, 0xF500, 0x7280, 0x6011, 0x4B07, 0xF04F,
                   0x4400, 0x601C, 0xBF00, 0xF3EF, 0x8513, 0x4E04, 0x6837, 0xB661, 0xBF00,
                   0xBE00, 0x0000, 0xE100, 0xE000, 0xED04, 0xE000, 0x0100, 0x2000});
    // ldr r0,=0x20000100; movs r1,#0xA; str r1,[r0]; bx lr; .ltorg
    board.handler(2, kHandler, {0x4801, 0x210A, 0x6001, 0x4770, 0x0100, 0x2000});
    // ldr r0,=0x20000100; movs r1,#0xB; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kSecond, {0x4801, 0x210B, 0x6001, 0x4770, 0x0100, 0x2000});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(5) == 1); // NMI leaves FAULTMASK alone
    CHECK(board.reg(7) == 0xA);
    CHECK(board.get(kCount) == 0xB);
}
