// An application that a job changes starts whole or not at all, wherever the job is cut off.
#include "openocd-driver/plan/program-plan.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <random>

using namespace xspi;
using namespace plan_test;

namespace {

constexpr std::uint32_t kBase = 0x70000000, kVector = 4, kEntry = kBase + 0x401;

void put_word(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t word) {
    for (unsigned i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(word >> 8 * i);
}

std::uint32_t word_at(const Bytes& bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4; ++i) word |= std::uint32_t{bytes[at + i]} << 8 * i;
    return word;
}

Bytes application(std::size_t size, unsigned seed, std::uint32_t entry = kEntry) {
    std::mt19937 random(seed);
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    put_word(bytes, 0, 0x20010000);
    put_word(bytes, kVector, entry);
    return bytes;
}

bool leads_into(std::uint32_t vector, std::size_t size) { return (vector & 1) != 0 && vector - kBase < size; }
bool starts(const Bytes& flash) { return leads_into(word_at(flash, kVector), flash.size()); }

PlanInput job(Bytes image) {
    PlanInput input;
    input.segments.push_back({0, std::move(image)});
    input.reset_vector = ResetVector{kVector};
    return input;
}

SimulatedFlash holding(const PlanGeometry& geometry, const Bytes& contents) {
    SimulatedFlash flash(geometry);
    std::copy(contents.begin(), contents.end(), flash.bytes.begin());
    return flash;
}

// When the supply goes within a program of few bits, any of those that it changes may have changed. Nothing
// in between starts: only the old word where all was old, or the new one where all is new.
bool is_safe_inside(const SimulatedFlash& before, const SimulatedFlash& after, bool whole_before,
                    bool whole_after) {
    const std::uint32_t old_word = word_at(before.bytes, kVector), new_word = word_at(after.bytes, kVector);
    const std::uint32_t changing = old_word ^ new_word;
    for (std::uint32_t some = changing;; some = (some - 1) & changing) {
        const std::uint32_t cut = (old_word & ~changing) | some;
        const bool is_whole = (cut == old_word && whole_before) || (cut == new_word && whole_after);
        if (leads_into(cut, after.bytes.size()) && !is_whole) return false;
        if (some == 0) return true;
    }
}

// Cut after every step and, where its vector is concerned, within it.
void check_all_cuts(SimulatedFlash flash, PlanInput input) {
    const Bytes old = flash.bytes;
    Bytes wanted = old;
    std::copy(input.segments[0].bytes.begin(), input.segments[0].bytes.end(), wanted.begin());
    const PlanResult result = plan_for(input, flash);
    REQUIRE(result.error == PlanError::None);
    std::vector<PlanStep> steps = result.plan.steps;
    if (result.plan.arming) steps.push_back(*result.plan.arming);
    std::uint64_t steps_us = 0;
    for (const PlanStep& step : steps) steps_us += step.typical_us;
    CHECK(steps_us == result.plan.statistics.estimated_us);
    for (const PlanStep& step : steps) {
        const SimulatedFlash before = flash;
        flash.carry_out(step);
        const bool erases_vector = step.erase_first_size != 0 && step.address == 0;
        const bool few_bits = !erases_vector && !step.bytes.empty() && step.bytes.size() <= 4;
        if (few_bits) CHECK(is_safe_inside(before, flash, before.bytes == old, flash.bytes == wanted));
        if (starts(flash.bytes)) CHECK((flash.bytes == old || flash.bytes == wanted));
    }
    CHECK(first_difference(flash.bytes, wanted) == -1);
}

} // namespace

