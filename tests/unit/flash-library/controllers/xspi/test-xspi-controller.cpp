#include "flash-library/controllers/status-register.hpp"
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/controllers/xspi/xspi-fake.hpp"

#include <array>
#include <numeric>

using namespace xspi;
using namespace xspi::registers;

namespace {
constexpr Phase k1S{1, false}, k8D{8, true};
constexpr Command kWriteEnable1S{.opcode = 0x06};
constexpr Command kWriteEnable8D{.opcode = 0x06F9, .opcode_bytes = 2, .opcode_phase = k8D};
constexpr Command kReadId1S{.opcode = 0x9F, .data_phase = k1S};
constexpr Command kErase1S{.opcode = 0xDC, .address_bytes = 4, .address_phase = k1S};
constexpr Command kProgram1S{.opcode = 0x12, .address_bytes = 4, .address_phase = k1S, .data_phase = k1S};
constexpr Command kProgram8D{.opcode = 0x12ED,
                             .opcode_bytes = 2,
                             .address_bytes = 4,
                             .opcode_phase = k8D,
                             .address_phase = k8D,
                             .data_phase = k8D};
constexpr Command kStatus8D{.opcode = 0x05FA,
                            .opcode_bytes = 2,
                            .address_bytes = 4,
                            .opcode_phase = k8D,
                            .address_phase = k8D,
                            .data_phase = k8D,
                            .dummy_cycles = 4,
                            .dqs = 1};
constexpr Command kRead8D{.opcode = 0xEE11,
                          .opcode_bytes = 2,
                          .address_bytes = 4,
                          .opcode_phase = k8D,
                          .address_phase = k8D,
                          .data_phase = k8D,
                          .dummy_cycles = 20,
                          .dqs = 1};

NorSetup nucleo_setup() {
    NorSetup setup;
    setup.controller_base = XspiFake::kBase;
    setup.window_base = 0x70000000;
    setup.prescaler = 3;
    setup.chip.size = 32u << 20;
    setup.chip.swap_bytes = 1;
    return setup;
}

struct Bench {
    XspiFake fake;
    Timebase timebase{kTestCoreHz};
    XspiController controller{timebase};

    explicit Bench(const NorSetup& setup = nucleo_setup()) {
        REQUIRE(controller.configure(setup) == TransferResult::Done);
        fake.writes.clear();
    }
    ~Bench() { CHECK(fake.mistakes == std::vector<std::string>{}); }
};

std::vector<std::uint8_t> counting(std::size_t length) {
    std::vector<std::uint8_t> bytes(length);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
    return bytes;
}
} // namespace

TEST_CASE("XspiController configures with EN = 0 and enables last") {
    XspiFake fake;
    const Timebase timebase(kTestCoreHz);
    XspiController controller(timebase);
    NorSetup setup = nucleo_setup();
    setup.chip_select = 1;
    REQUIRE(controller.configure(setup) == TransferResult::Done);
    CHECK(fake.mistakes.empty());
    CHECK(fake.aborts() == 0);
    CHECK((fake.reg(XSPI_DCR1) >> XSPI_DCR1_DEVSIZE_Pos & 0x1F) == 24); // 2^25 bytes
    CHECK(fake.reg(XSPI_DCR1) >> XSPI_DCR1_MTYP_Pos == XSPI_MTYP_MACRONIX);
    CHECK(fake.reg(XSPI_DCR2) == 3);
    CHECK((fake.reg(XSPI_CR) & (XSPI_CR_EN | XSPI_CR_CSSEL)) == (XSPI_CR_EN | XSPI_CR_CSSEL));
    CHECK(fake.written("CR").front() == 0);
}

TEST_CASE("XspiController stops what an application left running before it configures") {
    XspiFake fake;
    fake.write(XspiFake::kBase + XSPI_CR, XSPI_CR_EN | XSPI_CR_FMODE, 4); // memory-mapped, in use
    fake.busy = true;
    fake.flags = XSPI_SR_TEF;
    const Timebase timebase(kTestCoreHz);
    XspiController controller(timebase);
    CHECK(controller.configure(nucleo_setup()) == TransferResult::Done);
    CHECK(fake.aborts() == 1);
    CHECK(fake.mistakes.empty());
}

TEST_CASE("XspiController starts a bare opcode by IR, with DDTR set in octal DTR") {
    Bench bench;
    REQUIRE(bench.controller.command(kWriteEnable8D, 0) == TransferResult::Done);
    CHECK(bench.fake.starts == 1);
    const std::uint32_t ccr = bench.fake.reg(XSPI_CCR);
    CHECK(ccr == (4u | XSPI_CCR_IDTR | 1u << XSPI_CCR_ISIZE_Pos | XSPI_CCR_DDTR));
    CHECK((bench.fake.reg(XSPI_TCR) & XSPI_TCR_DHQC) != 0);
    CHECK(bench.fake.written("IR") == std::vector<std::uint32_t>{0x06F9});
    CHECK(bench.fake.written("AR").empty());
    CHECK(bench.fake.index_of("CCR") < bench.fake.index_of("IR"));
}

