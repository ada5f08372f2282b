// Plans for a memory whose program replaces what is there: an EEPROM.
#include "openocd-driver/plan/program-plan.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/plan/simulated-flash.hpp"

#include <algorithm>
#include <numeric>
#include <string>

using namespace xspi;
using namespace plan_test;

namespace {

SimulatedFlash eeprom() {
    SimulatedFlash flash(small_nor());
    flash.geometry.erase_types = {{64, 5'000}};
    flash.geometry.page_size = 64;
    flash.geometry.page_us = 5'000;
    flash.geometry.chip_erase = false;
    flash.geometry.overwrites = true;
    flash = SimulatedFlash(flash.geometry);
    std::fill_n(flash.bytes.begin(), 1024, std::uint8_t{0x5A});
    return flash;
}

Bytes counted(std::size_t length) {
    Bytes bytes(length);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
    return bytes;
}

ProgramPlan plan_of(std::uint32_t address, const Bytes& bytes, const SimulatedFlash& flash) {
    PlanInput input;
    input.segments.push_back({address, bytes});
    return plan_for(input, flash).plan;
}

} // namespace

TEST_CASE("A memory that overwrites gets every changed page once, with what others have in it", "[plan]") {
    SimulatedFlash flash = eeprom();
    Bytes after = flash.bytes;
    const Bytes data = counted(200);
    std::copy(data.begin(), data.end(), after.begin() + 100);
    const ProgramPlan plan = plan_of(100, data, flash);
    flash.carry_out(plan);
    CHECK(first_difference(flash.bytes, after) == -1);
    REQUIRE(plan.steps.size() == 4); // pages at 64, 128, 192 and 256
    for (const PlanStep& step : plan.steps) {
        CHECK(step.kind == StepKind::Program);
        CHECK(step.bytes.size() == 64);
        CHECK(step.erase_first_size == 64);
    }
    CHECK(plan.statistics.erases == 0);
    CHECK(plan.statistics.pages == 4);
    CHECK(plan.statistics.estimated_us == 4 * 5'000);
}

TEST_CASE("The text of a plan for a memory that overwrites speaks of no erase", "[plan]") {
    const std::string text = to_text(plan_of(100, counted(200), eeprom()), 0x90000000);
    CHECK(text.find("0x90000040  program  64 bytes (old bytes among them)\n") != std::string::npos);
    CHECK(text.find("0x90000080  program  64 bytes\n") != std::string::npos);
    CHECK(text.find("erase  ") == std::string::npos);
}
