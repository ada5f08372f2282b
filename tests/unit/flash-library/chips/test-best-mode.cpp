#include "flash-library/chips/best-mode.hpp"
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

using namespace xspi;

namespace {

constexpr std::uint32_t kMega = 1'000'000;

ChipDescription described(std::uint32_t identity, std::span<const std::uint8_t> dump) {
    const SfdpResult sfdp = parse_sfdp(dump);
    REQUIRE(sfdp.error == SfdpError::None);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(identity), &sfdp.tables, chip) == DescribeError::None);
    return chip;
}
ChipDescription w25q64() { return described(0xEF4017, dumps::w25q64jv_iq); }
ChipDescription octal_chip() { return described(0xC28139, dumps::mx25uw25645g); }

Reach reach(std::uint8_t lines, std::uint32_t mhz = 200, std::uint32_t supply_mv = 3300) {
    return {lines, true, supply_mv, mhz * kMega, 50 * kMega};
}

} // namespace

TEST_CASE("The best mode has the lines that chip, board and controller share", "[chips]") {
    CHECK(best_mode(octal_chip(), reach(8)) == Mode::OctalDtr);
    CHECK(best_mode(octal_chip(), reach(4)) == Mode::Spi); // it has no quad mode
    CHECK(best_mode(octal_chip(), reach(1)) == Mode::Spi);
    CHECK(best_mode(w25q64(), reach(8)) == Mode::QuadIo);
    CHECK(best_mode(w25q64(), reach(4)) == Mode::QuadIo);
    CHECK(best_mode(w25q64(), reach(1)) == Mode::Spi);
    CHECK(best_mode({}, reach(8)) == Mode::Spi);
}

TEST_CASE("A controller without data strobe has no octal DTR", "[chips]") {
    Reach without = reach(8);
    without.octal_dtr = false;
    CHECK(best_mode(octal_chip(), without) == Mode::Spi);
}

TEST_CASE("The chip's dummy cycles and supply limit the clock, the board's limit too", "[chips]") {
    CHECK(mode_clock_hz(w25q64(), Mode::QuadIo, reach(4, 200, 3300)) == 133 * kMega);
    CHECK(mode_clock_hz(w25q64(), Mode::QuadIo, reach(4, 200, 2700)) == 104 * kMega);
    CHECK(mode_clock_hz(w25q64(), Mode::QuadIo, reach(4, 200, 0)) == 104 * kMega);
    CHECK(mode_clock_hz(w25q64(), Mode::QuadIo, reach(4, 80)) == 80 * kMega);
    CHECK(mode_clock_hz(w25q64(), Mode::Qpi, reach(4, 200)) == 33 * kMega); // two clocks
    CHECK(mode_clock_hz(w25q64(), Mode::QuadIo, reach(1)) == 0);
    CHECK(mode_clock_hz(w25q64(), Mode::OctalDtr, reach(8)) == 0);
    CHECK(mode_clock_hz(octal_chip(), Mode::OctalDtr, reach(8, 250)) == 200 * kMega); // by SFDP
    CHECK(mode_clock_hz(octal_chip(), Mode::OctalDtr, reach(8, 64)) == 64 * kMega);
    CHECK(mode_clock_hz(described(0x20BA19, dumps::n25q256a), Mode::QuadIo, reach(4)) == 108 * kMega);
}

TEST_CASE("A chip that no line knows reads at what every chip carries", "[chips]") {
    ChipDescription chip = w25q64();
    chip.identity = chip_identity(0x464016);
    CHECK(clock_limit_hz(chip, Mode::QuadIo, 3300, 200 * kMega) == 50 * kMega);
    CHECK(best_mode(chip, reach(4)) == Mode::QuadIo);
}

TEST_CASE("Of the modes over four lines the one that is fastest at its own clock wins", "[chips]") {
    ChipDescription chip = w25q64();
    chip.quad.input_output = {};
    CHECK(best_mode(chip, reach(4)) == Mode::QuadOutput);
    chip.quad.output = {};
    CHECK(best_mode(chip, reach(4)) == Mode::Qpi); // only for want of another
    chip.quad.enter_qpi = 0;
    CHECK(best_mode(chip, reach(4)) == Mode::Spi);
    CHECK(best_mode(w25q64(), Reach{4, true, 3300, 5 * kMega, 50 * kMega}) == Mode::Spi);
}
