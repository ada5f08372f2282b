// The SW-DP of version 1 and the AHB-AP of a Cortex-M4, as an STM32F407 has them.
#include "tests/unit/virtual-board/cpu/cortex-m4-board.hpp"

using namespace test;

namespace {
struct Connected : TestBoard {
    Connected() : TestBoard(cortex_m4()) {
        program({0xE7FE});
        start();
        connect(0);
    }
    std::uint64_t peripheral_id(std::uint32_t base) {
        std::uint64_t id = 0;
        for (unsigned n = 0; n < 8; ++n)
            id |= std::uint64_t{peek(base + 0xFD0 + 4 * (n ^ 4)) & 0xFF} << (8 * n);
        return id;
    }
};
} // namespace

TEST_CASE("a debug port of version 1 has neither TARGETID nor DLPIDR") {
    Connected board;
    CHECK(board.dp_read(0) == 0x2BA01477);
    const std::uint32_t control = board.dp_read(4);
    board.dp_write(8, 2);
    CHECK(board.dp_read(4) == control);
    board.dp_write(8, 3); // CTRLSEL: the wire control register
    CHECK(board.dp_read(4) == 0);
}

TEST_CASE("CSW of a Cortex-M4's AHB-AP comes up and keeps what DDI0439 lets it") {
    TestBoard board(cortex_m4());
    board.program({0xE7FE});
    board.start();
    board.machine.debug_port().line_reset();
    board.dp_read(0);
    board.dp_write(4, 0x50000000);
    board.dp_write(8, 0);
    CHECK(board.ap_read(0) == 0x23000042);
    board.ap_write(0, 0xFFFFFFD2);
    CHECK(board.ap_read(0) == 0x23000052);
    board.ap_write(0, 0);
    CHECK(board.ap_read(0) == 0x01000040);
    board.ap_write(0, 0x23000061); // halfwords, packed
    CHECK(board.ap_read(0) == 0x23000061);
    board.select(0, 0xF0);
    CHECK(board.ap_read(0xC) == 0x24770011);
    CHECK(board.ap_read(0x8) == 0xE00FF003);
}

TEST_CASE("the ROM table of an STM32F407 leads to the components of a Cortex-M4") {
    Connected board;
    constexpr std::uint32_t kRomTable = 0xE00FF000;
    const std::pair<std::uint32_t, std::uint64_t> entries[] = {
        {0xFFF0F003, 0x04000BB00C}, {0xFFF02003, 0x04003BB002}, {0xFFF03003, 0x04002BB003},
        {0xFFF01003, 0x04003BB001}, {0xFFF41003, 0x04000BB9A1}, {0xFFF42003, 0x04000BB925}};
    CHECK(board.peripheral_id(kRomTable) == 0x00000A0411);
    std::uint32_t at = kRomTable;
    for (const auto& [entry, id] : entries) {
        CHECK(board.peek(at) == entry);
        CHECK(board.peripheral_id(kRomTable + (entry & 0xFFFFF000)) == id);
        at += 4;
    }
    CHECK(board.peek(at) == 0);
    CHECK(board.peek(0xE0040FCC) == 0x11); // DEVTYPE
    CHECK(board.peek(0xE0041FCC) == 0x13);
}

TEST_CASE("under NRST the private bus of a Cortex-M4 answers, memory does not") {
    Connected board;
    board.machine.debug_port().nrst(true);
    CHECK(board.peek(0xE000ED00) == 0x410FC241);
    std::uint32_t data = 0;
    board.ap_write(4, kRam);
    CHECK(board.dp(true, true, 0xC, data) == vb::SwdAck::Ok);
    CHECK(board.dp(true, true, 0xC, data) == vb::SwdAck::Fault);
}
