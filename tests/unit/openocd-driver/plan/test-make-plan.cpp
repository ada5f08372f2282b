#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/plan/plan-geometry.hpp"
#include "openocd-driver/plan/program-plan.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <numeric>
#include <string>

using namespace xspi;
using namespace plan_test;

namespace {

constexpr std::uint32_t kKi = 1024;

Bytes pattern(std::size_t length, unsigned seed = 1) { // no FFh in it
    Bytes bytes(length);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>((i * 7 + seed * 31) % 251);
    return bytes;
}

void put(SimulatedFlash& flash, std::uint32_t address, const Bytes& bytes) {
    std::copy(bytes.begin(), bytes.end(), flash.bytes.begin() + address);
}

Bytes held(const SimulatedFlash& flash, std::uint32_t address, std::size_t length) {
    return {flash.bytes.begin() + address, flash.bytes.begin() + static_cast<long>(address + length)};
}

PlanInput image(std::uint32_t address, Bytes bytes) {
    PlanInput input;
    input.segments.push_back({address, std::move(bytes)});
    return input;
}

struct Erase {
    std::uint32_t address, size;
    bool operator==(const Erase&) const = default;
};

std::vector<Erase> erases(const ProgramPlan& plan) {
    std::vector<Erase> result;
    for (const PlanStep& step : plan.steps) {
        if (step.kind == StepKind::Erase)
            result.push_back({step.address, step.size});
        else if (step.erase_first_size != 0)
            result.push_back({step.address, step.erase_first_size});
    }
    return result;
}

PlanError error_of(const PlanInput& wanted) {
    PlanInput input = wanted;
    input.geometry = small_nor();
    return make_plan(input).error;
}

} // namespace

TEST_CASE("A blank chip is programmed without an erase", "[plan]") {
    SimulatedFlash flash(small_nor());
    PlanInput input = image(0x1000, pattern(10'000));
    const PlanResult result = plan_for(input, flash);
    REQUIRE(result.error == PlanError::None);
    CHECK(erases(result.plan).empty());
    CHECK(result.plan.statistics.blocks_touched == 3);
    CHECK(result.plan.statistics.blocks_programmed == 3);
    CHECK(result.plan.statistics.pages == 40);
    CHECK(result.plan.statistics.estimated_us == 40 * 704);
    CHECK(result.plan.verify == std::vector<FlashRange>{{0x1000, 10'000}});
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 0x1000, 10'000), pattern(10'000)) == -1);
}

TEST_CASE("The same image again is an empty plan", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0x1003, pattern(9'001));
    PlanInput input = image(0x1003, pattern(9'001));
    const PlanResult result = plan_for(input, flash);
    CHECK(result.plan.empty());
    CHECK(result.plan.verify.empty());
    CHECK(result.plan.statistics.blocks_kept == 3);
    CHECK(to_text(result.plan, 0x70000000) == "nothing to do: 3 blocks hold what they should\n");
}

TEST_CASE("Only the block that differs is erased", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(5 * 4096));
    flash.bytes[2 * 4096 + 17] ^= 0x40;
    PlanInput input = image(0, pattern(5 * 4096));
    const PlanResult result = plan_for(input, flash);
    CHECK(erases(result.plan) == std::vector<Erase>{{2 * 4096, 4096}});
    CHECK(result.plan.statistics.blocks_kept == 4);
    CHECK(result.plan.statistics.blocks_erased == 1);
    CHECK(result.plan.verify == std::vector<FlashRange>{{2 * 4096, 4096}});
}

TEST_CASE("A blank gap in a block with data takes bytes without an erase", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(100));
    PlanInput input = image(200, pattern(50, 2));
    const PlanResult result = plan_for(input, flash);
    CHECK(erases(result.plan).empty());
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 0, 100), pattern(100)) == -1);
    CHECK(first_difference(held(flash, 200, 50), pattern(50, 2)) == -1);
}

