// WFI, WFE, waiting loops that are fast-forwarded, and determinism.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

using namespace test;

namespace {
constexpr std::uint32_t kHandler = kCode + 0x800, kCount = kRam + 0x100;

// Enables IRQ0 and then runs `rest`.
void count_interrupts(TestBoard& board) {
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(16, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
}

struct Trace {
    std::uint64_t instructions, reads;
    vb::Picoseconds now;
    std::uint32_t counter, register4;
    bool operator==(const Trace&) const = default;
};

// Polls a flag that an event sets after 3.3 ms, three times, while SysTick interrupts every 100 us.
Trace poll(bool fast_forward, std::uint64_t hz, bool counting, unsigned* reads = nullptr) {
    TestBoard board;
    board.hz = hz;
    board.machine.set_fast_forward(fast_forward);
    if (counting) {
        // ldr r0,=0xE000E014; ldr r1,=6399; str r1,[r0]; movs r1,#0; str r1,[r0,#4]; movs r1,#7; str
        // r1,[r0,#-4]; ldr r2,=0x40000000; outer: movs r3,#0; wait: adds r3,#1; ldr r1,[r2]; cmp
        // r1,#0; beq wait; adds r4,r4,r3; movs r1,#0; str r1,[r2]; b outer; .ltorg
        board.program({0x4809, 0xF641, 0x01FF, 0x6001, 0x2100, 0x6041, 0x2107, 0xF840,
                       0x1C04, 0xF04F, 0x4280, 0x2300, 0x3301, 0x6811, 0x2900, 0xD0FB,
                       0x18E4, 0x2100, 0x6011, 0xE7F6, 0xE014, 0xE000});
    } else {
        // ldr r0,=0xE000E014; ldr r1,=6399; str r1,[r0]; movs r1,#0; str r1,[r0,#4]; movs r1,#7; str
        // r1,[r0,#-4]; ldr r2,=0x40000000; outer: push {r0,r1}; pop {r0,r1}; wait: ldr r1,[r2]; cmp
        // r1,#0; beq wait; adds r4,#1; movs r1,#0; str r1,[r2]; b outer; .ltorg
        board.program({0x4809, 0xF641, 0x01FF, 0x6001, 0x2100, 0x6041, 0x2107, 0xF840,
                       0x1C04, 0xF04F, 0x4280, 0xB403, 0xBC03, 0x6811, 0x2900, 0xD0FC,
                       0x3401, 0x2100, 0x6011, 0xE7F6, 0xE014, 0xE000});
    }
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(15, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
    std::function<void()> flag = [&] {
        board.device.words[0] = 1;
        board.timeline.schedule_in(3'300'000'123, flag);
    };
    board.timeline.schedule(3'300'000'123, flag);
    board.start();
    board.run(20 * vb::kPerMillisecond);
    if (reads) *reads = board.device.reads;
    board.connect();
    board.halt();
    return {board.machine.instructions(), 0, board.timeline.now(), board.get(kCount), board.reg(4)};
}

} // namespace

TEST_CASE("WFI sleeps until an interrupt, takes it and goes on") {
    TestBoard board;
    count_interrupts(board);
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; loop: wfi; adds r2,#1; b loop; .ltorg
    board.program({0x4802, 0x2101, 0x6001, 0xBF30, 0x3201, 0xE7FC, 0xE100, 0xE000});
    board.start();
    board.run_us(100);
    auto before = board.machine.instructions();
    board.connect();
    CHECK((board.dhcsr() >> 18 & 1) == 1); // S_SLEEP
    board.run_us(100);
    CHECK(board.machine.instructions() == before);
    board.timeline.schedule_in(vb::kPerMicrosecond, [&] { board.machine.set_line(0, true); });
    board.timeline.schedule_in(vb::kPerMicrosecond + 100'000, [&] { board.machine.set_line(0, false); });
    board.run_us(100);
    CHECK(board.get(kCount) >= 1);
    board.halt();
    CHECK(board.reg(2) == 1);
}

TEST_CASE("WFI wakes for an interrupt that PRIMASK holds back, without taking it") {
    TestBoard board;
    count_interrupts(board);
    // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; cpsid i; wfi; movs r2,#9; loop: b loop; .ltorg
    board.program({0x4803, 0x2101, 0x6001, 0xB672, 0xBF30, 0x2209, 0xE7FE, 0x0000, 0xE100, 0xE000});
    board.start();
    board.run_us(10);
    board.machine.set_line(0, true);
    board.run_us(10);
    CHECK(board.get(kCount) == 0);
    board.connect();
    board.halt();
    CHECK(board.reg(2) == 9);
}

TEST_CASE("WFE passes once after SEV and then sleeps") {
    TestBoard board;
    // sev; wfe; movs r2,#1; wfe; movs r2,#2; loop: b loop
    board.program({0xBF40, 0xBF20, 0x2201, 0xBF20, 0x2202, 0xE7FE});
    board.start();
    board.run_us(10);
    board.connect();
    CHECK((board.dhcsr() >> 18 & 1) == 1);
    board.halt();
    CHECK(board.reg(2) == 1);
}

TEST_CASE("a halted debugger request wakes a sleeping core") {
    TestBoard board;
    // wfi; movs r2,#1; loop: b loop
    board.program({0xBF30, 0x2201, 0xE7FE});
    board.start();
    board.run_us(10);
    board.connect();
    board.halt();
    CHECK(board.halted());
    CHECK(board.reg(15) == kEntry + 2);
}

TEST_CASE("fast-forward of a polling loop changes nothing but the work") {
    for (std::uint64_t hz : {64'000'000ull, 600'000'000ull}) {
        unsigned slow_reads = 0, fast_reads = 0;
        Trace slow = poll(false, hz, false, &slow_reads);
        Trace fast = poll(true, hz, false, &fast_reads);
        CHECK(slow == fast);
        CHECK(slow.counter > 10);
        CHECK(slow.register4 == 6);
        CHECK(fast_reads < slow_reads / 20);
    }
}

TEST_CASE("a loop that counts its polls is not skipped") {
    unsigned slow_reads = 0, fast_reads = 0;
    CHECK(poll(false, 64'000'000, true, &slow_reads) == poll(true, 64'000'000, true, &fast_reads));
    CHECK(slow_reads == fast_reads);
}

TEST_CASE("a loop that counts its polls in memory is not skipped") {
    auto count = [](bool fast) {
        TestBoard board;
        board.machine.set_fast_forward(fast);
        // ldr r0,=0x20000100; ldr r2,=0x40000000; wait: ldr r1,[r0]; adds r1,#1; str r1,[r0]; movs
        // r1,#1; ldr r1,[r2]; cmp r1,#0; beq wait; loop: b loop; .ltorg
        board.program({0x4805, 0xF04F, 0x4280, 0x6801, 0x3101, 0x6001, 0x2101, 0x6811, 0x2900, 0xD0F8, 0xE7FE,
                       0x0000, 0x0100, 0x2000});
        board.timeline.schedule(vb::kPerMillisecond, [&] { board.device.words[0] = 1; });
        board.start();
        board.run(2 * vb::kPerMillisecond);
        return board.get(kCount);
    };
    CHECK(count(true) == count(false));
}

TEST_CASE("a loop that counts its polls in an FP register is not skipped") {
    auto count = [](bool fast) {
        TestBoard board;
        board.machine.set_fast_forward(fast);
        // ldr r0,=0xE000ED88; ldr r1,=0x00F00000; str r1,[r0]; dsb; isb; vmov.f32 s1,#1.0; vmov.f32
        // s0,s1; ldr r2,=0x40000000; wait: vadd.f32 s0,s1; ldr r1,[r2]; cmp r1,#0; beq wait; loop: b
        // loop; .ltorg
        board.program({0x4809, 0xF44F, 0x0170, 0x6001, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F,
                       0xEEF7, 0x0A00, 0xEEB0, 0x0A60, 0xF04F, 0x4280, 0xEE30, 0x0A20,
                       0x6811, 0x2900, 0xD0FA, 0xE7FE, 0xED88, 0xE000});
        board.timeline.schedule(vb::kPerMillisecond, [&] { board.device.words[0] = 1; });
        board.start();
        board.run(2 * vb::kPerMillisecond);
        board.connect();
        board.halt();
        return board.reg(64);
    };
    CHECK(count(true) == count(false));
}

namespace {
struct Countdown {
    std::uint64_t instructions, cycles;
    std::uint32_t counter, flags, ticks;
    bool operator==(const Countdown&) const = default;
};

// Counts R4 down from `from`, SysTick interrupting every 1000 cycles, and is looked at after 50.5 us.
Countdown count_down(bool fast, std::uint32_t from, std::uint64_t hz) {
    TestBoard board;
    board.hz = hz;
    board.machine.set_fast_forward(fast);
    // ldr r0,=0xE000E010; ldr r1,=999; str r1,[r0,#4]; str r1,[r0,#8]; movs r1,#7; str r1,[r0]; ldr r4,=from;
    // wait: subs r4,#1; bne wait; loop: adds r2,#1; b loop; .ltorg
    board.program({0x4805, 0xF240, 0x31E7, 0x6041, 0x6081, 0x2107, 0x6001, 0x4C03, 0x3C01, 0xD1FD, 0x3201,
                   0xE7FD, 0xE010, 0xE000, std::uint16_t(from), std::uint16_t(from >> 16)});
    // ldr r0,=0x20000100; ldr r1,[r0]; adds r1,#1; str r1,[r0]; bx lr; .ltorg
    board.handler(15, kHandler, {0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0x0000, 0x0100, 0x2000});
    board.start();
    board.run(50'500'000);
    Countdown result{board.machine.instructions(), board.machine.cycles(), 0, 0, board.get(kCount)};
    board.connect();
    board.halt();
    result.counter = board.reg(4);
    result.flags = board.reg(16) >> 28;
    return result;
}
} // namespace

TEST_CASE("a counted delay takes its cycles, instructions and interrupts, skipped or not") {
    for (std::uint64_t hz : {64'000'000ull, 600'000'000ull})
        for (std::uint32_t from : {1u, 2u, 3u, 499u, 1000u, 10'000u, 1'000'000u, 0u}) {
            CAPTURE(hz, from);
            Countdown slow = count_down(false, from, hz), fast = count_down(true, from, hz);
            CHECK(slow == fast);
            CHECK(slow.ticks >= 3);
        }
    CHECK(count_down(true, 1000, 64'000'000).counter == 0);
    CHECK(count_down(true, 0, 64'000'000).counter > 0xFFFF0000);
}

TEST_CASE("a breakpoint and a single step inside a counted delay stop where they should") {
    TestBoard board;
    // movs r4,#200; wait: subs r4,#1; bne wait; loop: b loop
    board.program({0x24C8, 0x3C01, 0xD1FD, 0xE7FE});
    board.start();
    board.connect();
    board.halt();
    board.set_reg(15, kEntry);
    board.step();
    board.run_us(1);
    board.step();
    board.run_us(1);
    CHECK(board.reg(4) == 199);
    board.step();
    board.run_us(1);
    board.step();
    board.run_us(1);
    CHECK(board.reg(4) == 198);
    CHECK(board.reg(15) == kEntry + 4);
    board.poke(0xE0002000, 3); // FP_CTRL
    board.poke(0xE0002008, (kEntry + 4) | 1);
    board.set_reg(15, kEntry + 2);
    board.resume();
    board.run_us(1);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kEntry + 4);
    CHECK(board.reg(4) == 197);
}

TEST_CASE("polling COUNTFLAG stops at every wrap of SysTick") {
    auto wraps = [](bool fast) {
        TestBoard board;
        board.machine.set_fast_forward(fast);
        // ldr r0,=0xE000E010; ldr r1,=63999; str r1,[r0,#4]; str r1,[r0,#8]; movs r1,#5; str r1,[r0];
        // wait: ldr r1,[r0]; tst r1,#0x10000; beq wait; adds r2,#1; b wait; .ltorg
        board.program({0x4806, 0xF64F, 0x11FF, 0x6041, 0x6081, 0x2105, 0x6001, 0x6801, 0xF411, 0x3F80, 0xD0FB,
                       0x3201, 0xE7F9, 0x0000, 0xE010, 0xE000});
        board.start();
        board.run(10 * vb::kPerMillisecond + vb::kPerMicrosecond);
        board.connect();
        board.halt();
        return std::pair(board.reg(2), board.machine.instructions());
    };
    CHECK(wraps(true).first == 10);
    CHECK(wraps(true) == wraps(false));
}

TEST_CASE("two runs of the same program agree in every instruction and picosecond") {
    CHECK(poll(true, 600'000'000, true) == poll(true, 600'000'000, true));
}

TEST_CASE(
    "DWT_CYCCNT counts core clocks while TRCENA and CYCCNTENA are set, also asleep, and not while halted") {
    TestBoard board;
    // ldr r0,=0xE000EDFC; ldr r1,=0x01000000; str r1,[r0]; ldr r0,=0xE0001000; ldr r1,=0xC5ACCE55; str
    // r1,[r0,#0xFB0]; movs r1,#0; str r1,[r0,#4]; movs r1,#1; str r1,[r0]; wfi; loop: b loop; .ltorg
    board.program({0x4806, 0xF04F, 0x7180, 0x6001, 0x4805, 0x4906, 0xF8C0, 0x1FB0, 0x2100, 0x6041,
                   0x2101, 0x6001, 0xBF30, 0xE7FE, 0xEDFC, 0xE000, 0x1000, 0xE000, 0xCE55, 0xC5AC});
    board.start();
    board.run_us(10);
    board.connect();
    auto first = board.peek(0xE0001004);
    board.run_us(10);
    auto second = board.peek(0xE0001004);
    CHECK(second - first == 640);
    board.halt();
    board.run_us(10);
    CHECK(board.peek(0xE0001004) == second);
}

TEST_CASE("the DWT ignores the core until it is unlocked") {
    TestBoard board;
    // ldr r0,=0xE000EDFC; ldr r1,=0x01000000; str r1,[r0]; ldr r0,=0xE0001000; movs r1,#1; str
    // r1,[r0]; loop: b loop; .ltorg
    board.program(
        {0x4803, 0xF04F, 0x7180, 0x6001, 0x4802, 0x2101, 0x6001, 0xE7FE, 0xEDFC, 0xE000, 0x1000, 0xE000});
    board.start();
    board.run_us(10);
    board.connect();
    CHECK(board.peek(0xE0001000) == 0x40000000);
}
