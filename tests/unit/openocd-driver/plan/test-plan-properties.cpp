// Random images on random old contents, many times over with fixed seeds.
#include "flash-library/chips/vocabulary.hpp"
#include "openocd-driver/plan/plan-geometry.hpp"
#include "openocd-driver/plan/program-plan.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <random>

using namespace xspi;
using namespace plan_test;

namespace {

struct Case {
    SimulatedFlash flash;
    PlanInput input;
    Bytes expected; // the whole chip after the plan
};

class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed) {}

    Case make(const PlanGeometry& geometry) {
        Case result{SimulatedFlash(geometry), {}, {}};
        make_old_contents(result.flash);
        make_segments(result);
        make_erase_ranges(result);
        result.expected = result.flash.bytes;
        for (const FlashRange& range : result.input.erase) {
            std::fill_n(result.expected.begin() + range.address, range.length, 0xFF);
        }
        for (const ImageSegment& segment : result.input.segments) {
            std::copy(segment.bytes.begin(), segment.bytes.end(), result.expected.begin() + segment.address);
        }
        return result;
    }

  private:
    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

    // Mostly dense data, sometimes pages or long runs of FFh.
    void scribble(std::span<std::uint8_t> bytes) {
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
        for (unsigned holes = below(4); holes != 0 && !bytes.empty(); --holes) {
            const std::size_t from = below(static_cast<std::uint32_t>(bytes.size()));
            const std::size_t length = std::min<std::size_t>(below(9000) + 1, bytes.size() - from);
            std::fill_n(bytes.begin() + static_cast<long>(from), length, 0xFF);
        }
    }

    void make_old_contents(SimulatedFlash& flash) {
        for (const FlashRange& range : flash.blocks) {
            const auto block = std::span(flash.bytes).subspan(range.address, range.length);
            const std::uint32_t kind = below(4);
            if (kind == 0) continue; // blank
            if (kind == 1)
                scribble(block.first(below(range.length))); // blank from somewhere on
            else
                scribble(block);
        }
    }

    void make_segments(Case& result) {
        const SimulatedFlash& flash = result.flash;
        std::uint32_t at = below(flash.geometry.size / 2);
        for (unsigned count = below(5); count != 0; --count) {
            const std::uint32_t length = 1 + (below(3) == 0 ? below(40) : below(70'000));
            if (at + std::uint64_t{length} > flash.geometry.size) break;
            ImageSegment segment{at, Bytes(length)};
            // A third of the image is there already, byte for byte or but for one bit.
            if (below(3) == 0) {
                std::copy_n(flash.bytes.begin() + at, length, segment.bytes.begin());
                if (below(2) == 0) segment.bytes[below(length)] ^= static_cast<std::uint8_t>(1u << below(8));
            } else {
                scribble(segment.bytes);
            }
            result.input.segments.push_back(std::move(segment));
            at += length + (below(3) == 0 ? 0 : below(5'000));
            if (at >= flash.geometry.size) break;
        }
    }

    void make_erase_ranges(Case& result) {
        const std::uint32_t size = result.flash.geometry.size;
        const std::uint32_t block = result.flash.geometry.erase_types.front().size;
        for (unsigned count = below(3); count != 0; --count) {
            const std::uint32_t from = below(2) == 0 ? below(size) : below(size / block) * block;
            const std::uint32_t length = below(2) == 0 ? below(20'000) : below(20) * block;
            result.input.erase.push_back({from, std::min(length, size - from)});
        }
        if (below(16) == 0) result.input.erase = {{0, size}};
    }

    std::mt19937 random_;
};

// Blocks in which nothing has to change.
// By segments and erase ranges.
bool wholly_determined(const PlanInput& input, const FlashRange& block) {
    std::vector<bool> determined(block.length);
    const auto mark = [&](std::uint64_t first, std::uint64_t end) {
        for (std::uint64_t at = std::max<std::uint64_t>(first, block.address);
             at < std::min(end, block.end()); ++at)
            determined[at - block.address] = true;
    };
    for (const ImageSegment& segment : input.segments)
        mark(segment.address, segment.address + std::uint64_t{segment.bytes.size()});
    for (const FlashRange& range : input.erase) mark(range.address, range.end());
    return std::find(determined.begin(), determined.end(), false) == determined.end();
}

std::set<std::uint32_t> unchanged_blocks(const Case& c) {
    std::set<std::uint32_t> blocks;
    for (const FlashRange& block : c.flash.blocks) {
        const auto from = static_cast<long>(block.address), to = static_cast<long>(block.end());
        const bool blank = std::all_of(c.flash.bytes.begin() + from, c.flash.bytes.begin() + to,
                                       [](std::uint8_t byte) { return byte == 0xFF; });
        // A blank one may be taken along by a bigger erase, and so may one that the image has as a whole.
        const bool anothers = !wholly_determined(c.input, block);
        if (!blank && anothers &&
            std::equal(c.flash.bytes.begin() + from, c.flash.bytes.begin() + to, c.expected.begin() + from)) {
            blocks.insert(block.address);
        }
    }
    return blocks;
}

void check_statistics(const Case& c, const SimulatedFlash& after, const ProgramPlan& plan) {
    CHECK(plan.statistics.blocks_programmed == after.programmed_blocks.size());
    CHECK(plan.statistics.blocks_erased == after.erased_blocks.size());
    CHECK(plan.statistics.blocks_kept <= plan.statistics.blocks_touched);
    std::size_t largest = c.flash.geometry.program_step;
    std::uint64_t steps_us = 0;
    for (const PlanStep& step : plan.steps) {
        steps_us += step.typical_us;
        if (step.kind != StepKind::Program) continue;
        const std::size_t limit = step.erase_first_size == 0 ? largest : step.erase_first_size;
        CHECK(step.bytes.size() <= limit);
    }
    CHECK(steps_us == plan.statistics.estimated_us); // of which the progress is shown
}

void check_verify(const SimulatedFlash& after, const ProgramPlan& plan) {
    std::uint64_t previous_end = 0;
    for (const FlashRange& range : plan.verify) {
        CHECK((range.address > previous_end || previous_end == 0));
        previous_end = range.end();
        const Bytes held(after.bytes.begin() + range.address,
                         after.bytes.begin() + static_cast<long>(range.end()));
        CHECK(first_difference(expected_bytes(plan, range, true), held) == -1);
    }
}

bool same(const PlanStep& a, const PlanStep& b) {
    return a.kind == b.kind && a.address == b.address && a.size == b.size &&
           a.erase_first_size == b.erase_first_size && a.bytes == b.bytes && a.foreign == b.foreign;
}

// What these cases hold shows itself to a glance.
void check_glances(const Case& original, const ProgramPlan& plan) {
    Case c = original;
    c.input.glance_stride = 256;
    const ProgramPlan quick = plan_for(c.input, c.flash).plan;
    CHECK(std::equal(quick.steps.begin(), quick.steps.end(), plan.steps.begin(), plan.steps.end(), same));
    CHECK(quick.verify == plan.verify);
    CHECK(quick.statistics.blocks_kept == plan.statistics.blocks_kept);
}

// Sectors that hold their bytes are written again only where that is faster than to leave them alone.
void check_rewrites(const Case& original, const ProgramPlan& plan) {
    Case c = original;
    c.flash.geometry.wire_page_us = std::uint64_t{1} << 40;
    const ProgramPlan leaving = plan_for(c.input, c.flash).plan;
    CHECK(leaving.statistics.blocks_kept >= plan.statistics.blocks_kept);
    CHECK(leaving.statistics.estimated_us >= plan.statistics.estimated_us);
    if (leaving.statistics.blocks_kept == plan.statistics.blocks_kept)
        CHECK(leaving.statistics.estimated_us == plan.statistics.estimated_us);
}

void check(const Case& original) {
    Case c = original;
    const PlanResult result = plan_for(c.input, c.flash);
    REQUIRE(result.error == PlanError::None);
    SimulatedFlash after = c.flash;
    REQUIRE_NOTHROW(after.carry_out(result.plan));
    REQUIRE(first_difference(after.bytes, c.expected) == -1);
    for (const std::uint32_t block : unchanged_blocks(c)) {
        CHECK(after.erased_blocks.count(block) == 0);
        CHECK(after.programmed_blocks.count(block) == 0);
    }
    check_statistics(c, after, result.plan);
    check_rewrites(original, result.plan);
    check_verify(after, result.plan);
    check_glances(original, result.plan);
    CHECK(result.plan.empty() == (first_difference(c.flash.bytes, c.expected) == -1));

    PlanInput again = c.input;
    CHECK(plan_for(again, after).plan.empty());
}

} // namespace

TEST_CASE("Carrying out a plan gives exactly the wanted contents and touches nothing else", "[plan]") {
    for (const unsigned seed : {1u, 2u, 3u, 20261121u}) {
        for (const PlanGeometry& geometry : {small_nor(), small_octal(), small_internal()}) {
            Maker maker(seed);
            for (unsigned round = 0; round < 60; ++round) {
                INFO("seed " << seed << ", size " << geometry.size << ", round " << round);
                check(maker.make(geometry));
            }
        }
    }
}

TEST_CASE("Where sectors differ by address, a plan erases what it means to and nothing else", "[plan]") {
    const PlanGeometry sst26 = small_sst26();
    for (const unsigned seed : {1u, 2u, 20261130u}) {
        Maker maker(seed);
        for (unsigned round = 0; round < 60; ++round) {
            INFO("seed " << seed << ", round " << round);
            Case c = maker.make(sst26);
            c.flash.sector_of = [&](std::uint32_t address, std::uint32_t size) {
                return sst26_erases(address, size, sst26.size);
            };
            check(c);
            check(maker.make(small_hybrid()));
            check(maker.make(stm32f4()));
            check(maker.make(odd_sizes()));
        }
    }
}

TEST_CASE("The real SST26VF064B is programmed by its own SFDP without losing a byte", "[plan]") {
    const SfdpResult sfdp = parse_sfdp(sfdp_dump("sst26vf064b").bytes);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xBF2643), &sfdp.tables, chip) == DescribeError::None);
    const PlanGeometry geometry = plan_geometry(spi_vocabulary(chip), chip);
    std::set<std::uint32_t> used;
    Maker maker(26);
    for (unsigned round = 0; round < 3; ++round) {
        INFO("round " << round);
        Case c = maker.make(geometry);
        // Both ends are where it is not uniform.
        c.input.segments = {{3, Bytes(90'000, 0x11)}, {geometry.size - 100'000, Bytes(99'999, 0x22)}};
        c.input.erase = {{geometry.size / 2, 100'000}};
        c.expected = c.flash.bytes;
        std::fill_n(c.expected.begin() + geometry.size / 2, 100'000, 0xFF);
        for (const ImageSegment& segment : c.input.segments)
            std::copy(segment.bytes.begin(), segment.bytes.end(), c.expected.begin() + segment.address);
        c.flash.sector_of = [&](std::uint32_t address, std::uint32_t size) {
            used.insert(size);
            return sst26_erases(address, size, geometry.size);
        };
        check(c);
    }
    CHECK(used == std::set<std::uint32_t>{4096, k8, k32, k64});
}

TEST_CASE("A plan that must not erase either succeeds without one or says where it cannot", "[plan]") {
    Maker maker(7);
    unsigned refused = 0, done = 0;
    for (unsigned round = 0; round < 120; ++round) {
        Case c = maker.make(small_nor());
        c.input.allow_erase = false;
        const PlanResult result = plan_for(c.input, c.flash);
        if (result.error == PlanError::NeedsErase) {
            ++refused;
            continue;
        }
        REQUIRE(result.error == PlanError::None);
        ++done;
        SimulatedFlash after = c.flash;
        REQUIRE_NOTHROW(after.carry_out(result.plan));
        CHECK(after.erased_blocks.empty());
        CHECK(first_difference(after.bytes, c.expected) == -1);
    }
    CHECK(refused != 0);
    CHECK(done != 0);
}
