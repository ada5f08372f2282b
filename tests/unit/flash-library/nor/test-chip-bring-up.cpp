#include "flash-library/nor/chip-bring-up.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/quad-chip-fake.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

using namespace xspi;
using Maker = QuadChipFake::Maker;

namespace {

constexpr std::uint32_t kW25q64 = 0xEF4017, kN25q256 = 0x20BA19, kMx66l2g = 0xC2201C;

QuadChipFake w25q64() { return {kW25q64, dumps::w25q64jv_iq, Maker::Winbond}; }
QuadChipFake n25q256() { return {kN25q256, dumps::n25q256a, Maker::Micron}; }
QuadChipFake mx66l2g() {
    QuadChipFake chip{kMx66l2g, dumps::mx66l2g45g, Maker::Macronix};
    chip.qe_register = 1;
    return chip;
}

// A board with a kernel clock of 240 MHz, divided by 2: 120 MHz.
struct Bench {
    explicit Bench(QuadChipFake& fake, std::uint8_t lines = 4, std::uint32_t supply_mv = 3300)
        : up(fake, {lines, true, supply_mv, 120'000'000, 40'000'000}, {240'000'000, 5, 1}, store,
             256u << 20) {}

    BringUpProblem run() {
        if (const auto p = up.start()) return p;
        if (const auto p = up.find()) return p;
        if (const auto p = up.describe()) return p;
        if (const auto p = up.take_single()) return p;
        return up.enter_best();
    }

    SfdpStore store;
    ChipBringUp<QuadChipFake> up;
};

void check_quad(QuadChipFake& chip, std::uint32_t identity) {
    Bench bench(chip);
    const BringUpProblem p = bench.run();
    CHECK(p.error == BringUpError::None);
    CHECK(bench.up.chip().identity.word() == identity);
    CHECK(bench.up.mode() == Mode::QuadIo);
    CHECK(chip.lines == 1);
    CHECK_FALSE(chip.continuous);
    CHECK_FALSE(chip.harmed);
    CHECK_FALSE(chip.fought);
}

} // namespace

TEST_CASE("A quad chip works in 1S-4S-4S, with QE set until it is reset", "[nor]") {
    QuadChipFake chip = w25q64();
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.mode() == Mode::QuadIo);
    CHECK(bench.up.vocabulary().read.opcode == 0xEB);
    CHECK(bench.up.vocabulary().program.opcode == 0x32);
    CHECK(bench.up.quad_enabled() == QuadEnabled::Volatile);
    CHECK(chip.status2 == 0x02);
    CHECK(chip.kept_status2 == 0);
    CHECK(chip.writes_for_good == 0);
    CHECK(bench.up.hz() == 120'000'000);
    CHECK(chip.prescalers == std::vector<std::uint32_t>{5, 5, 1});
}

TEST_CASE("QE that is set already is not written", "[nor]") {
    QuadChipFake chip = w25q64();
    chip.status2 = chip.kept_status2 = 0x02;
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.quad_enabled() == QuadEnabled::WasSet);
    CHECK(bench.up.mode() == Mode::QuadIo);
}

TEST_CASE("A chip that takes QE for good only is told from one that does not take it", "[nor]") {
    QuadChipFake chip = mx66l2g();
    chip.kept_status = chip.status = 0x3C;
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.quad_enabled() == QuadEnabled::NonVolatile);
    CHECK(chip.writes_for_good == 1);
    CHECK(chip.kept_status == 0x7C); // protection as it was
    QuadChipFake locked = mx66l2g();
    locked.locked = true;
    Bench other(locked);
    REQUIRE(other.run().error == BringUpError::None);
    CHECK(other.up.quad_enabled() == QuadEnabled::Refused);
    CHECK(other.up.mode() == Mode::Spi);
    CHECK(locked.prescalers == std::vector<std::uint32_t>{5, 5});
}

TEST_CASE("Never more lines than the board has", "[nor]") {
    QuadChipFake chip = w25q64();
    Bench bench(chip, 1);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.mode() == Mode::Spi);
    CHECK(bench.up.vocabulary().read.opcode == 0x0B);
    CHECK(chip.status2 == 0);
    CHECK(chip.prescalers == std::vector<std::uint32_t>{5, 5, 5});
}