TEST_CASE("Old bytes travel in the same step as the erase that would lose them", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(4096));
    PlanInput input = image(1000, pattern(300, 9));
    const PlanResult result = plan_for(input, flash);
    REQUIRE(result.plan.steps.size() == 1);
    const PlanStep& step = result.plan.steps.front();
    CHECK(step.kind == StepKind::Program);
    CHECK(step.erase_first_size == 4096);
    CHECK(step.address == 0);
    CHECK(step.bytes.size() == 4096);
    CHECK(result.plan.statistics.bytes_preserved == 4096 - 300);
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 1000, 300), pattern(300, 9)) == -1);
    const Bytes old = pattern(4096);
    CHECK(first_difference(held(flash, 0, 1000), Bytes(old.begin(), old.begin() + 1000)) == -1);
    CHECK(first_difference(held(flash, 1300, 2796), Bytes(old.begin() + 1300, old.end())) == -1);
}

TEST_CASE("The cheapest mix of erase types is chosen", "[plan]") {
    SimulatedFlash nor(small_nor()), octal(small_octal());
    put(nor, 0, pattern(256 * kKi, 3));
    put(octal, 0, pattern(256 * kKi, 3));
    struct Line {
        const char* what;
        const SimulatedFlash& flash;
        std::uint32_t address, length;
        std::vector<Erase> expected;
    };
    const std::vector<Line> table = {
        {"two of 4 KiB are no dearer than one of 32 KiB", nor, 0, 8 * kKi, {{0, 4096}, {4096, 4096}}},
        {"eight of 4 KiB cost more than one of 32 KiB", nor, 0, 32 * kKi, {{0, 32 * kKi}}},
        {"two of 32 KiB cost more than one of 64 KiB", nor, 0, 64 * kKi, {{0, 64 * kKi}}},
        {"a bigger erase must not take other data along",
         nor,
         4096,
         28 * kKi,
         {{4096, 4096},
          {8192, 4096},
          {12288, 4096},
          {16384, 4096},
          {20480, 4096},
          {24576, 4096},
          {28672, 4096}}},
        {"mixed", nor, 64 * kKi, 100 * kKi, {{64 * kKi, 64 * kKi}, {128 * kKi, 32 * kKi}, {160 * kKi, 4096}}},
        {"the whole chip", nor, 0, 256 * kKi, {{0, 256 * kKi}}},
        {"the chip but one block",
         nor,
         0,
         252 * kKi,
         {{0, 64 * kKi},
          {64 * kKi, 64 * kKi},
          {128 * kKi, 64 * kKi},
          {192 * kKi, 32 * kKi},
          {224 * kKi, 4096},
          {228 * kKi, 4096},
          {232 * kKi, 4096},
          {236 * kKi, 4096},
          {240 * kKi, 4096},
          {244 * kKi, 4096},
          {248 * kKi, 4096}}},
        {"64 KiB takes 256 ms, sixteen of 4 KiB 400 ms", octal, 64 * kKi, 64 * kKi, {{64 * kKi, 64 * kKi}}},
        {"no chip erase where there is none",
         octal,
         0,
         256 * kKi,
         {{0, 64 * kKi}, {64 * kKi, 64 * kKi}, {128 * kKi, 64 * kKi}, {192 * kKi, 64 * kKi}}},
    };
    for (const Line& line : table) {
        INFO(line.what);
        PlanInput input = image(line.address, pattern(line.length, 5));
        const PlanResult result = plan_for(input, line.flash);
        REQUIRE(result.error == PlanError::None);
        CHECK(erases(result.plan) == line.expected);
    }
}

TEST_CASE("A bigger erase may take blank neighbours along", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(28 * kKi, 3)); // the eighth block is blank
    PlanInput input = image(0, pattern(28 * kKi, 5));
    const PlanResult result = plan_for(input, flash);
    CHECK(erases(result.plan) == std::vector<Erase>{{0, 32 * kKi}});
    CHECK(result.plan.statistics.blocks_touched == 7);
    CHECK(result.plan.verify == std::vector<FlashRange>{{0, 28 * kKi}});
}

