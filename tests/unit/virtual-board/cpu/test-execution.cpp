// Instructions, time and memory.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

#include <fstream>
#include <string>

using namespace test;

TEST_CASE("the core leaves reset with MSP and PC of the vector table and counts its instructions") {
    TestBoard board;
    board.program({0x2005, 0x3001, 0xE7FD}); // movs r0,#5; loop: adds r0,#1; b loop
    board.start();
    CHECK(board.machine.pc() == kEntry);
    board.run_us(1); // 64 cycles at 64 MHz
    CHECK(board.timeline.now() == vb::kPerMicrosecond);
    CHECK(board.machine.instructions() == 64);
    board.connect();
    board.halt();
    CHECK(board.reg(0) == 5 + 32);
    CHECK(board.reg(17) == kStack);
}

TEST_CASE("it does not matter in how many pieces the core is run") {
    TestBoard whole, pieces;
    for (TestBoard* board : {&whole, &pieces}) {
        board->hz = 600'000'000; // 1666.67 ps: a fraction has to be carried
        board->program({0x3001, 0xE7FD});
        board->start();
    }
    whole.run_us(10);
    for (unsigned n = 0; n < 10'000; ++n) pieces.run(vb::kPerNanosecond);
    CHECK(whole.machine.instructions() == 6000);
    CHECK(pieces.machine.instructions() == 6000);
}

TEST_CASE("a change of the core clock takes effect at the next instruction") {
    TestBoard board;
    // ldr r1,[pc,#8]; str r0,[r1]; loop: adds r0,#1; b loop; nop; nop; .word device
    board.program({0x4902, 0x6008, 0x3001, 0xE7FD, 0xBF00, 0xBF00, 0x0000, 0x4000});
    board.machine.costs().device_write = 0;
    board.device.on_write = [&](std::uint32_t, unsigned, std::uint32_t, vb::Master) {
        board.hz = 640'000'000;
        return true;
    };
    board.start();
    board.run_us(1);
    // Two instructions at 64 MHz take 31.25 ns; the rest of the microsecond runs ten times as fast.
    CHECK(board.machine.instructions() == 2 + 620);
}

TEST_CASE("an event that comes due stops the core exactly there") {
    TestBoard board;
    board.program({0x3001, 0xE7FD});
    board.start();
    std::uint64_t seen = 0;
    board.timeline.schedule(500 * vb::kPerNanosecond, [&] { seen = board.machine.instructions(); });
    board.run_us(1);
    CHECK(seen == 32);
}

TEST_CASE("code that the debugger replaces is executed afresh") {
    TestBoard board;
    board.program({0x2001, 0xE7FD}); // loop: movs r0,#1; b loop
    board.start();
    board.connect();
    board.run_us(1);
    board.halt();
    CHECK(board.reg(0) == 1);
    board.poke(kEntry, 0xE7FD2002);
    board.resume();
    board.run_us(1);
    board.halt();
    CHECK(board.reg(0) == 2);
}

TEST_CASE("a stall by a device delays the core by that much") {
    TestBoard board;
    board.program({0x4902, 0x6808, 0x3001, 0xE7FD, 0xBF00, 0xBF00, 0x0000, 0x4000}); // ldr r0,[r1]
    board.machine.costs().device_read = 0;
    board.device.on_read = [&](std::uint32_t, unsigned, vb::Master) {
        board.machine.stall(500 * vb::kPerNanosecond);
        return 0u;
    };
    board.start();
    board.run_us(1);
    CHECK(board.machine.instructions() == 32);
}

namespace {
// What Unicorn's translations take.
std::uint64_t executable_kib() {
    std::ifstream maps("/proc/self/smaps");
    std::uint64_t total = 0;
    bool executable = false;
    for (std::string line; std::getline(maps, line);) {
        if (line.find("rwxp") != std::string::npos) executable = true;
        if (executable && line.rfind("Rss:", 0) == 0) {
            total += std::stoull(line.substr(4));
            executable = false;
        }
    }
    return total;
}
} // namespace

TEST_CASE(
    "code that is written again and again takes no more of the host's memory, and no register changes") {
    TestBoard board;
    board.program({0xBE00});
    board.start();
    board.connect();
    board.halt();
    for (unsigned n = 0; n < 13; ++n) board.set_reg(n, 0x11111111 * n);
    board.set_reg(14, 0x24000701);
    board.set_reg(17, kStack - 64);
    board.set_reg(18, kStack - 1024);
    board.set_reg(0x21, 0x00C00000);
    for (unsigned n = 0; n < 32; ++n) board.set_reg(0x40 + n, 0x3F800000 + n);
    board.set_reg(20, 0x02004001); // SPSEL, BASEPRI, PRIMASK
    board.set_reg(16, 0xA1000000);
    const auto everything = [&] {
        std::vector<std::uint32_t> all;
        for (unsigned n = 0; n < 15; ++n) all.push_back(board.reg(n));
        for (unsigned n : {16u, 17u, 18u, 20u, 0x21u}) all.push_back(board.reg(n));
        for (unsigned n = 0; n < 32; ++n) all.push_back(board.reg(0x40 + n));
        return all;
    };
    const auto before = everything();
    constexpr unsigned kRounds = 1500, kWords = 64;
    constexpr std::uint64_t kMostKib = 4 * 1024; // without the renewal 10 MiB
    const std::uint64_t at_first = executable_kib();
    for (unsigned round = 0; round < kRounds; ++round) {
        for (unsigned n = 0; n < kWords; ++n) board.poke(kEntry + 4 * n, 0xBF00BF00); // nop
        board.poke(kEntry + 4 * kWords, 0xBE00BE00);
        board.set_reg(15, kEntry);
        board.resume();
        board.run_us(100);
        REQUIRE(board.halted());
        REQUIRE(board.reg(15) == kEntry + 4 * kWords);
    }
    CHECK(everything() == before);
    CHECK(executable_kib() < at_first + kMostKib);
}
