// Configuration, abort and memory-mapped mode of QuadSpiController.
#include "tests/unit/flash-library/controllers/quadspi/quadspi-bench.hpp"

#include <array>

using namespace quadspi_bench;
using namespace xspi;
using namespace xspi::registers;

namespace {
constexpr std::uint32_t kMapped = static_cast<std::uint32_t>(QuadSpiMode::MemoryMapped)
                                  << QUADSPI_CCR_FMODE_Pos;

// A controller that nobody has configured yet.
struct Unconfigured {
    QuadSpiFake fake;
    Timebase timebase{kTestCoreHz};
    QuadSpiController controller{timebase};
};
} // namespace

TEST_CASE("QuadSpiController configures with EN = 0, enables last and takes the window away") {
    Unconfigured bench;
    REQUIRE(bench.controller.configure(setup()) == TransferResult::Done);
    CHECK(bench.fake.mistakes == Log{});
    CHECK(bench.fake.log == Log{"barrier", "FCR 0000001B", "CR 00000000", "CR 01400300", "DCR 00170700",
                                "CCR 01002500", "CR 01400301", "FCR 0000001B"});
}

TEST_CASE("QuadSpiController has FSIZE of a chip twice as large: its window's end is never reached") {
    const unsigned bits = GENERATE(20u, 23u, 24u, 28u, 31u);
    NorSetup how = setup();
    how.chip.size = 1u << bits;
    Bench bench(how);
    CHECK((bench.fake.reg(QUADSPI_DCR) >> QUADSPI_DCR_FSIZE_Pos & 0x1F) == bits); // 2^(bits+1) bytes
}

TEST_CASE("QuadSpiController selects flash 1, flash 2 or both") {
    NorSetup how = setup();
    std::uint32_t expected = 0;
    SECTION("flash 1") {}
    SECTION("flash 2") {
        how.chip_select = 1;
        expected = QUADSPI_CR_FSEL;
    }
    SECTION("two chips") {
        how.two_chips = 1;
        expected = QUADSPI_CR_DFM;
    }
    Bench bench(how);
    CHECK((bench.fake.reg(QUADSPI_CR) & (QUADSPI_CR_FSEL | QUADSPI_CR_DFM)) == expected);
}

TEST_CASE("QuadSpiController refuses a set-up that is not its own without a write") {
    Unconfigured bench;
    NorSetup how = setup();
    SECTION("another controller") { how.kind = ControllerKind::Xspi; }
    SECTION("a prescaler beyond its field") { how.prescaler = 256; }
    CHECK(bench.controller.configure(how) == TransferResult::Unsupported);
    CHECK(bench.fake.log.empty());
}

TEST_CASE("QuadSpiController stops what an application left running before it configures") {
    Unconfigured bench;
    bench.fake.write(QuadSpiFake::kBase + QUADSPI_CR, 0x02500309, 4); // DMA aside, with TCEN, prescaler 2
    bench.fake.write(QuadSpiFake::kBase + QUADSPI_CCR, 0x0F10EDEB, 4);
    bench.fake.mistakes.clear();
    bench.fake.busy = true;
    bench.fake.flags = QUADSPI_SR_TEF;
    CHECK(bench.controller.configure(setup()) == TransferResult::Done);
    CHECK(bench.fake.aborts == 1);
    CHECK_FALSE(bench.controller.mapped());
    // The abort itself still carries the application's TCEN.
    CHECK(bench.fake.mistakes == Log{"TCEN set"});
}

TEST_CASE("QuadSpiController frees a BUSY that no abort ends by EN = 0") {
    Unconfigured bench;
    bench.fake.wedged = true; // as CCR = 0 leaves it
    CHECK(bench.controller.configure(setup()) == TransferResult::Done);
    CHECK(bench.fake.switched_off != 0);
    CHECK(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
    CHECK(bench.fake.mistakes == Log{});
}

TEST_CASE(
    "QuadSpiController waits until ABORT has fallen, and switches the controller off when it does not") {
    Bench bench;
    std::uint32_t status = 0;
    bench.fake.statuses = {0x01};
    SECTION("it falls late") {
        bench.fake.abort_looks = 300;
        CHECK(bench.controller.poll(kReadStatus, 1, 0, 100, status) == TransferResult::Timeout);
        CHECK(bench.fake.switched_off == 0);
    }
    SECTION("never") {
        bench.fake.abort_looks = 1'000'000;
        const std::uint64_t before = bench.us();
        CHECK(bench.controller.poll(kReadStatus, 1, 0, 100, status) == TransferResult::Timeout);
        CHECK(bench.us() - before < 1500);
        CHECK(bench.fake.switched_off == 1);
        CHECK((bench.fake.reg(QUADSPI_CR) & QUADSPI_CR_EN) != 0);
    }
    CHECK_FALSE(bench.fake.busy);
    CHECK(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
}

TEST_CASE("QuadSpiController maps with AR = 0 and starts no transfer on its way") {
    Bench bench;
    std::array<std::uint8_t, 1> byte{};
    REQUIRE(bench.controller.read(kQuadRead, 0x123457, byte) == TransferResult::Done); // leaves AR % 4 = 3
    bench.fake.starts = 0;
    bench.fake.log.clear();
    REQUIRE(bench.controller.map(kQuadRead, kQuadProgram) == TransferResult::Done);
    CHECK(bench.controller.mapped());
    CHECK(bench.fake.starts == 0);
    CHECK(bench.fake.log == Log{"FCR 0000001B", "FCR 0000001B", "CR 01400301", "CCR 01002500", "AR 00000000",
                                "ABR 000000FF", "CCR 0F10EDEB", "barrier"});
}

TEST_CASE("QuadSpiController maps a read in DTR, and one without mode bits") {
    Bench bench;
    REQUIRE(bench.controller.map(kDtrRead, {}) == TransferResult::Done);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0xCF1CEDED);
    Command fast = kErase;
    fast.opcode = 0x0B;
    fast.data_phase = k1S;
    fast.dummy_cycles = 8;
    REQUIRE(bench.controller.map(fast, {}) == TransferResult::Done);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x0D20250B);
}

