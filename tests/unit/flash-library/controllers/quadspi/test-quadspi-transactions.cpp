// Transactions of QuadSpiController, write for write; CCR values worked out by hand from RM0433's table.
#include "flash-library/controllers/status-register.hpp"
#include "tests/unit/flash-library/controllers/quadspi/quadspi-bench.hpp"

#include <array>

using namespace quadspi_bench;
using namespace xspi;
using namespace xspi::registers;

TEST_CASE("QuadSpiController starts a bare opcode by CCR and does not touch AR") {
    Bench bench;
    REQUIRE(bench.controller.command(kWriteEnable, 0x123456) == TransferResult::Done);
    CHECK(bench.fake.starts == 1);
    CHECK(bench.fake.log ==
          Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "CCR 00000106", "FCR 00000002"});
}

TEST_CASE("QuadSpiController starts an erase by AR, written last") {
    Bench bench;
    REQUIRE(bench.controller.command(kErase, 0x123456) == TransferResult::Done);
    CHECK(bench.fake.starts == 1);
    CHECK(bench.fake.log ==
          Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "CCR 000025D8", "AR 00123456", "FCR 00000002"});
}

TEST_CASE("QuadSpiController sends a command with a data phase but no data without it") {
    Bench bench;
    REQUIRE(bench.controller.command(kReadId, 0) == TransferResult::Done);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x0000019F);
}

TEST_CASE("QuadSpiController writes length and mode bits before CCR, and the address after it") {
    Bench bench;
    bench.fake.answer = counting(8);
    std::array<std::uint8_t, 8> data{};
    REQUIRE(bench.controller.read(kQuadRead, 0x7FFFF8, data) == TransferResult::Done);
    CHECK(std::equal(data.begin(), data.end(), bench.fake.answer.begin()));
    CHECK(bench.fake.log == Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "DLR 00000007", "ABR 000000FF",
                                "CCR 0710EDEB", "AR 007FFFF8", "FCR 00000002"});
}

TEST_CASE("QuadSpiController reads whole words by 32-bit accesses and the tail by bytes") {
    const std::size_t length = GENERATE(1u, 2u, 3u, 4u, 7u, 32u, 33u, 64u, 1000u);
    Bench bench;
    bench.fake.answer = counting(length);
    std::vector<std::uint8_t> data(length);
    REQUIRE(bench.controller.read(kReadId, 0, data) == TransferResult::Done);
    CHECK(data == bench.fake.answer);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x0500019F);
    CHECK(bench.fake.reg(QUADSPI_DLR) == length - 1);
    CHECK(bench.fake.word_reads == length / 4);
    CHECK(bench.fake.byte_reads == length % 4);
    CHECK_FALSE(bench.fake.busy);
}

TEST_CASE("QuadSpiController drops what the FIFO holds beyond the end of a read") {
    const std::size_t extra = GENERATE(1u, 5u);
    Bench bench;
    bench.fake.extra = extra;
    bench.fake.answer = counting(64);
    std::vector<std::uint8_t> data(64);
    REQUIRE(bench.controller.read(kDtrRead, 0, data) == TransferResult::Done);
    CHECK(data == bench.fake.answer);
    CHECK_FALSE(bench.fake.busy);
    CHECK(bench.fake.aborts == 0);
    bench.fake.extra = 0;
    REQUIRE(bench.controller.read(kDtrRead, 0, data) == TransferResult::Done);
    CHECK(data == bench.fake.answer);
}

TEST_CASE("QuadSpiController writes exactly the bytes given, started by DR") {
    const std::size_t length = GENERATE(1u, 3u, 4u, 6u, 31u, 32u, 33u, 256u);
    Bench bench;
    const auto data = counting(length);
    REQUIRE(bench.controller.write(kQuadProgram, 0x100, data) == TransferResult::Done);
    CHECK(bench.fake.sent == data);
    CHECK(bench.fake.starts == 1);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x03002532);
    CHECK(bench.fake.reg(QUADSPI_AR) == 0x100);
    CHECK(bench.fake.reg(QUADSPI_DLR) == length - 1);
}