TEST_CASE("Erase ranges are erased where no image lies, and blank ones are left alone", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(3 * 4096, 3));
    PlanInput input = image(4096, pattern(4096, 5));
    input.erase = {{0, 16 * 4096}};
    const PlanResult result = plan_for(input, flash);
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 0, 4096), Bytes(4096, 0xFF)) == -1);
    CHECK(first_difference(held(flash, 4096, 4096), pattern(4096, 5)) == -1);
    CHECK(first_difference(held(flash, 8192, 4096), Bytes(4096, 0xFF)) == -1);
    CHECK(result.plan.statistics.blocks_erased == 8);
    CHECK(result.plan.statistics.blocks_kept == 13);
    PlanInput again;
    again.erase = {{64 * kKi, 64 * kKi}};
    CHECK(plan_for(again, flash).plan.empty());
}

TEST_CASE("An erase range that ends inside a block keeps the rest of it", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(4096));
    PlanInput input;
    input.erase = {{100, 10}};
    const PlanResult result = plan_for(input, flash);
    flash.carry_out(result.plan);
    Bytes expected = pattern(4096);
    std::fill_n(expected.begin() + 100, 10, 0xFF);
    CHECK(first_difference(held(flash, 0, 4096), expected) == -1);
}

TEST_CASE("Pages of FFh are not programmed and steps are at most 16 KiB", "[plan]") {
    SimulatedFlash flash(small_nor());
    Bytes bytes = pattern(64 * kKi);
    std::fill_n(bytes.begin() + 512, 256, 0xFF);
    std::fill_n(bytes.end() - 300, 300, 0xFF);
    PlanInput input = image(0, bytes);
    const PlanResult result = plan_for(input, flash);
    CHECK(result.plan.statistics.pages == 256 - 2);
    for (const PlanStep& step : result.plan.steps) {
        CHECK(step.bytes.size() <= 16 * kKi);
        CHECK_FALSE((step.address <= 512 && step.address + step.bytes.size() > 512));
    }
    PlanInput blank = image(0, Bytes(8192, 0xFF));
    CHECK(plan_for(blank, flash).plan.empty());
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 0, bytes.size()), bytes) == -1);
}

TEST_CASE("Odd ends are padded with FFh in octal DTR", "[plan]") {
    SimulatedFlash flash(small_octal());
    put(flash, 0x101, {0x55});
    PlanInput input = image(0x103, pattern(4));
    const PlanResult result = plan_for(input, flash);
    REQUIRE(result.plan.steps.size() == 1);
    CHECK(result.plan.steps[0].address == 0x102);
    CHECK(result.plan.steps[0].bytes.size() == 6);
    CHECK(result.plan.steps[0].bytes.front() == 0xFF);
    CHECK(result.plan.verify == std::vector<FlashRange>{{0x103, 4}});
    flash.carry_out(result.plan);
    CHECK(flash.bytes[0x101] == 0x55);
}

TEST_CASE("An ECC word that is partly used costs an erase", "[plan]") {
    SimulatedFlash flash(small_internal());
    put(flash, 0, {1, 2, 3, 4});
    PlanInput beside = image(8, pattern(4));
    PlanResult result = plan_for(beside, flash);
    CHECK(erases(result.plan) == std::vector<Erase>{{0, 8192}});
    flash.carry_out(result.plan);
    CHECK(first_difference(held(flash, 0, 4), Bytes{1, 2, 3, 4}) == -1);
    CHECK(first_difference(held(flash, 8, 4), pattern(4)) == -1);
    PlanInput next_word = image(16, pattern(4));
    result = plan_for(next_word, flash);
    CHECK(erases(result.plan).empty());
    CHECK(result.plan.steps.at(0).bytes.size() == 16);
}

TEST_CASE("Two segments in one ECC word are programmed together", "[plan]") {
    SimulatedFlash flash(small_internal());
    PlanInput input;
    input.segments = {{1, pattern(3)}, {8, pattern(4, 2)}, {20, pattern(30, 3)}};
    PlanResult result = plan_for(input, flash);
    CHECK(erases(result.plan).empty());
    REQUIRE_NOTHROW(flash.carry_out(result.plan));
    CHECK(first_difference(held(flash, 1, 3), pattern(3)) == -1);
    CHECK(first_difference(held(flash, 8, 4), pattern(4, 2)) == -1);
    // One of the two is there already, the other is blank: the word is used up all the same.
    input.segments = {{1, pattern(3)}, {12, pattern(4, 5)}};
    result = plan_for(input, flash);
    CHECK(erases(result.plan) == std::vector<Erase>{{0, 8192}});
    REQUIRE_NOTHROW(flash.carry_out(result.plan));
    CHECK(first_difference(held(flash, 8, 4), pattern(4, 2)) == -1);
    CHECK(first_difference(held(flash, 20, 30), pattern(30, 3)) == -1);
}

