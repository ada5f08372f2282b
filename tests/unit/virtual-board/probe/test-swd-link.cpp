#include "fake-target.hpp"
#include "probe/swd-link.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;
using namespace vb::test;
using Status = SwdLink::Status;

namespace {
struct Bench {
    FakeExecutive executive;
    FakeTarget target;
    Costs costs;
    SwdLink link{target, executive, costs};
    Picoseconds now() { return executive.timeline().now(); }
};
} // namespace

TEST_CASE("connecting powers up the debug and system domains") {
    Bench b;
    REQUIRE(b.link.connect() == Status::Ok);
    CHECK(b.target.line_resets == 1);
    CHECK(b.target.ctrl_stat == 0x50000000);
}

TEST_CASE("connecting to a target without supply finds no IDCODE") {
    Bench b;
    b.target.powered = false;
    CHECK(b.link.connect() == Status::GetIdcodeError);
}

TEST_CASE("one SWD transaction lasts 46 clocks of the chosen frequency") {
    Bench b;
    std::uint32_t value = 0;
    b.link.set_clock_hz(1'000'000);
    REQUIRE(b.link.read_dp(SwdLink::kDpidr, value) == Status::Ok);
    CHECK(value == 0x6BA02477);
    CHECK(b.now() == 46 * kPerMicrosecond);
    CHECK(b.link.counters().transactions == 1);
    CHECK(b.link.counters().bytes == 4);
}

TEST_CASE("SELECT is written only when AP or bank change") {
    Bench b;
    std::uint32_t value = 0;
    REQUIRE(b.link.connect() == Status::Ok);
    b.target.log.clear();
    REQUIRE(b.link.read_ap(0, SwdLink::kIdr, value) == Status::Ok); // SELECT, IDR, RDBUFF
    CHECK(value == 0x84770001);
    REQUIRE(b.link.read_ap(0, SwdLink::kIdr, value) == Status::Ok); // IDR, RDBUFF
    CHECK(b.target.log.size() == 5);
    REQUIRE(b.link.write_ap(0, SwdLink::kTar, 0x24000000) == Status::Ok); // SELECT, TAR
    CHECK(b.target.log.size() == 7);
    REQUIRE(b.link.read_ap(3, SwdLink::kIdr, value) == Status::Ok);
    CHECK(value == 0);
    CHECK(b.target.select >> 24 == 3);
}

TEST_CASE("CTRL/STAT stays readable after a fault and ABORT clears it") {
    Bench b;
    std::uint32_t value = 0;
    REQUIRE(b.link.connect() == Status::Ok);
    b.target.sticky = true;
    CHECK(b.link.write_ap(0, SwdLink::kTar, 0) == Status::ApFault);
    REQUIRE(b.link.read_dp(SwdLink::kCtrlStat, value) == Status::Ok);
    CHECK((value & 0x20) != 0);
    b.link.clear_sticky();
    CHECK(b.link.write_ap(0, SwdLink::kTar, 0) == Status::Ok);
}

TEST_CASE("WAIT is repeated and told to the host when it lasts") {
    Bench b;
    std::uint32_t value = 0;
    REQUIRE(b.link.connect() == Status::Ok);
    b.target.waits = 3;
    const auto before = b.link.counters().transactions;
    CHECK(b.link.read_dp(SwdLink::kDpidr, value) == Status::Ok);
    CHECK(b.link.counters().transactions - before == 4);
    b.target.waits = b.costs.wait_retries + 1;
    CHECK(b.link.read_dp(SwdLink::kDpidr, value) == Status::DpWait);
}
