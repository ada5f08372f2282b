// Faults: what raises them, what they report, how they escalate.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

using namespace test;

namespace {

constexpr std::uint32_t kHandler = kCode + 0x800, kSecond = kCode + 0xA00;

std::uint32_t fault_status(TestBoard& board) { return board.peek(0xE000ED28); }
std::uint32_t hard_fault_status(TestBoard& board) { return board.peek(0xE000ED2C); }

} // namespace

TEST_CASE("an FP instruction while CPACR forbids it is a UsageFault before it has done anything") {
    TestBoard board;
    // ldr r0,=0xE000ED24; ldr r1,=0x00040000; str r1,[r0]; ldr r2,=0x20000200; vstr s0,[r2]; bkpt #1;
    // .ltorg
    board.program(
        {0x4803, 0xF44F, 0x2180, 0x6001, 0x4A02, 0xED82, 0x0A00, 0xBE01, 0xED24, 0xE000, 0x0200, 0x2000});
    // ldr r3,[sp,#24]; bkpt #0
    board.handler(6, kHandler, {0x9B06, 0xBE00});
    board.put(kRam + 0x200, 0x12345678);
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler + 2);
    CHECK(fault_status(board) == 1u << 19);
    CHECK(board.reg(3) == kEntry + 10);
    CHECK(board.get(kRam + 0x200) == 0x12345678);
}

TEST_CASE("a load from nothing is a precise BusFault with its address") {
    TestBoard board;
    // ldr r0,=0xE000ED24; ldr r1,=0x00020000; str r1,[r0]; ldr r2,=0x60000010; mov r4,#4; ldr
    // r4,[r2],#4; bkpt #1; .ltorg
    board.program({0x4804, 0xF44F, 0x3100, 0x6001, 0x4A03, 0xF04F, 0x0404, 0xF852, 0x4B04, 0xBE01, 0xED24,
                   0xE000, 0x0010, 0x6000});
    // ldr r3,[sp,#24]; bkpt #0
    board.handler(5, kHandler, {0x9B06, 0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler + 2);
    CHECK(fault_status(board) == 0x8200);
    CHECK(board.peek(0xE000ED38) == 0x60000010);
    CHECK(board.reg(3) == kEntry + 14);
    CHECK(board.reg(4) == 4);
    CHECK(board.reg(2) == 0x60000010);
}

TEST_CASE("a device that refuses faults precisely, with the registers as before the instruction") {
    TestBoard board;
    board.device.on_read = [](std::uint32_t offset, unsigned, vb::Master) -> std::optional<std::uint32_t> {
        if (offset == 8) return std::nullopt;
        return 0x77u;
    };
    // ldr r0,=0xE000ED24; ldr r1,=0x00020000; str r1,[r0]; ldr r2,=0x40000008; mov r4,#4; ldr
    // r4,[r2],#4; bkpt #1; .ltorg
    board.program({0x4804, 0xF44F, 0x3100, 0x6001, 0x4A03, 0xF04F, 0x0404, 0xF852, 0x4B04, 0xBE01, 0xED24,
                   0xE000, 0x0008, 0x4000});
    // ldr r3,[sp,#24]; bkpt #0
    board.handler(5, kHandler, {0x9B06, 0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler + 2);
    CHECK(board.peek(0xE000ED38) == kDevice + 8);
    CHECK(board.reg(3) == kEntry + 14);
    CHECK(board.reg(4) == 4);
    CHECK(board.reg(2) == kDevice + 8);
}

TEST_CASE("with BFHFNMIGN a load that fails at FAULTMASK's priority is told in CFSR alone, else the core "
          "locks up") {
    const bool ignored = GENERATE(true, false);
    TestBoard board;
    board.device.on_read = [](std::uint32_t, unsigned, vb::Master) -> std::optional<std::uint32_t> {
        return std::nullopt;
    };
    // ldr r0,=0xE000ED14; mov r1,#0x100 (or #0); str r1,[r0]; cpsid f; ldr r2,=0x40000008; ldr r4,[r2]; bkpt
    // #0; .ltorg
    const std::uint16_t value = ignored ? 0x7180 : 0x0100;
    const std::uint16_t move = ignored ? 0xF44F : 0xF04F;
    board.program(
        {0x4803, move, value, 0x6001, 0xB671, 0x4A02, 0x6814, 0xBE00, 0xED14, 0xE000, 0x0008, 0x4000});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    CHECK(board.halted() == ignored);
    CHECK(fault_status(board) == 0x8200);
    CHECK(board.peek(0xE000ED38) == kDevice + 8);
    if (ignored) CHECK(board.reg(15) == kEntry + 14);
}

TEST_CASE("a fault inside an IT block stacks ITSTATE and the block goes on after the return") {
    TestBoard board;
    unsigned refusals = 1;
    board.device.on_read = [&](std::uint32_t, unsigned, vb::Master) -> std::optional<std::uint32_t> {
        if (refusals) {
            --refusals;
            return std::nullopt;
        }
        return 0x77u;
    };
    // The retried load succeeds; the instruction under ELSE must still be skipped.
    // ldr r0,=0xE000ED24; ldr r1,=0x00020000; str r1,[r0]; ldr r2,=0x40000000; movs r5,#1; movs r6,#0;
    // cmp r5,#1; ittee eq; moveq r7,#3; ldreq r4,[r2]; movne r6,#1; addne r6,#2; bkpt #0; .ltorg
    board.program({0x4807, 0xF44F, 0x3100, 0x6001, 0xF04F, 0x4280, 0x2501, 0x2600, 0x2D01, 0xBF07, 0x2703,
                   0x6814, 0x2601, 0x3602, 0xBE00, 0x0000, 0xED24, 0xE000});
    // ldr r3,[sp,#28]; mov r8,r3; bx lr
    board.handler(5, kHandler, {0x9B07, 0x4698, 0x4770});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(4) == 0x77);
    CHECK(board.reg(6) == 0);
    CHECK(board.reg(7) == 3);
    CHECK((board.reg(8) & 0x0600FC00) != 0);
}

TEST_CASE("a store to read-only memory goes to its device and leaves the bytes alone") {
    TestBoard board;
    // ldr r2,=0x08000010; ldr r1,=0xCAFE1234; str r1,[r2]; ldr r3,[r2]; bkpt #0; .ltorg
    board.program({0x4A02, 0x4903, 0x6011, 0x6813, 0xBE00, 0x0000, 0x0010, 0x0800, 0x1234, 0xCAFE});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.rom_device.words[4] == 0xCAFE1234);
    CHECK(board.get(kRom + 0x10) == 0xFFFFFFFF);
    CHECK(board.reg(3) == 0xFFFFFFFF);
}