TEST_CASE("The chip's own speed decides where the board is faster", "[nor]") {
    QuadChipFake low = w25q64();
    Bench at_low_supply(low, 4, 2800);
    REQUIRE(at_low_supply.run().error == BringUpError::None);
    CHECK(at_low_supply.up.hz() == 60'000'000); // 104 MHz at most
    QuadChipFake micron = n25q256();
    Bench bench(micron);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.hz() == 60'000'000); // 108 MHz
    CHECK(bench.up.mode() == Mode::QuadIo);
}

TEST_CASE("A Micron chip has no QE, and gets its default dummy cycles back", "[nor]") {
    QuadChipFake chip = n25q256();
    chip.volatile_at_reset = 0x23; // two dummy cycles, XIP
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.quad_enabled() == QuadEnabled::NotNeeded);
    CHECK(chip.volatile_configuration == 0xFB);
    CHECK(chip.four_byte);
    CHECK(bench.up.vocabulary().read.opcode == 0xEB);
    CHECK(bench.up.vocabulary().read.address_bytes == 4);
    CHECK(bench.up.vocabulary().program.opcode == 0x32);
}

TEST_CASE("Over one line a chip works as fast as it and the board can, and is found slowly", "[nor]") {
    QuadChipFake chip = w25q64();
    SfdpStore store;
    ChipBringUp<QuadChipFake> up(chip, {1, false, 3300, 120'000'000, 10'000'000}, {240'000'000, 23, 1}, store,
                                 16u << 20);
    REQUIRE_FALSE(up.start());
    REQUIRE_FALSE(up.find());
    REQUIRE_FALSE(up.describe());
    REQUIRE_FALSE(up.take_single());
    CHECK(up.hz() == 10'000'000);
    REQUIRE_FALSE(up.enter_best());
    CHECK(up.mode() == Mode::Spi);
    CHECK(up.hz() == 40'000'000); // of the 50 that every chip carries, by an even number
}

TEST_CASE("Over one line, too, a Micron chip reads with the dummy cycles that its commands have", "[nor]") {
    QuadChipFake chip = n25q256();
    chip.volatile_at_reset = 0x23;
    Bench bench(chip, 1);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.mode() == Mode::Spi);
    CHECK(chip.volatile_configuration == 0xFB);
    ChipDescription m25p;
    m25p.identity = chip_identity(0x202015);
    CHECK(default_dummy_cycles(m25p).empty());
}

TEST_CASE("A chip is found in whatever protocol software has left it", "[nor]") {
    const unsigned left_in = GENERATE(1u, 4u);
    const auto continuous = GENERATE(
        std::optional<QuadChipFake::Continuous>{}, std::optional(QuadChipFake::Continuous{4, false}),
        std::optional(QuadChipFake::Continuous{4, true}), std::optional(QuadChipFake::Continuous{2, false}),
        std::optional(QuadChipFake::Continuous{2, true}));
    const bool four_byte = GENERATE(false, true);
    QuadChipFake chip = w25q64();
    chip.status2 = 0x02;
    chip.lines = left_in;
    chip.continuous = continuous;
    chip.four_byte = four_byte;
    check_quad(chip, kW25q64);
    QuadChipFake macronix = mx66l2g();
    macronix.status = 0x40;
    macronix.lines = left_in;
    macronix.continuous = continuous;
    macronix.four_byte = four_byte;
    check_quad(macronix, kMx66l2g);
}

TEST_CASE("A Micron chip is found in XIP, and in its quad and dual protocols", "[nor]") {
    const unsigned protocol = GENERATE(1u, 2u, 4u);
    const unsigned xip = GENERATE(0u, 1u, 2u, 4u);
    const bool dtr = GENERATE(false, true);
    const bool four_byte = GENERATE(false, true);
    QuadChipFake chip = n25q256();
    chip.lines = protocol;
    chip.enhanced = protocol == 4 ? 0x7F : protocol == 2 ? 0xBF : 0xFF;
    if (xip != 0) chip.continuous = QuadChipFake::Continuous{xip, dtr};
    chip.four_byte = four_byte;
    check_quad(chip, kN25q256);
}

TEST_CASE("A Micron chip that powers up in its quad protocol is brought out of it, for this time", "[nor]") {
    QuadChipFake chip = n25q256();
    chip.lines = 4;
    chip.enhanced = chip.enhanced_at_reset = 0x6F; // quad, and another bit
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    CHECK(bench.up.found().powers_up_in == Mode::Qpi);
    CHECK(chip.lines == 1);
    CHECK(chip.enhanced == 0xEF);
    CHECK(bench.up.mode() == Mode::QuadIo);
}

