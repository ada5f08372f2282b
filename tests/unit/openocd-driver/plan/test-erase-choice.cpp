#include "openocd-driver/plan/erase-choice.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <array>
#include <random>

using namespace xspi;
using namespace plan_test;

namespace {

constexpr std::uint32_t k4 = 4096, k32 = 32 * 1024, k64 = 64 * 1024;
constexpr std::uint64_t kErase4 = 25'000, kErase32 = 120'000, kErase64 = 220'000, kRewrite4 = 2'400;

PlanGeometry small_chip() {
    PlanGeometry geometry;
    geometry.size = k64;
    geometry.erase_types = {{k4, kErase4}, {k32, kErase32}, {k64, kErase64}};
    geometry.page_us = kRewrite4 / 16;
    return geometry;
}

enum class Kind { Must, Blank, Kept, Foreign };
using Kinds = std::array<Kind, k64 / k4>;

std::vector<ErasableBlock> blocks_of_kinds(const Kinds& kinds) {
    std::vector<ErasableBlock> blocks;
    for (std::uint32_t i = 0; i < kinds.size(); ++i) {
        const FlashRange range{i * k4, k4};
        if (kinds[i] == Kind::Must) blocks.push_back({range, true, false, 0});
        if (kinds[i] == Kind::Blank) blocks.push_back({range, false, false, 0});
        if (kinds[i] == Kind::Kept) blocks.push_back({range, false, false, kRewrite4});
    }
    return blocks;
}

// Every way to erase the sectors [first, first + count) that have to be: one by one, or as a whole, or half
// by half.
std::uint64_t cheapest(const Kinds& kinds, std::size_t first, std::size_t count) {
    const auto part = std::span(kinds).subspan(first, count);
    const auto musts = std::uint64_t(std::ranges::count(part, Kind::Must));
    std::uint64_t best = musts * kErase4;
    const bool whole = musts != 0 && std::ranges::count(part, Kind::Foreign) == 0;
    if (whole && count != 1) {
        const std::uint64_t erase = count * k4 == k64 ? kErase64 : kErase32;
        best = std::min(best, erase + std::uint64_t(std::ranges::count(part, Kind::Kept)) * kRewrite4);
    }
    if (count * k4 == k64)
        best =
            std::min(best, cheapest(kinds, first, count / 2) + cheapest(kinds, first + count / 2, count / 2));
    return best;
}

} // namespace

TEST_CASE("The erases of a chip of sixteen sectors are the cheapest of all that are possible", "[plan]") {
    const PlanGeometry geometry = small_chip();
    const EraseLayout layout(geometry);
    std::mt19937 random(1);
    for (unsigned round = 0; round < 3000; ++round) {
        Kinds kinds{};
        const unsigned foreign = random() % 3 == 0 ? 2 : 0; // of 16
        for (Kind& kind : kinds)
            kind = random() % 16 < foreign      ? Kind::Foreign
                   : random() % 16 < round % 17 ? Kind::Must
                   : random() % 2 != 0          ? Kind::Kept
                                                : Kind::Blank;
        std::uint64_t cost = 0;
        for (const EraseUnit& unit : choose_erases(geometry, layout, blocks_of_kinds(kinds)))
            cost += unit.cost_us();
        REQUIRE(cost == cheapest(kinds, 0, kinds.size()));
    }
}

TEST_CASE("A block erase goes over sectors that hold their bytes already where that is faster", "[plan]") {
    const PlanGeometry geometry = small_chip();
    SimulatedFlash flash(geometry);
    Bytes image(k64);
    for (std::size_t i = 0; i < image.size(); ++i) image[i] = std::uint8_t(i * 7 % 251);
    flash.bytes = image;
    for (std::uint32_t sector = 0; sector < 13; ++sector)
        flash.bytes[sector * k4] = 0; // three of 16 are right
    PlanInput input;
    input.geometry = geometry;
    input.digest = fnv;
    input.segments = {{0, image}};
    input.digests = flash.answer(digest_requests(input));
    input.old_contents = flash.read(read_requests(input));
    const PlanResult result = make_plan(input);
    REQUIRE(result.error == PlanError::None);
    CHECK(result.plan.statistics.erases == 1);
    CHECK(result.plan.statistics.blocks_kept == 0);
    CHECK(result.plan.verify == std::vector<FlashRange>{{0, k64}});
    // With one that is nobody's in between nothing of it may be lost.
    input.segments = {{0, Bytes(image.begin(), image.begin() + 15 * k4)}};
    input.digests = flash.answer(digest_requests(input));
    input.old_contents = flash.read(read_requests(input));
    const PlanResult beside = make_plan(input);
    REQUIRE(beside.error == PlanError::None);
    for (const PlanStep& step : beside.plan.steps) CHECK(step.size != k64);
}
