// The SW-DP and the MEM-APs, transaction by transaction.
#include "tests/unit/virtual-board/cpu/test-board.hpp"

#include <set>

using namespace test;
using vb::SwdAck;

namespace {
std::unique_ptr<TestBoard> idle_board() {
    auto board = std::make_unique<TestBoard>();
    board->program({0xE7FE});
    board->start();
    return board;
}
std::uint32_t component_class(TestBoard& board, std::uint32_t base) { return board.peek(base + 0xFF4) >> 4; }
std::uint32_t part_number(TestBoard& board, std::uint32_t base) {
    return board.peek(base + 0xFE0) | (board.peek(base + 0xFE4) & 0xF) << 8;
}
} // namespace

TEST_CASE("after a line reset the port is silent until DPIDR is read") {
    auto board = idle_board();
    std::uint32_t data = 0;
    board->machine.debug_port().line_reset();
    CHECK(board->dp(false, true, 0x4, data) == SwdAck::None);
    CHECK(board->dp_read(0x0) == 0x6BA02477);
    CHECK(board->dp(false, true, 0x4, data) == SwdAck::Ok);
}

TEST_CASE("nobody answers before power-on") {
    TestBoard board;
    std::uint32_t data = 0;
    CHECK_FALSE(board.machine.debug_port().target_powered());
    CHECK(board.dp(false, true, 0x0, data) == SwdAck::None);
}

TEST_CASE("power-up requests are acknowledged and access ports need them") {
    auto board = idle_board();
    board->machine.debug_port().line_reset();
    board->dp_read(0x0);
    std::uint32_t data = 0;
    CHECK(board->dp(true, true, 0xC, data) == SwdAck::Fault);
    board->dp_write(0x0, 0x1E);
    board->dp_write(0x4, 0x50000000);
    CHECK((board->dp_read(0x4) & 0xF0000000) == 0xF0000000);
    CHECK(board->dp(true, true, 0xC, data) == SwdAck::Ok);
}

TEST_CASE("the banked registers identify the port") {
    auto board = idle_board();
    board->connect();
    board->dp_write(0x8, 3);
    CHECK((board->dp_read(0x4) & 0xF) == 1); // DLPIDR: SWD version 2
    board->dp_write(0x8, 2);
    CHECK(board->dp_read(0x4) == 0x04850041);
}

TEST_CASE("AP reads are posted") {
    auto board = idle_board();
    board->connect();
    board->put(kRam, 0x11111111);
    board->put(kRam + 4, 0x22222222);
    board->ap_write(0x04, kRam);
    std::uint32_t data = 0;
    board->dp(true, true, 0x0C, data);
    board->dp(true, true, 0x0C, data);
    CHECK(data == 0x11111111);
    CHECK(board->dp_read(0xC) == 0x22222222);
    CHECK(board->dp_read(0x8) == 0x22222222); // RESEND
}

TEST_CASE("access ports identify themselves and absent ones read as zero") {
    auto board = idle_board();
    board->connect();
    board->select(1, 0xF0);
    CHECK(board->ap_read(0x0C) == 0x84770001);
    CHECK(board->ap_read(0x08) == 0xE00FE003);
    CHECK(board->ap_read(0x04) == 0);
    board->select(0, 0xF0);
    CHECK(board->ap_read(0x0C) == 0x54770002);
    CHECK(board->ap_read(0x08) == 0xE00E0003);
    board->select(7, 0xF0);
    CHECK(board->ap_read(0x0C) == 0);
}

TEST_CASE("TAR counts up and wraps at 1 KiB") {
    auto board = idle_board();
    board->connect();
    board->ap_write(0x04, kRam + 0x3F8);
    for (std::uint32_t n = 1; n <= 3; ++n) board->ap_write(0x0C, n);
    CHECK(board->get(kRam + 0x3F8) == 1);
    CHECK(board->get(kRam + 0x3FC) == 2);
    CHECK(board->get(kRam) == 3);
    CHECK(board->get(kRam + 0x400) == 0);
    CHECK(board->ap_read(0x04) == kRam + 4);
    board->ap_write(0x00, 0x23000042); // AddrInc off
    board->ap_write(0x0C, 9);
    CHECK(board->ap_read(0x04) == kRam + 4);
}