TEST_CASE("XspiController sends single-line opcodes without DTR bits") {
    Bench bench;
    REQUIRE(bench.controller.command(kWriteEnable1S, 0) == TransferResult::Done);
    CHECK(bench.fake.reg(XSPI_CCR) == 1);
    CHECK(bench.fake.reg(XSPI_TCR) == 0);
}

TEST_CASE("XspiController starts an erase by AR and once only") {
    Bench bench;
    REQUIRE(bench.controller.command(kErase1S, 0x12345678) == TransferResult::Done);
    CHECK(bench.fake.starts == 1);
    CHECK(bench.fake.writes.at(bench.fake.index_of("IR") + 1).name == "AR");
    CHECK(bench.fake.reg(XSPI_AR) == 0x12345678);
}

TEST_CASE("XspiController reads whole words by 32-bit accesses and the tail by bytes") {
    const std::size_t length = GENERATE(1u, 2u, 3u, 4u, 7u, 64u, 65u, 1000u);
    Bench bench;
    bench.fake.answer = counting(length);
    std::vector<std::uint8_t> data(length);
    REQUIRE(bench.controller.read(kReadId1S, 0, data) == TransferResult::Done);
    CHECK(data == bench.fake.answer);
    CHECK(bench.fake.written("DLR") == std::vector<std::uint32_t>{static_cast<std::uint32_t>(length - 1)});
    CHECK(bench.fake.word_reads == length / 4);
    CHECK(bench.fake.byte_reads == length % 4);
    CHECK_FALSE(bench.fake.busy);
}

TEST_CASE("XspiController fetches pairs in octal DTR and leaves nothing in the FIFO") {
    const std::size_t length = GENERATE(1u, 3u, 5u, 6u, 7u, 8u);
    Bench bench;
    bench.fake.answer = counting(length + 1);
    std::array<std::uint8_t, 12> data{};
    data.fill(0xA5);
    REQUIRE(bench.controller.read(kStatus8D, 0, {data.data(), length}) == TransferResult::Done);
    CHECK(std::equal(data.begin(), data.begin() + length, bench.fake.answer.begin()));
    CHECK(data[length] == 0xA5);
    CHECK(bench.fake.reg(XSPI_DLR) == ((length + 1) & ~std::size_t{1}) - 1);
    CHECK((bench.fake.reg(XSPI_CCR) & XSPI_CCR_DQSE) != 0);
    CHECK_FALSE(bench.fake.busy);
}

TEST_CASE("XspiController takes TCF for a filled FIFO") {
    Bench bench;
    bench.fake.level_stays_zero = true; // reported on H7R7
    bench.fake.answer = {0xC2};
    std::uint8_t id = 0;
    REQUIRE(bench.controller.read(kReadId1S, 0, {&id, 1}) == TransferResult::Done);
    CHECK(id == 0xC2);
}

TEST_CASE("XspiController writes exactly the bytes given") {
    const std::size_t length = GENERATE(1u, 3u, 4u, 6u, 63u, 64u, 65u, 256u);
    Bench bench;
    const auto data = counting(length);
    REQUIRE(bench.controller.write(kProgram1S, 0x100, data) == TransferResult::Done);
    CHECK(bench.fake.sent == data);
    CHECK(bench.fake.starts == 1);
    CHECK(bench.fake.reg(XSPI_DLR) == length - 1);
}

TEST_CASE("XspiController repeats the last byte of an odd write in octal DTR") {
    Bench bench;
    const std::array<std::uint8_t, 1> data{0x5A};
    REQUIRE(bench.controller.write(kProgram8D, 0, data) == TransferResult::Done);
    CHECK(bench.fake.sent == std::vector<std::uint8_t>{0x5A, 0x5A});
    CHECK(bench.fake.reg(XSPI_DLR) == 1);
}

TEST_CASE("XspiController polls both bytes of a pair and stops at the match") {
    Bench bench;
    bench.fake.statuses = {0x03, 0x03, 0x00};
    std::uint32_t status = 0;
    REQUIRE(bench.controller.poll(kStatus8D, 0x01, 0x00, 1000, status) == TransferResult::Done);
    CHECK(status == 0);
    CHECK(bench.fake.reg(XSPI_PSMKR) == 0x0101);
    CHECK(bench.fake.reg(XSPI_DLR) == 1);
    CHECK(bench.fake.aborts() == 0);
}

TEST_CASE("XspiController gives up a poll after its timeout, with the last status and the controller idle") {
    Bench bench;
    bench.fake.statuses = {0x03};
    std::uint32_t status = 0;
    const std::uint64_t before = bench.fake.cycles;
    REQUIRE(bench.controller.poll(kStatus8D, 0x01, 0x00, 1000, status) == TransferResult::Timeout);
    const std::uint64_t us = (bench.fake.cycles - before) / 600;
    CHECK(us >= 1000);
    CHECK(us < 1100);
    CHECK(status == 0x03);
    CHECK(bench.fake.aborts() == 1);
    CHECK_FALSE(bench.fake.busy);
}