TEST_CASE("The chip is not erased as a whole while old bytes have to survive", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(256 * kKi, 3));
    PlanInput input = image(0, pattern(256 * kKi - 10, 5));
    const PlanResult result = plan_for(input, flash);
    CHECK(erases(result.plan) ==
          std::vector<Erase>{
              {0, 64 * kKi}, {64 * kKi, 64 * kKi}, {128 * kKi, 64 * kKi}, {192 * kKi, 64 * kKi}});
    CHECK(result.plan.steps.back().erase_first_size == 64 * kKi);
    flash.carry_out(result.plan);
    const Bytes old = pattern(256 * kKi, 3);
    CHECK(first_difference(held(flash, 256 * kKi - 10, 10), Bytes(old.end() - 10, old.end())) == -1);
}

TEST_CASE("Without leave to erase the first differing address is named", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0x2000, pattern(16));
    PlanInput input = image(0x1800, pattern(0x1000, 5));
    input.allow_erase = false;
    const PlanResult result = plan_for(input, flash);
    CHECK(result.error == PlanError::NeedsErase);
    CHECK(result.address == 0x2000);
    PlanInput blank_part = image(0x1800, pattern(0x800, 5));
    blank_part.allow_erase = false;
    CHECK(plan_for(blank_part, flash).error == PlanError::None);
}

TEST_CASE("Images that do not fit are refused by name", "[plan]") {
    PlanInput input;
    input.segments = {{256 * kKi - 3, pattern(4)}};
    CHECK(error_of(input) == PlanError::OutOfRange);
    input.segments = {{0xFFFFFFF0, pattern(32)}};
    CHECK(error_of(input) == PlanError::OutOfRange);
    input.segments = {{100, pattern(10)}, {109, pattern(1)}};
    CHECK(error_of(input) == PlanError::Overlapping);
    input.segments = {{100, pattern(10)}, {50, pattern(1)}};
    CHECK(error_of(input) == PlanError::NotSorted);
    input.segments = {{100, {}}};
    CHECK(error_of(input) == PlanError::EmptySegment);
    input.segments.clear();
    input.erase = {{0, 256 * kKi + 1}};
    CHECK(error_of(input) == PlanError::OutOfRange);
    input.erase = {{0, 4096}};
    CHECK(error_of(input) == PlanError::MissingAnswer);
    input.geometry = small_nor();
    input.geometry.erase_types.clear();
    CHECK(make_plan(input).error == PlanError::BadGeometry);
    for (unsigned error = 0; error <= static_cast<unsigned>(PlanError::NeedsErase); ++error) {
        CHECK(std::string(sentence_for(static_cast<PlanError>(error))).size() > 10);
        CHECK(std::string(name_of(static_cast<PlanError>(error))) != "unknown");
    }
}

TEST_CASE("A plan can be read", "[plan]") {
    SimulatedFlash flash(small_nor());
    put(flash, 0, pattern(4096));
    PlanInput input = image(4000, pattern(4096 + 96, 4));
    const std::string text = to_text(plan_for(input, flash).plan, 0x70000000);
    CHECK(text.find("0x70000000  erase    4 KiB, program 4 KiB (old bytes written back)") !=
          std::string::npos);
    CHECK(text.find("0x70001000  program  4 KiB") != std::string::npos);
    CHECK(text.find("2 blocks: 0 kept, 1 erased (1 erases), 2 programmed (32 pages") != std::string::npos);
}

TEST_CASE("The geometry comes from the chip's vocabulary", "[plan]") {
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0x20BA19), nullptr, chip) == DescribeError::None);
    const PlanGeometry geometry = plan_geometry(spi_vocabulary(chip));
    CHECK(geometry.size == 32u << 20);
    REQUIRE(geometry.erase_types.size() == 2);
    CHECK(geometry.erase_types[1].size == 64 * kKi);
    CHECK(geometry.chip_erase);
    CHECK(geometry.page_size == 256);
}