TEST_CASE("bytes and halfwords travel in their lanes, packed or one by one") {
    auto board = idle_board();
    board->connect();
    board->put(kRam, 0x44332211);
    board->ap_write(0x00, 0x23000050); // bytes, single
    board->ap_write(0x04, kRam + 1);
    CHECK(board->ap_read(0x0C) == 0x00002200);
    CHECK(board->ap_read(0x0C) == 0x00330000);
    board->ap_write(0x04, kRam + 3);
    board->ap_write(0x0C, 0xAB000000);
    CHECK(board->get(kRam) == 0xAB332211);
    board->ap_write(0x00, 0x23000060); // bytes, packed
    board->ap_write(0x04, kRam);
    CHECK(board->ap_read(0x0C) == 0xAB332211);
    CHECK(board->ap_read(0x04) == kRam + 4);
    board->ap_write(0x00, 0x23000061); // halfwords, packed
    board->ap_write(0x04, kRam + 8);
    board->ap_write(0x0C, 0x12345678);
    CHECK(board->get(kRam + 8) == 0x12345678);
    CHECK((board->ap_read(0x00) & 0x7F000077) == 0x23000061);
}

TEST_CASE("BD registers reach the four words around TAR without moving it") {
    auto board = idle_board();
    board->connect();
    board->ap_write(0x04, kRam + 0x14);
    board->select(1, 0x10);
    board->ap_write(0x0C, 0x77);
    CHECK(board->ap_read(0x0C) == 0x77);
    CHECK(board->get(kRam + 0x1C) == 0x77);
    board->select(1);
    CHECK(board->ap_read(0x04) == kRam + 0x14);
}

TEST_CASE("a bus error sets STICKYERR and faults everything until ABORT clears it") {
    auto board = idle_board();
    board->connect();
    board->ap_write(0x04, 0x60000000);
    std::uint32_t data = 0;
    CHECK(board->dp(true, true, 0x0C, data) == SwdAck::Ok);
    CHECK(board->dp(false, true, 0xC, data) == SwdAck::Fault); // RDBUFF
    CHECK(board->dp(true, true, 0x0C, data) == SwdAck::Fault);
    CHECK(board->dp(false, false, 0x8, data) == SwdAck::Fault); // SELECT
    CHECK((board->dp_read(0x4) & 0x20) == 0x20);
    board->dp_write(0x0, 1u << 2);
    CHECK((board->dp_read(0x4) & 0x20) == 0);
    CHECK(board->peek(0xE000ED00) == 0x411FC272);
    // A refused store, too.
    board->ap_write(0x04, kRom);
    board->rom.on_write = nullptr;
    CHECK(board->dp(true, false, 0x0C, data) == SwdAck::Ok);
    CHECK(board->dp(true, false, 0x04, data) == SwdAck::Fault);
}

TEST_CASE("a debugger's accesses reach devices as such") {
    auto board = idle_board();
    board->connect();
    vb::Master seen = vb::Master::Core;
    board->device.on_read = [&](std::uint32_t offset, unsigned size, vb::Master master) {
        seen = master;
        return offset << 8 | size;
    };
    CHECK(board->peek(kDevice + 0x24) == 0x2404);
    CHECK(seen == vb::Master::Debug);
}

TEST_CASE("a device on the APB is seen through its own access port only") {
    TestBoard board;
    ScriptedDevice control;
    control.words[0] = 0x20036485;
    board.machine.add_apb_device(0, 0xE00E1000, 0x1000, control);
    board.program({0xE7FE});
    board.start();
    board.connect(0);
    CHECK(board.peek(0xE00E1000) == 0x20036485);
    CHECK(board.peek(0xE00E0000) == 0x00001003); // the ROM table lists it
    CHECK((board.ap_read(0x00) & 7) == 2);
    board.select(1);
    board.ap_write(0x04, 0xE00E1000);
    std::uint32_t data = 0;
    board.dp(true, true, 0x0C, data);
    CHECK(board.dp(false, true, 0xC, data) == SwdAck::Fault);
}

TEST_CASE("the ROM tables lead to the components of a Cortex-M7") {
    auto board = idle_board();
    board->connect();
    CHECK(part_number(*board, 0xE00FE000) == 0x4C8);
    CHECK(component_class(*board, 0xE00FE000) == 1);
    std::set<std::uint32_t> parts;
    for (std::uint32_t entry = 0xE00FF000; std::uint32_t value = board->peek(entry); entry += 4)
        parts.insert(part_number(*board, 0xE00FF000 + (value & 0xFFFFF000)));
    CHECK(parts == std::set<std::uint32_t>{0x00C, 0x002, 0x00E, 0x001});
    CHECK((board->peek(0xE00FFFE8) & 0xF) == 0xB); // JEDEC, ARM
    CHECK(board->peek(0xE00FFFF0) == 0x0D);
}
