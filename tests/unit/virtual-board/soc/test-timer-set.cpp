#include "soc/timer-set.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t CR1 = 0x00, DIER = 0x0C, SR = 0x10, EGR = 0x14;
// As TIM8 and TIM13 of the STM32H74x: the update of both on one line.
constexpr TimerPlace kPlaces[] = {{8, 0x1000, 1, 0, 44, 46, {4, false}},
                                  {13, 0x2000, 1, 1, 44, 44, {1, false}}};

struct TimerBench : RegisterBench {
    TimerSet::Bus bus{[] { return 1'000'000u; }, "RCC_ENR", 0, 0};
    std::map<unsigned, bool> lines;
    std::map<std::uint32_t, BusDevice*> timers;
    TimerSet set{timeline,
                 violations,
                 kPlaces,
                 {[this](unsigned) -> const TimerSet::Bus& { return bus; },
                  [](std::uint32_t, unsigned) { return true; },
                  [this](unsigned irq, bool level) { lines[irq] = level; }}};
    TimerBench() {
        set.attach([this](std::uint32_t base, BusDevice& timer, Soc::ResetBit) { timers[base] = &timer; });
        for (auto& [base, timer] : timers) timer->reset();
    }
};
} // namespace

TEST_CASE("A line that timers share stays high until none of them asks") {
    TimerBench b;
    for (auto& [base, timer] : b.timers) {
        put(*timer, DIER, 1);
        put(*timer, EGR, 1); // UG: an update
    }
    REQUIRE(b.lines[44]);
    put(*b.timers[0x1000], SR, 0);
    REQUIRE(b.lines[44]);
    put(*b.timers[0x2000], SR, 0);
    REQUIRE_FALSE(b.lines[44]);
}

TEST_CASE("Update and compare of a timer share a line, or have one each") {
    TimerBench b;
    for (auto& [base, timer] : b.timers) {
        put(*timer, DIER, 3);
        put(*timer, EGR, 2); // CC1G
    }
    REQUIRE(b.lines[46]);
    REQUIRE(b.lines[44]);
    put(*b.timers[0x2000], EGR, 1);
    put(*b.timers[0x2000], SR, 1); // the compare goes
    REQUIRE(b.lines[44]);
    put(*b.timers[0x2000], SR, 0);
    REQUIRE_FALSE(b.lines[44]);
    REQUIRE(get(*b.timers[0x1000], CR1) == 0);
    REQUIRE(b.clean());
}
