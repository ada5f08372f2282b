#include "ip/timer.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kCr1 = 0x00, kDier = 0x0C, kSr = 0x10, kEgr = 0x14, kCcmr1 = 0x18, kCnt = 0x24,
                        kPsc = 0x28, kArr = 0x2C, kCcr1 = 0x34, kCcr2 = 0x38;
constexpr std::uint32_t kCen = 1, kOpm = 8, kArpe = 0x80;

struct TimerBench : RegisterBench {
    std::uint64_t hz = 300'000'000;
    unsigned updates = 0, compares = 0;
    bool update = false, compare = false;
    Timer timer;
    explicit TimerBench(TimerKind kind = {4, false})
        : timer("TIM", kind, timeline, violations,
                {[this] { return hz; },
                 [this](bool on) {
                     updates += on && !update;
                     update = on;
                 },
                 [this](bool on) {
                     compares += on && !compare;
                     compare = on;
                 }}) {
        timer.reset();
    }
    // As ST's HAL starts a time base: a microsecond a tick, `period` of them.
    void start(std::uint32_t period, std::uint32_t control = kArpe) {
        put(timer, kArr, period - 1);
        put(timer, kPsc, 299);
        put(timer, kEgr, 1);
        put(timer, kSr, 0);
        put(timer, kCr1, kCen | control);
    }
};
} // namespace

TEST_CASE("A timer counts its clock, divided, and wraps at its reload value") {
    TimerBench b;
    b.start(1000);
    b.pass(999 * kPerMicrosecond + 999 * kPerNanosecond);
    REQUIRE(get(b.timer, kCnt) == 999);
    REQUIRE(get(b.timer, kSr) == 0);
    b.pass(1 * kPerNanosecond);
    REQUIRE(get(b.timer, kCnt) == 0);
    REQUIRE(get(b.timer, kSr) == 0x1F); // the four channels' compare value is 0
    b.pass(12'345'678 * kPerMicrosecond);
    REQUIRE(get(b.timer, kCnt) == 678);
    REQUIRE(b.clean());
}

TEST_CASE("A timer interrupts once a period until the flag is cleared") {
    TimerBench b({0, false});
    b.start(1000);
    put(b.timer, kDier, 1);
    REQUIRE_FALSE(b.update);
    for (int i = 0; i < 5; ++i) {
        b.pass(kPerMillisecond);
        REQUIRE(b.update);
        put(b.timer, kSr, ~1u);
        REQUIRE_FALSE(b.update);
    }
    REQUIRE(b.updates == 5);
    REQUIRE(b.clean());
    put(b.timer, kDier, 0);
    b.pass(kPerSecond);
    REQUIRE(b.updates == 5);
    REQUIRE((get(b.timer, kSr) & 1) == 1);
}

TEST_CASE("A prescaler counts from the next update, a reload value without ARPE at once") {
    TimerBench b;
    b.start(1000, 0);
    put(b.timer, kPsc, 599);
    put(b.timer, kArr, 499);
    b.pass(499 * kPerMicrosecond);
    REQUIRE(get(b.timer, kCnt) == 499);
    b.pass(2 * kPerMicrosecond); // wrapped after 500, and a tick now lasts two
    REQUIRE(get(b.timer, kCnt) == 0);
    b.pass(1 * kPerMicrosecond);
    REQUIRE(get(b.timer, kCnt) == 1);
    TimerBench preloaded;
    preloaded.start(1000);
    put(preloaded.timer, kArr, 499);
    preloaded.pass(999 * kPerMicrosecond);
    REQUIRE(get(preloaded.timer, kCnt) == 999);
}

TEST_CASE("UG loads and sets the flag but with URS; one-pulse mode stops; UDIS holds the flag back") {
    TimerBench b;
    put(b.timer, kPsc, 299);
    put(b.timer, kEgr, 1);
    REQUIRE((get(b.timer, kSr) & 1) == 1);
    put(b.timer, kSr, 0);
    put(b.timer, kCr1, 4);
    put(b.timer, kEgr, 1);
    REQUIRE((get(b.timer, kSr) & 1) == 0);
    b.start(10, kOpm);
    b.pass(50 * kPerMicrosecond);
    REQUIRE((get(b.timer, kCr1) & kCen) == 0);
    REQUIRE(get(b.timer, kCnt) == 0);
    b.start(10, 2);
    b.pass(50 * kPerMicrosecond);
    REQUIRE((get(b.timer, kSr) & 1) == 0);
}

TEST_CASE("A compare channel interrupts when the counter reaches it, one that captures does not") {
    TimerBench b({2, true});
    REQUIRE(get(b.timer, kArr) == 0xFFFFFFFF);
    put(b.timer, kCcr1, 250);
    put(b.timer, kCcr2, 400);
    put(b.timer, kCcmr1, 1u << 8); // channel 2 captures
    b.start(1000);
    put(b.timer, kDier, 0x6);
    b.pass(250 * kPerMicrosecond - kPerNanosecond);
    REQUIRE_FALSE(b.compare);
    b.pass(kPerNanosecond);
    REQUIRE(b.compare);
    REQUIRE(get(b.timer, kSr) == 2);
    put(b.timer, kSr, ~2u);
    REQUIRE_FALSE(b.compare);
    b.pass(kPerMillisecond - kPerNanosecond);
    REQUIRE(b.compares == 1);
    b.pass(kPerNanosecond);
    REQUIRE(b.compares == 2);
}

TEST_CASE("What a timer has counted stays when its clock changes, and without a clock it stands") {
    TimerBench b;
    b.start(50'000);
    b.pass(10 * kPerMillisecond);
    b.hz = 150'000'000;
    b.timer.clock_changed();
    REQUIRE(get(b.timer, kCnt) == 10'000);
    b.pass(10 * kPerMillisecond);
    REQUIRE(get(b.timer, kCnt) == 15'000);
    b.hz = 0;
    b.timer.clock_changed();
    b.pass(kPerSecond);
    REQUIRE(get(b.timer, kCnt) == 15'000);
}

// Else a loop that polls CNT would be skipped over, to whatever happens next on the board.
TEST_CASE("While CNT is read its next step is an event, and afterwards there is none") {
    TimerBench b({0, true});
    put(b.timer, kEgr, 1); // UIF is set already
    b.start(1u << 31);
    put(b.timer, kEgr, 1);
    b.pass(10 * kPerMicrosecond + 300 * kPerNanosecond);
    REQUIRE(b.timeline.next_event() == UINT64_MAX);
    const auto from = b.timeline.now() - 300 * kPerNanosecond;
    get(b.timer, kCnt);
    REQUIRE(b.timeline.next_event() == from + kPerMicrosecond);
    b.pass(kPerMicrosecond);
    REQUIRE(b.timeline.next_event() == UINT64_MAX);
}