TEST_CASE("A job that changes an application leaves nothing that starts, wherever it is cut off", "[plan]") {
    const Bytes one = application(100'000, 1), other = application(90'000, 2, kBase + 0x2345);
    Bytes patched = one;
    patched[70'001] ^= 0x55; // far from the vector table
    for (const PlanGeometry& geometry : {small_nor(), small_octal()}) {
        SECTION("another one") { check_all_cuts(holding(geometry, one), job(other)); }
        SECTION("the same one but for a byte") { check_all_cuts(holding(geometry, one), job(patched)); }
        SECTION("onto blank cells") { check_all_cuts(SimulatedFlash(geometry), job(one)); }
        SECTION("shorter, with old bytes behind it") {
            check_all_cuts(holding(geometry, one), job(application(777, 3)));
        }
        SECTION("onto something that never starts") {
            check_all_cuts(holding(geometry, Bytes(100'000, 0x5A)), job(one));
        }
    }
}

TEST_CASE("The vector page that would stay is written anew, and the plan counts it", "[plan]") {
    const Bytes old = application(64 * 1024, 4);
    Bytes changed = old;
    changed[20'000] ^= 1;
    PlanInput input = job(changed);
    const PlanResult result = plan_for(input, holding(small_octal(), old));
    CHECK(result.plan.disarms);
    REQUIRE(result.plan.arming);
    CHECK(result.plan.statistics.erases == 2);
    CHECK(result.plan.statistics.blocks_erased == 2);
    CHECK(result.plan.statistics.pages == 2 * 16 + 3);
    CHECK(result.plan.arming->bytes.size() == 2);
}

TEST_CASE("An application that is there already keeps its vector", "[plan]") {
    const Bytes old = application(9'000, 5);
    PlanInput input = job(old);
    const PlanResult result = plan_for(input, holding(small_octal(), old));
    CHECK(result.plan.empty());
    CHECK_FALSE(result.plan.arming);
}

TEST_CASE("Without erases a vector that stays is left alone, one on blank cells is set last", "[plan]") {
    Bytes old = application(4096, 6);
    PlanInput input = job(old);
    input.allow_erase = false;
    input.segments.push_back({8192, Bytes(100, 0x11)});
    SECTION("it stays") {
        const PlanResult result = plan_for(input, holding(small_octal(), old));
        CHECK_FALSE(result.plan.disarms);
        CHECK_FALSE(result.plan.arming);
        CHECK(result.plan.statistics.erases == 0);
    }
    SECTION("blank cells") {
        SimulatedFlash flash(small_octal());
        const PlanResult result = plan_for(input, flash);
        CHECK_FALSE(result.plan.disarms);
        REQUIRE(result.plan.arming);
        flash.carry_out(result.plan);
        CHECK(word_at(flash.bytes, kVector) == kEntry);
    }
}

TEST_CASE("A reset vector that the image does not bring whole is no plan", "[plan]") {
    PlanInput input = job(Bytes(6, 0));
    input.geometry = small_nor();
    CHECK(make_plan(input).error == PlanError::BadResetVector);
    input = job(application(64, 1));
    input.geometry = small_internal();
    CHECK(make_plan(input).error == PlanError::BadResetVector);
}

TEST_CASE("What is expected before the vector is set differs by one bit from what is expected then",
          "[plan]") {
    PlanInput input = job(application(5'000, 8));
    SimulatedFlash flash(small_octal());
    const PlanResult result = plan_for(input, flash);
    const Bytes before = expected_bytes(result.plan, {0, 5'000}, false);
    const Bytes after = expected_bytes(result.plan, {0, 5'000}, true);
    CHECK(first_difference(before, after) == kVector + 3);
    CHECK((before[kVector + 3] ^ after[kVector + 3]) == 0x80);
    CHECK(first_difference(after, input.segments[0].bytes) == -1);
}

TEST_CASE("Old bytes that an erase puts at risk are told with their number, their most, and for how long",
          "[plan]") {
    SimulatedFlash flash(small_octal());
    std::fill(flash.bytes.begin(), flash.bytes.end(), std::uint8_t{0x33});
    PlanInput input;
    input.segments.push_back(
        {100, Bytes(8'000, 0x44)}); // 100 bytes in front, 92 behind it in the second block
    const PlanResult result = plan_for(input, flash);
    const PlanStatistics& s = result.plan.statistics;
    CHECK(s.bytes_preserved == 192);
    CHECK(s.preserved_at_once == 100);
    CHECK(s.at_risk_us == 2 * (25'000 + 16 * 152));
    REQUIRE(result.plan.steps.size() == 2);
    CHECK(result.plan.steps[0].foreign == std::vector<FlashRange>{{0, 100}});
    CHECK(result.plan.steps[1].foreign == std::vector<FlashRange>{{8'100, 92}});
}

TEST_CASE("A bigger erase that takes old bytes with it has to save a fifth of the time", "[plan]") {
    PlanGeometry geometry = small_octal(); // 64 KiB: 256 ms
    SimulatedFlash flash(geometry);
    std::fill(flash.bytes.begin(), flash.bytes.end(), std::uint8_t{0x33});
    const auto erases_of = [&](std::uint64_t block_us, std::uint32_t from) {
        flash.geometry.erase_types[0].typical_us = block_us;
        PlanInput input;
        input.segments.push_back({from, Bytes(64 * 1024 - from, 0x44)});
        return plan_for(input, flash).plan.statistics.erases;
    };
    CHECK(erases_of(25'000, 1) == 1);  // 400 ms
    CHECK(erases_of(19'000, 1) == 16); // 304 ms
    CHECK(erases_of(19'000, 0) == 1);
}
