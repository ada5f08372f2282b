// What a Cortex-M4 has that a Cortex-M7 has not, and the reverse.
#include "tests/unit/virtual-board/cpu/cortex-m4-board.hpp"

using namespace test;

namespace {
constexpr std::uint32_t kHandler = kCode + 0x800, kCfsr = 0xE000ED28, kCpacr = 0xE000ED88,
                        kFpCtrl = 0xE0002000, kFpComp0 = 0xE0002008;

struct M4Board : TestBoard {
    explicit M4Board(std::initializer_list<std::uint16_t> code = {0xE7FE}) : TestBoard(cortex_m4()) {
        program(code);
        for (unsigned n : {3u, 6u}) handler(n, kHandler, {0xE7FE});
        start();
        connect(0);
    }
    // Lets the FPU work, then runs `code` from reset for a while.
    void run_with_fpu() {
        halt();
        poke(kCpacr, 0x00F00000);
        set_reg(15, kEntry);
        resume();
        run_us(5);
        halt();
    }
};
} // namespace

TEST_CASE("a Cortex-M4 says what it is") {
    M4Board board;
    CHECK(board.peek(0xE000ED00) == 0x410FC241);
    CHECK(board.peek(0xE000EF40) == 0x10110021);
    CHECK(board.peek(0xE000EF44) == 0x11000011);
    CHECK(board.peek(0xE000EF48) == 0);
    CHECK(board.peek(0xE000ED90) == 0x00000800); // eight MPU regions
    CHECK(board.peek(0xE000E004) == 2);          // 82 interrupts: three words
    CHECK(board.peek(kFpCtrl) == 0x00000260);
    CHECK(board.peek(0xE0001000) >> 28 == 4);
}

TEST_CASE("a Cortex-M4 has neither caches nor their registers, and no TCM control") {
    M4Board board;
    for (std::uint32_t address : {0xE000ED78u, 0xE000ED7Cu, 0xE000ED80u, 0xE000EF90u, 0xE000EF94u})
        CHECK(board.peek(address) == 0);
    board.poke(0xE000ED84, 1); // CSSELR
    CHECK(board.peek(0xE000ED84) == 0);
    board.poke(0xE000EF9C, 0xFF); // CACR
    CHECK(board.peek(0xE000EF9C) == 0);
    CHECK(board.peek(0xE000ED14) == 0x200); // CCR: STKALIGN
    board.poke(0xE000ED14, 0xFFFFFFFF);
    CHECK(board.peek(0xE000ED14) == 0x31B); // no IC, DC, BP
    board.poke(0xE000ED14, 0);
    CHECK(board.peek(0xE000ED14) == 0); // STKALIGN is no constant
}

TEST_CASE("arithmetic of doubles is undefined on a Cortex-M4, their loads and moves are not") {
    SECTION("VADD.F64") {
        M4Board board({0xEE31, 0x0B02, 0xE7FE});
        board.run_with_fpu();
        CHECK(board.reg(15) == kHandler);
        CHECK(board.peek(kCfsr) == 1u << 16);
    }
    SECTION("VCVT.F64.F32") {
        M4Board board({0xEEB7, 0x0AC1, 0xE7FE});
        board.run_with_fpu();
        CHECK(board.peek(kCfsr) == 1u << 16);
    }
    SECTION("VRINTZ.F32, which came with FPv5") {
        M4Board board({0xEEB6, 0x0AC1, 0xE7FE});
        board.run_with_fpu();
        CHECK(board.peek(kCfsr) == 1u << 16);
    }
    SECTION("VMOV d0,r1,r2, VLDR d1,[sp], VADD.F32") {
        M4Board board({0xEC42, 0x1B10, 0xED9D, 0x1B00, 0xEE30, 0x0A80, 0xE7FE});
        board.run_with_fpu();
        CHECK(board.peek(kCfsr) == 0);
        CHECK(board.reg(15) == kEntry + 12);
    }
}