TEST_CASE("QuadSpiController writes a register without an address") {
    Bench bench;
    const std::array<std::uint8_t, 1> quad_enable{0x02};
    REQUIRE(bench.controller.write({.opcode = 0x31, .data_phase = k1S}, 0, quad_enable) ==
            TransferResult::Done);
    CHECK(bench.fake.log == Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "DLR 00000000", "CCR 01000131",
                                "DR8 00000002", "FCR 00000002"});
}

TEST_CASE("QuadSpiController refuses what it cannot send, and sends nothing") {
    Command c = kQuadRead;
    SECTION("eight data lines") { c.data_phase.lines = 8; }
    SECTION("eight address lines") { c.address_phase.lines = 8; }
    SECTION("an opcode on eight lines") { c.opcode_phase.lines = 8; }
    SECTION("an opcode of two bytes") { c.opcode_bytes = 2; }
    SECTION("an opcode in DTR") { c.opcode_phase.dtr = true; }
    SECTION("no opcode: data alone would hang") { c.opcode_phase.lines = 0; }
    SECTION("address in DTR, data not") { c.address_phase.dtr = true; }
    SECTION("mode bits without an address") { c.address_bytes = 0; }
    SECTION("DQS") { c.dqs = 1; }
    SECTION("more dummy cycles than DCYC holds") { c.dummy_cycles = 32; }
    SECTION("a read without a data phase") { c.data_phase = {}; }
    Bench bench;
    std::array<std::uint8_t, 4> data{};
    std::uint32_t status = 0;
    CHECK(bench.controller.read(c, 0, data) == TransferResult::Unsupported);
    CHECK(bench.controller.poll(c, 1, 0, 100, status) == TransferResult::Unsupported);
    CHECK(bench.controller.map(c, {}) == TransferResult::Unsupported);
    CHECK(bench.fake.log.empty());
}

TEST_CASE("QuadSpiController refuses dummy cycles before written data: their first nibble would be lost") {
    Bench bench;
    Command c = kQuadProgram;
    c.dummy_cycles = 1;
    CHECK(bench.controller.write(c, 0, counting(4)) == TransferResult::Unsupported);
    CHECK(bench.fake.log.empty());
}

TEST_CASE("QuadSpiController reads in DTR by DDRM and DHHC, with SSHIFT off, and with a divided clock only") {
    NorSetup how = setup();
    how.sample_shift = 1;
    std::array<std::uint8_t, 4> data{};
    {
        Bench bench(how);
        REQUIRE(bench.controller.read(kDtrRead, 0, data) == TransferResult::Done);
        CHECK(bench.fake.reg(QUADSPI_CCR) == 0xC71CEDED);
        CHECK((bench.fake.reg(QUADSPI_CR) & QUADSPI_CR_SSHIFT) == 0);
        REQUIRE(bench.controller.read(kQuadRead, 0, data) == TransferResult::Done);
        CHECK((bench.fake.reg(QUADSPI_CR) & QUADSPI_CR_SSHIFT) != 0);
    }
    how.prescaler = 0;
    Bench bench(how);
    CHECK(bench.controller.read(kDtrRead, 0, data) == TransferResult::Unsupported);
    CHECK(bench.controller.read(kQuadRead, 0, data) == TransferResult::Done);
}

TEST_CASE("QuadSpiController moves pairs between two chips and asks both for their status") {
    NorSetup how = setup();
    how.two_chips = 1;
    Bench bench(how);
    CHECK((bench.fake.reg(QUADSPI_CR) & QUADSPI_CR_DFM) != 0);
    bench.fake.answer = {0xEF, 0xEE};
    std::uint8_t id = 0;
    REQUIRE(bench.controller.read(kReadId, 0, {&id, 1}) == TransferResult::Done);
    CHECK(id == 0xEF);
    CHECK(bench.fake.reg(QUADSPI_DLR) == 1);
    const std::array<std::uint8_t, 1> byte{0x5A};
    REQUIRE(bench.controller.write(kQuadProgram, 0, byte) == TransferResult::Done);
    CHECK(bench.fake.sent == std::vector<std::uint8_t>{0x5A, 0x5A});
    bench.fake.statuses = {0x03, 0x00};
    std::uint32_t status = 0xFFFFFFFF;
    REQUIRE(bench.controller.poll(kReadStatus, 0x01, 0x00, 1000, status) == TransferResult::Done);
    CHECK(bench.fake.reg(QUADSPI_PSMKR) == 0x0101);
    CHECK(bench.fake.reg(QUADSPI_DLR) == 1);
    CHECK(status == 0);
}