TEST_CASE("a store to read-only memory that nobody takes is a BusFault") {
    TestBoard board;
    board.rom.on_write = nullptr;
    // ldr r2,=0x08000010; str r1,[r2]; bkpt #1; .ltorg
    board.program({0x4A01, 0x6011, 0xBE01, 0x0000, 0x0010, 0x0800});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(10);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler);
    CHECK(fault_status(board) == 0x8200);
    CHECK(hard_fault_status(board) == 0x40000000); // FORCED: BusFault is not enabled
    CHECK(board.get(kRom + 0x10) == 0xFFFFFFFF);
}

TEST_CASE("a fault in the HardFault handler locks the core up and a reset frees it") {
    TestBoard board;
    board.program({0xDE00}); // udf
    board.handler(3, kHandler, {0xDE01});
    board.start();
    board.run_us(10);
    CHECK_FALSE(board.machine.core_running());
    board.connect();
    CHECK((board.dhcsr() >> 19 & 1) == 1);
    CHECK(hard_fault_status(board) == 0x40000000);
    CHECK(fault_status(board) == 1u << 16);
    CHECK(board.machine.pc() == 0xEFFFFFFE);
    board.program({0xE7FE});
    board.poke(0xE000ED0C, 0x05FA0004);
    CHECK(board.resets == 1);
    board.run_us(1);
    CHECK(board.machine.core_running());
    CHECK(fault_status(board) == 0);
}

TEST_CASE("a vector table in blank flash locks the core up") {
    TestBoard board;
    for (unsigned n = 0; n < 64; ++n) board.set_vector(n, 0xFFFFFFFF);
    board.start();
    board.run_us(10);
    CHECK_FALSE(board.machine.core_running());
}

TEST_CASE("a branch to an even address is an INVSTATE UsageFault") {
    TestBoard board;
    // ldr r0,=0x24000500; bx r0; .ltorg
    board.program({0x4800, 0x4700, 0x0500, 0x2400});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(fault_status(board) == 1u << 17);
}