TEST_CASE("a Cortex-M7 with single precision alone knows no doubles either") {
    vb::MachineConfig config = cortex_m4();
    config.core = vb::CoreKind::CortexM7;
    const std::pair<std::array<std::uint16_t, 2>, std::uint32_t> cases[] = {
        {{0xEE31, 0x0B02}, 1u << 16}, // vadd.f64
        {{0xEEB7, 0x0AC1}, 1u << 16}, // vcvt.f64.f32
        {{0xEEB7, 0x0BC1}, 1u << 16}, // vcvt.f32.f64
        {{0xFE21, 0x0B02}, 1u << 16}, // vsel.f64
        {{0xEE31, 0x0A02}, 0},        // vadd.f32
        {{0xEEBD, 0x0AC1}, 0},        // vcvt.s32.f32
        {{0xEC42, 0x1B10}, 0},        // vmov d0,r1,r2
        {{0xEE00, 0x0B10}, 0},        // vmov.32 d0[0],r0
        {{0xED9D, 0x1B00}, 0},        // vldr d1,[sp]
    };
    for (const auto& [code, status] : cases) {
        TestBoard board(config);
        board.program({code[0], code[1], 0xE7FE});
        board.start();
        board.connect(0);
        CHECK(board.peek(0xE000EF40) == 0x10110021);
        board.halt();
        board.poke(kCpacr, 0x00F00000);
        board.set_reg(15, kEntry);
        board.set_reg(13, kStack - 64);
        board.step();
        board.run_us(1);
        INFO(std::hex << code[0] << ' ' << code[1]);
        CHECK(board.peek(kCfsr) == status);
    }
}

TEST_CASE("breakpoints of the FPB's first version name a halfword below 0x20000000") {
    M4Board board;
    board.halt();
    // rom: adds r0,#1; adds r0,#2; adds r0,#4; b .-6
    board.program({0x3001, 0x3002, 0x3004, 0xE7FB}, kRom);
    board.machine.changed(board.rom, 0, 8);
    board.poke(kFpCtrl, 3);
    const auto stops_at = [&](std::uint32_t comparator) {
        board.poke(kFpComp0, comparator);
        board.set_reg(0, 0);
        board.set_reg(15, kRom);
        board.resume();
        board.run_us(2);
        const bool halted = board.halted();
        board.halt();
        return halted ? board.reg(15) : 0;
    };
    CHECK(stops_at(0x40000000 | (kRom + 4) | 1) == kRom + 4);
    CHECK(stops_at(0x80000000 | kRom | 1) == kRom + 2);
    CHECK(stops_at(0x80000000 | kRom) == 0);           // not enabled
    CHECK(stops_at(0x00000000 | (kRom + 4) | 1) == 0); // would remap
    // Both halfwords of a word.
    CHECK(stops_at(0xC0000000 | (kRom + 4) | 1) == kRom + 4);
    // Code in RAM is out of its reach: the address is cut.
    board.poke(kFpComp0, 0x40000000 | kEntry | 1);
    CHECK(board.peek(kFpComp0) == (0x40000000 | (kEntry & 0x1FFFFFFC) | 1));
    board.set_reg(15, kEntry);
    board.resume();
    board.run_us(1);
    CHECK_FALSE(board.halted());
}

TEST_CASE("two comparators of a Cortex-M4's FPB are for literals and break nothing") {
    M4Board board;
    board.halt();
    board.program({0x3001, 0xE7FD}, kRom);
    board.machine.changed(board.rom, 0, 4);
    board.poke(kFpCtrl, 3);
    board.poke(kFpComp0 + 4 * 6, 0xC0000000 | kRom | 1);
    CHECK(board.peek(kFpComp0 + 4 * 6) == (kRom | 1));
    board.set_reg(15, kRom);
    board.resume();
    board.run_us(1);
    CHECK_FALSE(board.halted());
    CHECK(board.peek(0xE0002004) == 1u << 29); // FP_REMAP: it could
}

