// Regions that come and go, and loads that a device sees first.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

using namespace test;

namespace {
constexpr std::uint32_t kHandler = kCode + 0x800;
// From RAM: calls the window and halts with what it returns in R0.
void call_window(TestBoard& board) {
    // ldr r4,=0x70000001; loop: blx r4; bkpt #0; b loop; .ltorg
    board.program({0x4C01, 0x47A0, 0xBE00, 0xE7FC, 0x0001, 0x7000});
    board.handler(3, kHandler, {0xBE01});
}
} // namespace

TEST_CASE("a mapped window executes while it is accessible and faults when it is not") {
    TestBoard board;
    call_window(board);
    board.program({0x2007, 0x4770}, kWindow); // movs r0,#7; bx lr
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    board.start();
    CHECK_FALSE(board.machine.entered_external_flash().has_value());
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(0) == 7);
    REQUIRE(board.machine.entered_external_flash().has_value());
    CHECK(*board.machine.entered_external_flash() < vb::kPerMicrosecond);

    board.window.accessible = false;
    board.machine.changed(board.window, 0, 0);
    board.program({0x2008, 0x4770}, kWindow);
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    board.set_reg(15, kEntry + 2);
    board.resume();
    board.run_us(5);
    CHECK(board.reg(0) == 8); // not the translation of before

    board.window.accessible = false;
    board.machine.changed(board.window, 0, 0);
    board.set_reg(15, kEntry + 2);
    board.resume();
    board.run_us(5);
    CHECK(board.reg(15) == kHandler);
}

TEST_CASE("a device register write can open the window for the very next instruction") {
    TestBoard board;
    board.program({0x2009, 0x4770}, kWindow);
    board.device.on_write = [&](std::uint32_t, unsigned, std::uint32_t, vb::Master) {
        board.window.accessible = true;
        board.machine.changed(board.window, 0, 0);
        return true;
    };
    // ldr r4,=0x70000001; ldr r5,=0x40000000; str r5,[r5]; blx r4; bkpt #0; .ltorg
    board.program({0x4C02, 0xF04F, 0x4580, 0x602D, 0x47A0, 0xBE00, 0x0001, 0x7000});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(0) == 9);
}

TEST_CASE(
    "loads of a region with on_read reach the device first, and it may answer something else or refuse") {
    TestBoard board;
    ScriptedDevice reader;
    std::vector<std::uint32_t> seen;
    reader.on_read = [&](std::uint32_t offset, unsigned size, vb::Master) -> std::optional<std::uint32_t> {
        seen.push_back(offset << 4 | size);
        if (offset == 0x20) return std::nullopt;
        if (offset == 0x10) return 0x11223344u;
        std::uint32_t value = 0;
        std::memcpy(&value, board.window_bytes.data() + offset, size);
        return value;
    };
    board.window.on_read = &reader;
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    board.put(kWindow, 0xAABBCCDD);
    board.put(kWindow + 0x10, 0x55555555);
    // ldr r4,=0x70000000; ldr r0,[r4]; ldrb r1,[r4,#1]; ldr r2,[r4,#16]; ldr r3,[r4,#0x20]; bkpt #1;
    // .ltorg
    board.program({0xF04F, 0x44E0, 0x6820, 0x7861, 0x6922, 0x6A23, 0xBE01});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler);
    CHECK(board.reg(0) == 0xAABBCCDD);
    CHECK(board.reg(1) == 0xCC);
    CHECK(board.reg(2) == 0x11223344);
    CHECK(board.get(kWindow + 0x10) == 0x55555555);
    CHECK(board.peek(0xE000ED38) == kWindow + 0x20);
    CHECK(seen == std::vector<std::uint32_t>{0x004, 0x011, 0x104, 0x204});
}