TEST_CASE("a branch to memory that is not there is an instruction bus error at that address") {
    TestBoard board;
    // ldr r0,=0x70000001; bx r0; .ltorg
    board.program({0x4800, 0x4700, 0x0001, 0x7000});
    // ldr r3,[sp,#24]; bkpt #0
    board.handler(3, kHandler, {0x9B06, 0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(fault_status(board) == 1u << 8);
    CHECK(board.reg(3) == 0x70000000);
}

TEST_CASE("an execute-never address of the default map is a MemManage fault") {
    TestBoard board;
    // ldr r0,=0x40000001; bx r0; .ltorg
    board.program({0x4800, 0x4700, 0x0001, 0x4000});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(fault_status(board) == 1);
}

TEST_CASE("an unaligned access to a device is a UsageFault and never reaches it") {
    TestBoard board;
    // ldr r0,=0x40000002; ldr r1,[r0]; .ltorg
    board.program({0x4800, 0x6801, 0x0002, 0x4000});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(fault_status(board) == 1u << 24);
    CHECK(board.device.reads == 0);
}

TEST_CASE("division by zero gives zero until CCR.DIV_0_TRP makes it a UsageFault") {
    TestBoard board;
    // movs r1,#0; movs r0,#9; udiv r2,r0,r1; ldr r3,=0xE000ED14; ldr r4,[r3]; orr r4,#16; str r4,[r3];
    // mov r5,#5; udiv r5,r0,r1; .ltorg
    board.program({0x2100, 0x2009, 0xFBB0, 0xF2F1, 0x4B04, 0x681C, 0xF044, 0x0410, 0x601C, 0xF04F, 0x0505,
                   0xFBB0, 0xF5F1, 0x0000, 0xED14, 0xE000});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(2) == 0);
    CHECK(board.reg(5) == 5);
    CHECK(fault_status(board) == 1u << 25);
}

TEST_CASE("an EXC_RETURN that no handler holds is an INVPC UsageFault") {
    TestBoard board;
    board.program({0xDF00, 0xE7FE});
    // mvn r0,#0xE; bx r0
    board.handler(11, kHandler, {0xF06F, 0x000E, 0x4700}); // 0xFFFFFFF1: to Handler mode, from none
    board.handler(3, kSecond, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(fault_status(board) == 1u << 18);
}

TEST_CASE("a stack outside memory turns an SVC into a stacking BusFault, and that into lockup") {
    TestBoard board;
    // ldr r0,=0x60000000; mov sp,r0; svc #0; .ltorg
    board.program({0xF04F, 0x40C0, 0x4685, 0xDF00});
    board.start();
    board.run_us(5);
    CHECK_FALSE(board.machine.core_running());
    board.connect();
    CHECK((fault_status(board) & 1u << 12) != 0);
}

TEST_CASE("unprivileged code cannot touch the system control space but an SVC handler can") {
    TestBoard board;
    // movs r0,#1; msr control,r0; isb; svc #0; ldr r1,=0xE000ED08; ldr r2,[r1]; bkpt #1; .ltorg
    board.program(
        {0x2001, 0xF380, 0x8814, 0xF3BF, 0x8F6F, 0xDF00, 0x4901, 0x680A, 0xBE01, 0x0000, 0xED08, 0xE000});
    // ldr r1,=0xE000ED08; ldr r3,[r1]; cpsid i; mrs r4,primask; cpsie i; bx lr; .ltorg
    board.handler(11, kHandler,
                  {0x4903, 0x680B, 0xB672, 0xF3EF, 0x8410, 0xB662, 0x4770, 0x0000, 0xED08, 0xE000});
    board.handler(3, kSecond, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kSecond);
    CHECK(board.reg(4) == 1);
    CHECK(fault_status(board) == 0x8200);
}

TEST_CASE("the state of the core tells why it stands and where, with its stack as far as there is memory") {
    TestBoard board;
    CHECK(board.machine.core_state().mode == vb::CoreMode::no_supply);
    board.program({0x4800, 0x6801, 0x0010, 0x6000}); // ldr r0,=0x60000010; ldr r1,[r0]
    board.handler(3, kHandler, {0xDE00});            // udf: a fault in the HardFault handler
    board.put(kStack, 0x12345678);
    board.start();
    CHECK(board.machine.core_state().mode == vb::CoreMode::running);
    board.run_us(10);
    const auto state = board.machine.core_state();
    CHECK(state.mode == vb::CoreMode::locked_up);
    CHECK((state.xpsr & 0x1FF) == 3);
    CHECK(state.bfar == 0x60000010);
    CHECK((state.cfsr & 0x8200) == 0x8200);
    CHECK((state.hfsr & 1u << 30) != 0);
    CHECK(state.sp == kStack - 32);
    REQUIRE(state.stack.size() == 16);
    CHECK(state.stack[6] == kEntry + 2); // of the exception's frame: the return address
    CHECK(state.stack[8] == 0x12345678);
    board.machine.power_off();
    CHECK(board.machine.core_state().mode == vb::CoreMode::no_supply);
    board.set_vector(0, kRam + 0x10000 - 8);
    board.start();
    CHECK(board.machine.core_state().stack.size() == 2);
    board.set_vector(0, kDevice);
    board.start();
    CHECK(board.machine.core_state().stack.empty());
    CHECK(board.device.reads == 0);
}