TEST_CASE("XspiController does not read DR before a poll has seen a status") {
    Bench bench;
    bench.fake.hang = true;
    std::uint32_t status = 0xFFFFFFFF;
    CHECK(bench.controller.poll(kStatus8D, 0x01, 0x00, 100, status) == TransferResult::Timeout);
    CHECK(status == 0xFFFFFFFF);
}

TEST_CASE("XspiController ends a transfer that hangs after 10 ms and can go on") {
    Bench bench;
    bench.fake.hang = true;
    std::array<std::uint8_t, 16> data{};
    const std::uint64_t before = bench.fake.cycles;
    CHECK(bench.controller.read(kRead8D, 0, data) == TransferResult::Timeout);
    CHECK((bench.fake.cycles - before) / 600 >= kStallUs);
    CHECK((bench.fake.cycles - before) / 600 < kStallUs + 2000);
    CHECK((bench.controller.failure_status() & XSPI_SR_BUSY) != 0);
    bench.fake.hang = false;
    CHECK(bench.controller.command(kWriteEnable8D, 0) == TransferResult::Done);
}

TEST_CASE("XspiController reports a transfer error at once and clears it") {
    Bench bench;
    bench.fake.transfer_error = true;
    std::array<std::uint8_t, 4> data{};
    const std::uint64_t before = bench.fake.cycles;
    CHECK(bench.controller.read(kRead8D, 0xFFFFFFF0, data) == TransferResult::TransferError);
    CHECK((bench.fake.cycles - before) / 600 < 10);
    CHECK((bench.controller.failure_status() & XSPI_SR_TEF) != 0);
    bench.fake.transfer_error = false;
    CHECK(bench.controller.command(kWriteEnable8D, 0) == TransferResult::Done);
}

TEST_CASE("XspiController maps without starting a transfer, AR = 0 and WCCR.DQSE set") {
    Bench bench;
    REQUIRE(bench.controller.map(kRead8D, kProgram8D) == TransferResult::Done);
    CHECK(bench.fake.starts == 0);
    CHECK(bench.controller.mapped());
    CHECK(bench.fake.written("AR") == std::vector<std::uint32_t>{0});
    CHECK((bench.fake.reg(XSPI_WCCR) & XSPI_CCR_DQSE) != 0);
    CHECK(bench.fake.reg(XSPI_WIR) == 0x12ED);
    CHECK(bench.fake.reg(XSPI_IR) == 0xEE11);
    CHECK((bench.fake.reg(XSPI_TCR) & XSPI_TCR_DCYC) == 20);
    CHECK(bench.fake.writes.back().name == "barrier");
}

TEST_CASE("XspiController sends no write opcode for stores when it was given none") {
    Bench bench;
    REQUIRE(bench.controller.map(kRead8D, {}) == TransferResult::Done);
    CHECK(bench.fake.reg(XSPI_WIR) == 0);
    CHECK((bench.fake.reg(XSPI_WCCR) & XSPI_CCR_DQSE) != 0);
}

TEST_CASE("XspiController leaves memory-mapped mode by barrier and abort, but never aborts an idle one") {
    const bool used = GENERATE(true, false);
    Bench bench;
    REQUIRE(bench.controller.map(kRead8D, {}) == TransferResult::Done);
    bench.fake.busy = used; // rises with the first access to the window
    bench.fake.writes.clear();
    REQUIRE(bench.controller.command(kWriteEnable8D, 0) == TransferResult::Done);
    CHECK_FALSE(bench.controller.mapped());
    CHECK(bench.fake.aborts() == (used ? 1u : 0u));
    CHECK(bench.fake.index_of("barrier") < bench.fake.index_of("CR"));
}

TEST_CASE("XspiController samples later where the set-up says so, and never in DTR") {
    NorSetup setup = nucleo_setup();
    setup.sample_shift = 1;
    Bench bench(setup);
    REQUIRE(bench.controller.command(kErase1S, 0) == TransferResult::Done);
    CHECK(bench.fake.reg(XSPI_TCR) == XSPI_TCR_SSHIFT);
    REQUIRE(bench.controller.command(kWriteEnable8D, 0) == TransferResult::Done);
    CHECK(bench.fake.reg(XSPI_TCR) == XSPI_TCR_DHQC);
}

TEST_CASE("XspiController refuses a set-up for another controller, and two chips, without a write") {
    XspiFake fake;
    const Timebase timebase(kTestCoreHz);
    XspiController controller(timebase);
    NorSetup setup = nucleo_setup();
    SECTION("another controller") { setup.kind = ControllerKind::QuadSpi; }
    SECTION("two chips") { setup.two_chips = 1; }
    CHECK(controller.configure(setup) == TransferResult::Unsupported);
    CHECK(fake.writes.empty());
}