TEST_CASE("a register write can put other memory behind an open window for the very next load") {
    TestBoard board;
    std::vector<std::uint8_t> other(0x2000, 0x22);
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    board.device.on_write = [&](std::uint32_t, unsigned, std::uint32_t, vb::Master) {
        board.window.accessible = false; // as a controller does: closed and opened again within one write
        board.machine.changed(board.window, 0, std::uint32_t(board.window.bytes.size()));
        board.window.bytes = other;
        board.window.accessible = true;
        board.machine.changed(board.window, 0, std::uint32_t(other.size()));
        return true;
    };
    // ldr r4,=0x70000000; ldr r0,[r4]; ldr r5,=0x40000000; str r5,[r5]; ldr r1,[r4]; ldr r2,=0x70002000;
    // ldr r3,[r2]; bkpt #1
    board.program({0xF04F, 0x44E0, 0x6820, 0xF04F, 0x4580, 0x602D, 0x6821, 0xF504, 0x5200, 0x6813, 0xBE01});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(0) == 0xFFFFFFFF);
    CHECK(board.reg(1) == 0x22222222);
    CHECK(board.reg(2) == kWindow + 0x2000);
    CHECK(board.reg(15) == kHandler); // the window has become shorter
    CHECK(board.peek(0xE000ED38) == kWindow + 0x2000);
}

TEST_CASE("a window that was moved while open closes over all that was mapped of it") {
    TestBoard board;
    std::vector<std::uint8_t> other(0x2000, 0x22);
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    const std::span<std::uint8_t> whole = board.window.bytes;
    board.window.bytes = other; // shorter ...
    board.machine.changed(board.window, 0, 0);
    board.window.bytes = whole; // ... longer ...
    board.machine.changed(board.window, 0, 0);
    board.window.bytes = other;
    board.window.accessible = false; // ... and gone
    board.machine.changed(board.window, 0, 0);
    // ldr r4,=0x70004000; ldr r0,[r4]; bkpt #1
    board.program({0x4C01, 0x6820, 0xBE01, 0x0000, 0x4000, 0x7000});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(board.reg(15) == kHandler);
}

TEST_CASE("a refused store whose device moves the window is taken back from the memory it went to") {
    TestBoard board;
    std::vector<std::uint8_t> other(0x2000, 0x22);
    ScriptedDevice mover;
    mover.on_write = [&](std::uint32_t, unsigned, std::uint32_t, vb::Master) {
        board.window.bytes = other;
        board.machine.changed(board.window, 0, 0);
        return true;
    };
    board.window.on_write = &mover;
    board.window.accessible = true;
    board.machine.changed(board.window, 0, 0);
    // ldr r4,=0x70000000; str r4,[r4]; ldr r0,[r4]; bkpt #1
    board.program({0xF04F, 0x44E0, 0x6024, 0x6820, 0xBE01});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    CHECK(board.get(kWindow) == 0x22222222);
    CHECK(board.reg(0) == 0x22222222);
    CHECK(board.window_bytes[0] == 0xFF);
    CHECK(board.window_bytes[3] == 0xFF);
}

TEST_CASE("a region that does not fill whole pages is refused") {
    TestBoard board;
    std::vector<std::uint8_t> otp(0x400);
    vb::MemoryRegion region;
    region.base = 0x08FFF000;
    region.bytes = otp;
    CHECK_THROWS_AS(board.machine.add_memory(region), std::invalid_argument);
}

TEST_CASE("small devices share a page and what is between them is a bus error") {
    TestBoard board;
    ScriptedDevice first, second;
    board.machine.add_device(0x58020000, 0x400, first);
    board.machine.add_device(0x58020800, 0x400, second);
    second.words[1] = 0x42;
    // ldr r4,=0x58020000; str r4,[r4]; ldr r0,[r4,#0x804]; ldr r1,[r4,#0x400]; bkpt #1; .ltorg
    board.program({0x4C03, 0x6024, 0xF8D4, 0x0804, 0xF8D4, 0x1400, 0xBE01, 0x0000, 0x0000, 0x5802});
    board.handler(3, kHandler, {0xBE00});
    board.start();
    board.connect();
    board.resume();
    board.run_us(5);
    REQUIRE(board.halted());
    CHECK(first.words[0] == 0x58020000);
    CHECK(board.reg(0) == 0x42);
    CHECK(board.reg(15) == kHandler);
    CHECK(board.peek(0xE000ED38) == 0x58020400);
}
