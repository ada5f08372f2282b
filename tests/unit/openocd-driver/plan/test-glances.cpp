// Where a glance at a block may do in place of its digest, and what a plan makes of it.
#include "openocd-driver/plan/program-plan.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

using namespace xspi;
using namespace plan_test;

namespace {

constexpr std::uint32_t kBlock = 4096, kStride = 256;

PlanInput job(std::uint32_t address, Bytes bytes) {
    PlanInput input;
    input.geometry = small_nor();
    input.glance_stride = kStride;
    input.segments.push_back({address, std::move(bytes)});
    return input;
}

// The ranges that a glance may do for.
std::vector<FlashRange> glanced_at(const PlanInput& input) {
    const auto ranges = digest_requests(input);
    const auto words = glances(input);
    REQUIRE(words.size() == ranges.size());
    std::vector<FlashRange> found;
    for (std::size_t i = 0; i < ranges.size(); ++i)
        if (words[i]) found.push_back(ranges[i]);
    return found;
}

} // namespace

TEST_CASE("A glance may do for a block of which the image determines every byte", "[plan]") {
    const PlanInput input = job(kBlock / 2, Bytes(3 * kBlock, 0x21));
    CHECK(glanced_at(input) == std::vector<FlashRange>{{kBlock, kBlock}, {2 * kBlock, kBlock}});
}

TEST_CASE("Every byte is looked at where a glance cannot tell what is there already from a blank block",
          "[plan]") {
    Bytes image(2 * kBlock, 0xFF);
    image[kBlock / 2 + 4] = 0x00; // beside the places
    image[kBlock + 3 * kStride + 3] = 0x00;
    CHECK(glanced_at(job(0, image)) == std::vector<FlashRange>{{kBlock, kBlock}});
}

TEST_CASE("Every byte is looked at where a wrong guess would do harm", "[plan]") {
    PlanInput input = job(0, Bytes(2 * kBlock, 0x21));
    REQUIRE(glanced_at(input).size() == 2);
    SECTION("it may not be erased") { input.allow_erase = false; }
    SECTION("ECC words are programmed once") { input.geometry = small_internal(); }
    SECTION("nobody wants glances") { input.glance_stride = 0; }
    SECTION("a program needs no erase") { input.geometry.overwrites = true; }
    SECTION("what is there is to be made invalid first") {
        input.reset_vector = ResetVector{4};
        CHECK(glanced_at(input) == std::vector<FlashRange>{{kBlock, kBlock}});
        return;
    }
    CHECK(glanced_at(input).empty());
}

TEST_CASE("A block that looks blank is programmed without an erase, and the plan says which", "[plan]") {
    SimulatedFlash flash(small_nor());
    flash.bytes[kBlock + 0x77] = 0x00;
    PlanInput input = job(0, Bytes(2 * kBlock, 0x21));
    const ProgramPlan plan = plan_for(input, flash).plan;
    CHECK(plan.statistics.erases == 0);
    CHECK(plan.presumed == std::vector<FlashRange>{{0, 2 * kBlock}});
    CHECK(plan.verify == std::vector<FlashRange>{{0, 2 * kBlock}});
}

TEST_CASE("A block that is erased after all is presumed to be nothing", "[plan]") {
    SimulatedFlash flash(small_nor());
    std::fill(flash.bytes.begin(), flash.bytes.begin() + 64 * 1024, std::uint8_t{0});
    std::fill_n(flash.bytes.begin() + kBlock, kBlock, 0xFF);
    PlanInput input = job(0, Bytes(64 * 1024, 0x21));
    const ProgramPlan plan = plan_for(input, flash).plan;
    CHECK(plan.statistics.erases == 1);
    CHECK(plan.presumed.empty());
}

TEST_CASE("A block that begins otherwise than it should is erased without its digest", "[plan]") {
    SimulatedFlash flash(small_nor());
    std::fill_n(flash.bytes.begin(), kBlock, std::uint8_t{0x20});
    PlanInput input = job(0, Bytes(kBlock, 0x21));
    const ProgramPlan plan = plan_for(input, flash).plan;
    CHECK(input.digests.front().seen == Seen::Different);
    CHECK(plan.statistics.erases == 1);
    input = job(0, Bytes(kBlock, 0x20));
    CHECK(plan_for(input, flash).plan.empty()); // what begins as it should has a digest
}