TEST_CASE("QuadSpiController polls by itself and stops at the match") {
    Bench bench;
    bench.fake.statuses = {0x03, 0x03, 0x02};
    std::uint32_t status = 0;
    REQUIRE(bench.controller.poll(kReadStatus, 0x01, 0x00, 1000, status) == TransferResult::Done);
    CHECK(status == 0x02);
    CHECK(bench.fake.aborts == 0);
    CHECK(bench.fake.log == Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "PSMKR 00000001",
                                "PSMAR 00000000", "PIR 00000100", "DLR 00000000", "CCR 09000105",
                                "FCR 0000001B"});
}

TEST_CASE(
    "QuadSpiController gives up a poll after its timeout, with the last status and the controller idle") {
    Bench bench;
    bench.fake.statuses = {0x03};
    std::uint32_t status = 0;
    const std::uint64_t before = bench.us();
    REQUIRE(bench.controller.poll(kReadStatus, 0x01, 0x00, 1000, status) == TransferResult::Timeout);
    CHECK(bench.us() - before >= 1000);
    CHECK(bench.us() - before < 1100);
    CHECK(status == 0x03);
    CHECK(bench.fake.aborts == 1);
    CHECK((bench.controller.failure_status() & QUADSPI_SR_BUSY) != 0);
    CHECK(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
}

TEST_CASE("QuadSpiController does not read DR before a poll has seen a status") {
    Bench bench;
    bench.fake.hang = true;
    std::uint32_t status = 0xFFFFFFFF;
    CHECK(bench.controller.poll(kReadStatus, 0x01, 0x00, 100, status) == TransferResult::Timeout);
    CHECK(status == 0xFFFFFFFF);
}

TEST_CASE("QuadSpiController stops filling a FIFO that nothing leaves") {
    Bench bench;
    bench.fake.hang = true;
    CHECK(bench.controller.write(kQuadProgram, 0, counting(256)) == TransferResult::Timeout);
    CHECK(bench.fake.sent.empty());
    CHECK(bench.fake.aborts == 1);
    bench.fake.hang = false;
    REQUIRE(bench.controller.write(kQuadProgram, 0, counting(256)) == TransferResult::Done);
    CHECK(bench.fake.sent == counting(256));
}

TEST_CASE("QuadSpiController ends a poll with a transfer error at once") {
    Bench bench;
    bench.fake.transfer_error = true;
    std::uint32_t status = 0xFFFFFFFF;
    const std::uint64_t before = bench.us();
    CHECK(bench.controller.poll(kReadStatus, 0x01, 0x00, 1000, status) == TransferResult::TransferError);
    CHECK(bench.us() - before < 10);
    CHECK(status == 0xFFFFFFFF);
    CHECK((bench.controller.failure_status() & QUADSPI_SR_TEF) != 0);
}

TEST_CASE("QuadSpiController ends a transfer that hangs after 10 ms and can go on") {
    Bench bench;
    bench.fake.hang = true;
    std::array<std::uint8_t, 16> data{};
    const std::uint64_t before = bench.us();
    CHECK(bench.controller.read(kQuadRead, 0, data) == TransferResult::Timeout);
    CHECK(bench.us() - before >= kStallUs);
    CHECK(bench.us() - before < kStallUs + 2000);
    CHECK(bench.fake.aborts == 1);
    CHECK((bench.controller.failure_status() & QUADSPI_SR_BUSY) != 0);
    bench.fake.hang = false;
    CHECK(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
}

TEST_CASE("QuadSpiController reports an address beyond FSIZE at once and can go on") {
    Bench bench;
    std::array<std::uint8_t, 4> data{};
    const std::uint64_t before = bench.us();
    CHECK(bench.controller.read(kQuadRead, 0xFFFFFE, data) == TransferResult::TransferError);
    CHECK(bench.us() - before < 10);
    CHECK((bench.controller.failure_status() & QUADSPI_SR_TEF) != 0);
    bench.fake.hang = false;
    CHECK(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
}