TEST_CASE("the DWT of a Cortex-M4 has no lock") {
    // ldr r0,=0xE0001000; movs r1,#1; str r1,[r0]; b .; .ltorg
    M4Board board({0x4801, 0x2101, 0x6001, 0xE7FE, 0x1000, 0xE000});
    board.poke(0xE000EDFC, 1u << 24);
    board.poke(0xE000ED0C, 0x05FA0004);
    board.run_us(1);
    CHECK(board.peek(0xE0001000) == 0x40000001);
    CHECK(board.peek(0xE0001FB4) == 0);
}

TEST_CASE("VECTRESET of a debugger resets a Cortex-M4 alone, not the peripherals") {
    M4Board board({0x3001, 0xE7FD});
    board.run_us(1);
    board.halt();
    board.dhcsr();
    board.poke(0xE000ED0C, 0x05FA0001);
    board.halt();
    CHECK(board.resets == 0);
    CHECK((board.dhcsr() >> 25 & 1) == 1); // S_RESET_ST
    CHECK(board.reg(0) == 0);
    CHECK(board.reg(15) == kEntry);
}

TEST_CASE("code where the instruction bus does not reach is a bus fault") {
    M4Board board;
    board.halt();
    board.ram.executable = false;
    board.put(kRam, 0x3201E7FE);
    board.poke(0xE000ED24, 1u << 17);
    board.set_reg(15, kRam);
    board.resume();
    board.handler(5, kHandler + 0x40, {0xE7FE});
    board.run_us(1);
    board.halt();
    CHECK(board.reg(15) == kHandler + 0x40);
    CHECK(board.peek(kCfsr) == 1u << 8); // IBUSERR; BFAR says nothing
    CHECK(board.get(board.reg(13) + 24) == kRam);
}

TEST_CASE("a Cortex-M4 pays for loads and for branches that are taken") {
    const auto cycles_of_turn = [](std::initializer_list<std::uint16_t> code) {
        M4Board board(code);
        board.run_us(1);
        board.halt();
        board.set_reg(15, kEntry);
        const auto cycles = board.machine.cycles(), instructions = board.machine.instructions();
        board.resume();
        board.run_us(10);
        return double(board.machine.cycles() - cycles) / double(board.machine.instructions() - instructions);
    };
    CHECK(cycles_of_turn({0x3001, 0xE7FD}) == Approx(4.0 / 2).margin(0.02));         // adds; b
    CHECK(cycles_of_turn({0x9800, 0xE7FD}) == Approx(5.0 / 2).margin(0.02));         // ldr r0,[sp]; b
    CHECK(cycles_of_turn({0x2800, 0xD1FD, 0xE7FC}) == Approx(5.0 / 3).margin(0.02)); // cmp; bne, not taken; b
    // cmp r0,#1; ite eq; moveq; movne; b: what the block skips is no branch
    CHECK(cycles_of_turn({0x2801, 0xBF0C, 0x2101, 0x2102, 0xE7FA}) == Approx(6.0 / 4).margin(0.02));
}

TEST_CASE("a delay loop takes as long whether its turns are skipped or not") {
    std::uint64_t cycles[2];
    for (bool fast : {false, true}) {
        // movs r1,#200; lsls r1,#6; subs r1,#1; bne .-2; b .
        M4Board board({0x21C8, 0x0189, 0x3901, 0xD1FD, 0xBE00});
        board.machine.set_fast_forward(fast);
        board.halt();
        board.set_reg(15, kEntry);
        const auto before = board.machine.cycles();
        board.resume();
        for (int n = 0; n < 50; ++n) board.run_us(37);
        REQUIRE(board.halted());
        cycles[fast] = board.machine.cycles() - before;
    }
    CHECK(cycles[0] == cycles[1]);
    CHECK(cycles[0] == 2 + 12800 * 2 + 12799 * 2 + 1);
}
