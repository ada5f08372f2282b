#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/plan/erase-choice.hpp"
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/plan-geometry.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <string>

using namespace xspi;
using namespace plan_test;

namespace {

PlanError error_of(const PlanGeometry& geometry) {
    PlanInput input;
    input.geometry = geometry;
    return check_plan_input(input).error;
}

PlanGeometry with_types(std::uint32_t size, std::vector<PlanEraseType> types) {
    PlanGeometry geometry;
    geometry.size = size;
    geometry.erase_types = std::move(types);
    return geometry;
}

} // namespace

TEST_CASE("A block is the smallest sector at its place", "[plan]") {
    const PlanGeometry geometry = stm32f4();
    const EraseLayout layout(geometry);
    REQUIRE(layout.sound());
    CHECK(layout.block_at(0x0000) == FlashRange{0, 16 * 1024});
    CHECK(layout.block_at(0xFFFF) == FlashRange{0xC000, 16 * 1024});
    CHECK(layout.block_at(0x10000) == FlashRange{0x10000, k64});
    CHECK(layout.block_at(0x7FFFF) == FlashRange{0x60000, 2 * k64});
    CHECK(layout.block_us(0x10000) == 700'000);
    CHECK(layout.blocks_in({0, geometry.size}) == 8);
    CHECK(layout.blocks_in({0x8000, 0x18000}) == 3);
    CHECK_FALSE(layout.sector_of(0, 0x10000));
    CHECK_FALSE(layout.sector_of(2, 0xFFFF));
}

TEST_CASE("A sector is counted from the start of the range that it lies in", "[plan]") {
    const PlanGeometry geometry = with_types(100 * 1024, {{4096, 0}, {12 * 1024, 0, {{4096, 24 * 1024}}}});
    const EraseLayout layout(geometry);
    REQUIRE(layout.sound());
    CHECK_FALSE(layout.sector_of(1, 4095));
    CHECK(layout.sector_of(1, 4096) == FlashRange{4096, 12 * 1024});
    CHECK(layout.sector_of(1, 20'000) == FlashRange{16 * 1024, 12 * 1024});
    CHECK_FALSE(layout.sector_of(1, 28 * 1024));
}

TEST_CASE("What holds everywhere has whole sectors only", "[plan]") {
    const PlanGeometry geometry = with_types(200 * 1024, {{4096, 0}, {k64, 0}});
    const EraseLayout layout(geometry);
    REQUIRE(layout.sound());
    CHECK(layout.sector_of(1, 191 * 1024) == FlashRange{2 * k64, k64});
    CHECK_FALSE(layout.sector_of(1, 192 * 1024));
}

TEST_CASE("Sectors that leave a part of the bank out or cut into each other are refused", "[plan]") {
    CHECK(error_of(small_sst26()) == PlanError::None);
    CHECK(error_of(small_hybrid()) == PlanError::None);
    CHECK(error_of(odd_sizes()) == PlanError::None);
    CHECK(error_of(with_types(100'000, {{4096, 0}})) == PlanError::BadGeometry); // a tail
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, k32}}}})) == PlanError::BadGeometry);
    CHECK(error_of(with_types(k64, {{4096, 0, {{4096, k64 - 4096}}}})) == PlanError::BadGeometry);
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, 2 * k64}}}})) == PlanError::BadGeometry); // beyond
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, 5000}}}, {k64, 0}})) ==
          PlanError::BadGeometry); // part of one
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, k32}, {4096, k32}}}, {k64, 0}})) ==
          PlanError::BadGeometry);
    // Only the 8 KiB sector at 0x4000 erases 0x5000, and 0x4000 belongs to a smaller one as well.
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, 0x5000}}}, {k8, 0}})) == PlanError::BadGeometry);
    CHECK(error_of(with_types(k64, {{4096, 0, {{0, 0x4000}}}, {k8, 0}})) == PlanError::None);
    CHECK(error_of(with_types(k64, {{0, 0}})) == PlanError::BadGeometry);
    CHECK(error_of(with_types(k64, {{4096, 0}, {4096, 0}})) == PlanError::BadGeometry);
    CHECK(std::string(sentence_for(PlanError::BadGeometry)).size() > 60);
}

TEST_CASE("No erase is chosen outside of its ranges, however cheap it is", "[plan]") {
    PlanGeometry geometry = with_types(256 * 1024, {{4096, 50'000}, {k64, 1, {{k64, k64}}}});
    const EraseLayout layout(geometry);
    std::vector<ErasableBlock> blocks;
    for (std::uint32_t at = 0; at < geometry.size; at += 4096) blocks.push_back({{at, 4096}, true, false});
    const auto units = choose_erases(geometry, layout, blocks);
    REQUIRE(units.size() == 16 + 1 + 32);
    CHECK(units[16].address == k64);
    CHECK(units[16].size == k64);
}

TEST_CASE("A chip's regions become the ranges of its erase types", "[plan]") {
    const SfdpResult sfdp = parse_sfdp(sfdp_dump("sst26vf064b").bytes);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xBF2643), &sfdp.tables, chip) == DescribeError::None);
    const PlanGeometry geometry = plan_geometry(spi_vocabulary(chip), chip);
    CHECK(error_of(geometry) == PlanError::None);
    constexpr std::uint32_t size = 8 << 20;
    REQUIRE(geometry.erase_types.size() == 4);
    CHECK(geometry.erase_types[0].ranges == std::vector<FlashRange>{{0, size}});
    CHECK(geometry.erase_types[1].ranges == std::vector<FlashRange>{{0, k32}, {size - k32, k32}});
    CHECK(geometry.erase_types[2].ranges == std::vector<FlashRange>{{k32, k32}, {size - k64, k32}});
    CHECK(geometry.erase_types[3].ranges == std::vector<FlashRange>{{k64, size - 2 * k64}});
    const SfdpResult semper = parse_sfdp(sfdp_dump("s28hs02gt").bytes);
    REQUIRE(describe_chip(chip_identity(0x345B1C), &semper.tables, chip, std::uint8_t{1}) ==
            DescribeError::None);
    CHECK(error_of(plan_geometry(spi_vocabulary(chip), chip)) == PlanError::None);
}

TEST_CASE("A sector that the target's RAM cannot hold is not erased if others' bytes are in it", "[plan]") {
    SimulatedFlash flash(stm32f4());
    flash.geometry.payload_limit = k64;
    std::fill(flash.bytes.begin(), flash.bytes.end(), 0x5A);
    PlanInput input;
    input.segments = {{3 * k64, Bytes(100, 0x11)}};
    const PlanResult refused = plan_for(input, flash);
    CHECK(refused.error == PlanError::BlockTooLarge);
    CHECK((refused.address == 2 * k64 && refused.length == 2 * k64));
    CHECK(std::string(sentence_for(refused.error)).size() > 60);
    input.segments = {{2 * k64, Bytes(2 * k64, 0x11)}}; // all of it
    CHECK(plan_for(input, flash).error == PlanError::None);
    input.segments = {{k64, Bytes(100, 0x11)}}; // in one of 64 KiB
    CHECK(plan_for(input, flash).error == PlanError::None);
}

TEST_CASE("A sector that is too large for the RAM that may be used is offered `reset halt` where that helps",
          "[plan]") {
    CHECK_THAT(more_room_for(4 * k64, 4 * k64), Catch::Matchers::ContainsSubstring("`reset halt`"));
    CHECK_THAT(more_room_for(4 * k64, 6 * k64), Catch::Matchers::ContainsSubstring("`reset halt`"));
    CHECK(std::string(more_room_for(4 * k64, 4 * k64 - 1)).empty());
}