TEST_CASE("QuadSpiController does not map what has no address") {
    Bench bench;
    CHECK(bench.controller.map(kReadId, {}) == TransferResult::Unsupported);
    CHECK(bench.fake.log.empty());
}

TEST_CASE("QuadSpiController leaves memory-mapped mode by barrier and abort, but never aborts an idle one") {
    const bool used = GENERATE(true, false);
    Bench bench;
    REQUIRE(bench.controller.map(kQuadRead, {}) == TransferResult::Done);
    bench.fake.busy = used; // rises with the first access to the window
    bench.fake.log.clear();
    REQUIRE(bench.controller.command(kWriteEnable, 0) == TransferResult::Done);
    CHECK(bench.fake.log.front() == "barrier");
    CHECK(bench.fake.aborts == (used ? 1u : 0u));
    CHECK_FALSE(bench.controller.mapped());
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x106);
}

TEST_CASE(
    "QuadSpiController's unmap alone closes the window, starts nothing and is nothing the second time") {
    Bench bench;
    REQUIRE(bench.controller.map(kQuadRead, {}) == TransferResult::Done);
    bench.fake.busy = true;
    REQUIRE(bench.controller.unmap() == TransferResult::Done);
    CHECK(bench.fake.reg(QUADSPI_CCR) == 0x01002500);
    CHECK_FALSE(bench.fake.busy);
    CHECK(bench.fake.starts == 0);
    bench.fake.log.clear();
    REQUIRE(bench.controller.unmap() == TransferResult::Done);
    CHECK(bench.fake.log.empty());
}

TEST_CASE("QuadSpiController reads the window by aligned words") {
    Bench bench;
    bench.fake.memory = counting(64);
    REQUIRE(bench.controller.map(kQuadRead, {}) == TransferResult::Done);
    std::vector<std::uint8_t> data(30);
    REQUIRE(bench.controller.read_window(3, data) == TransferResult::Done);
    CHECK(std::equal(data.begin(), data.end(), bench.fake.memory.begin() + 3));
    CHECK(bench.controller.unmap() == TransferResult::Done);
    CHECK(bench.fake.aborts == 1);
}

TEST_CASE(
    "QuadSpiController settles its timing where the set-up asks for it: at first, and out of mapped mode") {
    const Log settled{"CR 00000000",  "CR FF000001", "CCR 20000000",
                      "CCR 20000000", "CR 00000000", "CCR 01002500"};
    NorSetup how = setup();
    how.quirks = kQuirkTimingCriticality;
    Unconfigured bench;
    REQUIRE(bench.controller.configure(how) == TransferResult::Done);
    Log expected{"barrier", "FCR 0000001B", "CR 00000000"};
    expected.insert(expected.end(), settled.begin(), settled.end());
    for (const char* rest : {"CR 01400300", "DCR 00170700", "CCR 01002500", "CR 01400301", "FCR 0000001B"})
        expected.push_back(rest);
    CHECK(bench.fake.log == expected);

    REQUIRE(bench.controller.map(kQuadRead, {}) == TransferResult::Done);
    CHECK((bench.fake.reg(QUADSPI_CCR) & QUADSPI_CCR_FMODE) == kMapped);
    bench.fake.log.clear();
    REQUIRE(bench.controller.unmap() == TransferResult::Done);
    expected = {"barrier"};
    expected.insert(expected.end(), settled.begin(), settled.end());
    for (const char* rest : {"CCR 01002500", "CR 01400301"}) expected.push_back(rest);
    CHECK(bench.fake.log == expected);
    CHECK(bench.fake.starts == 0);
    CHECK(bench.fake.mistakes == Log{});
}