TEST_CASE("A chip without a software reset leaves its quad protocol by its own opcode", "[nor]") {
    QuadChipFake winbond = w25q64();
    winbond.status2 = 0x02;
    winbond.lines = 4;
    winbond.has_reset = false;
    check_quad(winbond, kW25q64);
    QuadChipFake macronix = mx66l2g();
    macronix.status = 0x40;
    macronix.lines = 4;
    macronix.has_reset = false;
    check_quad(macronix, kMx66l2g);
}

TEST_CASE("A chip in deep power-down is woken in its protocol", "[nor]") {
    QuadChipFake chip = w25q64();
    chip.status2 = 0x02;
    chip.lines = GENERATE(1u, 4u);
    chip.asleep = true;
    check_quad(chip, kW25q64);
}

TEST_CASE("A line that is missing over four is noticed, and said by address and bytes", "[nor]") {
    QuadChipFake chip = w25q64();
    chip.stuck_low = 0x04; // IO2
    Bench bench(chip);
    const BringUpProblem p = bench.run();
    CHECK(p.error == BringUpError::FastMode);
    CHECK(p.step == BringUpStep::Check);
    CHECK(p.mode == Mode::QuadIo);
    CHECK(p.hz == 120'000'000);
    CHECK((p.expected_byte & ~0x44) == p.found_byte);
    CHECK(p.expected_byte == chip.memory[p.address]);
}

TEST_CASE("Bytes that tell something are looked for on a chip that is blank at its start", "[nor]") {
    QuadChipFake chip = w25q64();
    const std::size_t third = (8u << 20) / 8 * 3;
    std::fill(chip.memory.begin(), chip.memory.end(), std::uint8_t{0xFF});
    QuadSample sample;
    Command read = plain_command(Mode::Spi, 0x03);
    read.address_bytes = 3;
    read.address_phase = read.data_phase = {1, false};
    REQUIRE(take_sample(chip, read, 8u << 20, sample));
    CHECK_FALSE(sample.tells());
    chip.memory.resize(8u << 20, 0xFF);
    chip.memory[third + 5] = 0x12;
    REQUIRE(take_sample(chip, read, 8u << 20, sample));
    CHECK(sample.tells());
    CHECK(sample.address == third);
}

TEST_CASE("A chip that is not there, or not known, is a problem with what was found", "[nor]") {
    QuadChipFake absent{0xFFFFFF, {}, Maker::Winbond};
    Bench nobody(absent);
    const BringUpProblem none = nobody.run();
    CHECK(none.error == BringUpError::NoChip);
    CHECK(none.found.word() == 0xFFFFFF);
    QuadChipFake strange{0x9D9999, {}, Maker::Winbond};
    Bench unknown(strange);
    const BringUpProblem p = unknown.run();
    CHECK(p.error == BringUpError::UnknownChip);
    CHECK(p.found.word() == 0x9D9999);
    CHECK(p.describe == DescribeError::Unknown);
    CHECK(p.sfdp != SfdpError::None);
}

TEST_CASE("A controller that stands still ends the bring-up wherever it does, and says at what", "[nor]") {
    QuadChipFake whole = w25q64();
    Bench reference(whole);
    REQUIRE(reference.run().error == BringUpError::None);
    const std::size_t transactions = 100'000 - whole.transactions_left;
    BringUpStep last = BringUpStep::Start;
    for (std::size_t left = 0; left < transactions; ++left) {
        QuadChipFake chip = w25q64();
        chip.transactions_left = left;
        Bench bench(chip);
        const BringUpProblem p = bench.run();
        // What Check does not get is silence.
        CHECK(p.error == (p.step == BringUpStep::Check ? BringUpError::FastMode : BringUpError::Controller));
        CHECK(p.step >= last);
        last = p.step;
    }
    CHECK(last == BringUpStep::Check);
}

TEST_CASE("After a reset the same chip is expected", "[nor]") {
    QuadChipFake chip = w25q64();
    Bench bench(chip);
    REQUIRE(bench.run().error == BringUpError::None);
    REQUIRE(bench.up.start().error == BringUpError::None);
    REQUIRE(bench.up.find().error == BringUpError::None);
    CHECK(chip.status2 == 0); // the reset has taken QE back
    REQUIRE(bench.up.take_single().error == BringUpError::None);
    REQUIRE(bench.up.enter_single().error == BringUpError::None);
    CHECK(bench.up.mode() == Mode::Spi);
    REQUIRE(bench.up.enter_best().error == BringUpError::None);
    CHECK(bench.up.mode() == Mode::QuadIo);
}
