#include "../probe/fake-target.hpp"
#include "program/pacing.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"
#include "time-shim/clock-page.hpp"

#include <cstring>
#include <thread>

using namespace vb;
using namespace vb::test;

TEST_CASE("the runner stops within one slice when it is told to") {
    FakeExecutive executive;
    std::atomic<bool> stop{false};
    Runner(executive, stop).run_until(kPerSecond, [&] { stop = true; });
    CHECK(executive.timeline().now() == 10 * kPerMillisecond);
}

TEST_CASE("without the shim an idle board keeps up with the wall clock but not with a busy client") {
    FakeExecutive executive;
    const std::atomic<bool> stop{false};
    WallPacing pacing{Runner(executive, stop)};
    pacing.after_message();
    pacing.idle();
    CHECK(executive.timeline().now() == 0); // within the grace
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    pacing.idle();
    CHECK(executive.timeline().now() == 5 * kPerMillisecond); // no more at once
}

TEST_CASE("a clock takes the place of another board's clock, not of any other file") {
    FakeExecutive executive;
    const std::atomic<bool> stop{false};
    const TemporaryFolder folder;
    const Runner runner(executive, stop);
    { const ClockPagePacing pacing(folder.file("clock"), runner); }
    { const ClockPagePacing pacing(folder.file("clock"), runner); }
    const std::vector<std::uint8_t> notes(64, 'x');
    for (const std::string& path : {folder.write("notes", notes), std::string("/dev/null")}) {
        CAPTURE(path);
        CHECK_THROWS_WITH(ClockPagePacing(path, runner), Catch::Matchers::StartsWith("VB-CLI-010"));
    }
    CHECK(folder.read("notes") == notes);
}

TEST_CASE("with the shim the board passes the time that its client slept, and no other") {
    FakeExecutive executive;
    const std::atomic<bool> stop{false};
    const TemporaryFolder folder;
    ClockPagePacing pacing(folder.file("clock"), Runner(executive, stop));
    const auto word = [&](std::size_t n) {
        std::uint64_t value = 0;
        std::memcpy(&value, folder.read("clock").data() + 8 * n, 8);
        return value;
    };
    CHECK(word(0) == ClockPage::kMagic);
    pacing.idle();
    CHECK(executive.timeline().now() == 0);
    executive.run_until(5 * kPerMicrosecond);
    pacing.after_message();
    CHECK(word(1) == 5000);

    std::fstream(folder.file("clock"), std::ios::in | std::ios::out | std::ios::binary)
        .seekp(16)
        .write("\x10\x27\0\0\0\0\0\0", 8); // the client slept up to 10000 ns
    pacing.before_message();
    CHECK(executive.timeline().now() == 10 * kPerMicrosecond);
    pacing.before_message();
    CHECK(executive.timeline().now() == 10 * kPerMicrosecond);
}
