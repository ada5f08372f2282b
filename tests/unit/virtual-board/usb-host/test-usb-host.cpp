#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/usb-host/fake-device.hpp"
#include "usb-host/usb-host.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr UsbSetup kRead = {0xC0, 1, 0, 0, 0, 0, 200, 0}, kWrite = {0x40, 1, 0, 0, 0, 0, 100, 0};

struct HostBench {
    Timeline timeline;
    FakeDevice device;
    UsbHost host{timeline, device};
    std::optional<UsbResult> result;

    void pass(Picoseconds time) { timeline.advance_to(timeline.now() + time); }
    HostBench& attach() {
        host.plug(true);
        device.attach(true);
        pass(kPerSecond);
        return *this;
    }
    // Until it is done, and how long that took.
    Picoseconds ask(const UsbSetup& setup, std::vector<std::uint8_t> data = {},
                    Picoseconds timeout = kPerSecond) {
        const Picoseconds start = timeline.now();
        result.reset();
        host.control(setup, std::move(data), timeout, [this](UsbResult done) { result = std::move(done); });
        while (!result && timeline.now() - start < 2 * timeout) timeline.advance_to(timeline.next_event());
        return timeline.now() - start;
    }
};
} // namespace

TEST_CASE("The host enumerates what pulls up while the plug is in") {
    HostBench b;
    b.device.attach(true);
    b.pass(kPerSecond);
    CHECK(b.device.resets == 0);
    b.host.plug(true);
    CHECK(b.host.is_finding_out());
    b.pass(b.host.costs().debounce - 1);
    CHECK(b.device.resets == 0);
    b.pass(kPerSecond);
    REQUIRE(b.host.device());
    CHECK(b.device.resets == 2);
    CHECK(b.host.device()->descriptor == b.device.descriptors[0x0100]);
    CHECK(b.host.device()->configurations.size() == 1);
    CHECK(b.device.address == b.host.device()->address);
    CHECK(b.host.counters().attachments == 1);
}

TEST_CASE("A device that does not answer is given up after three attempts") {
    HostBench b;
    b.device.deaf = true;
    b.attach();
    CHECK(!b.host.device());
    CHECK(!b.host.is_finding_out());
    CHECK(b.device.resets == 3);
    CHECK(b.host.counters().errors == 3);
}

TEST_CASE("Frames come every millisecond in full speed, every microframe in high speed, none in suspend") {
    HostBench b;
    b.attach();
    const unsigned before = b.device.frames;
    b.pass(100 * kPerMillisecond);
    CHECK(b.device.frames - before == 100);
    b.host.suspend();
    b.pass(100 * kPerMillisecond);
    CHECK(b.device.frames - before == 100);
    HostBench fast;
    fast.device.speed = UsbSpeed::High;
    fast.attach();
    const unsigned start = fast.device.frames;
    fast.pass(10 * kPerMillisecond);
    CHECK(fast.device.frames - start == 80);
}

TEST_CASE("A control transfer carries its data, and takes its latency and its packets' bits") {
    HostBench b;
    b.attach();
    const UsbCosts& costs = b.host.costs();
    const auto wire = [&](std::size_t bytes) { return costs.wire(UsbSpeed::Full, bytes); };
    const Picoseconds read = b.ask(kRead);
    CHECK(b.result->status == UsbStatus::Ok);
    CHECK(b.result->data == std::vector<std::uint8_t>(200, 0xA5));
    CHECK(read == costs.latency + wire(8) + 3 * wire(64) + wire(8) + wire(0));
    const Picoseconds write = b.ask(kWrite, std::vector<std::uint8_t>(100, 7));
    CHECK(b.result->status == UsbStatus::Ok);
    CHECK(b.result->sent == 100);
    CHECK(b.device.heard == std::vector<std::uint8_t>(100, 7));
    CHECK(write == costs.latency + wire(8) + wire(64) + wire(36) + wire(0));
}

TEST_CASE("A NAK costs its retry, and the transfer is whole all the same") {
    HostBench b;
    b.attach();
    const Picoseconds plain = b.ask(kRead);
    b.device.naks = 3;
    const Picoseconds slow = b.ask(kRead);
    CHECK(b.result->data.size() == 200);
    const Picoseconds token = b.host.costs().wire(UsbSpeed::Full, 0);
    // Four IN packets with a token each, and the status stage's OUT.
    CHECK(slow - plain ==
          12 * (b.host.costs().nak_retry + token / 2) + 3 * (b.host.costs().nak_retry + token));
    CHECK(b.host.counters().naks == 15);
}

TEST_CASE("What a device refuses, does not answer in time or at all has its own status") {
    HostBench b;
    b.attach();
    b.device.stalls = true;
    b.ask(kRead);
    CHECK(b.result->status == UsbStatus::Stall);
    b.device.stalls = false;
    b.device.naks = 1'000'000;
    const Picoseconds late = b.ask(kRead, {}, 10 * kPerMillisecond);
    CHECK(b.result->status == UsbStatus::Timeout);
    CHECK(late >= 10 * kPerMillisecond);
    CHECK(late < 11 * kPerMillisecond);
    b.device.naks = 0;
    b.device.deaf = true;
    b.ask(kRead);
    CHECK(b.result->status == UsbStatus::Io);
    b.device.attach(false);
    b.ask(kRead);
    CHECK(b.result->status == UsbStatus::NoDevice);
    CHECK(b.host.counters().stalls == 1);
    CHECK(b.host.counters().timeouts == 1);
}

TEST_CASE("A SETUP waits for firmware that has not taken note of the transfer before, and is counted") {
    HostBench b;
    b.attach();
    b.device.taken = false;
    b.timeline.schedule_in(5 * kPerMillisecond, [&] { b.device.taken = true; });
    CHECK(b.ask(kRead) > 5 * kPerMillisecond);
    CHECK(b.result->status == UsbStatus::Ok);
    CHECK(b.host.counters().late_setups == 1);
}

TEST_CASE("The plug comes out at a program's transfer, before it or in its middle") {
    for (const bool middle : {false, true}) {
        HostBench b;
        b.attach();
        b.host.unplug_at(OperationMoment{2, middle});
        b.ask(kRead);
        CHECK(b.result->status == UsbStatus::Ok);
        const auto read = b.host.counters().bytes_in;
        b.ask(kRead);
        CHECK(b.result->status == UsbStatus::NoDevice);
        CHECK(b.host.counters().bytes_in - read == (middle ? 128 : 0));
        CHECK(!b.host.device());
        b.host.plug(true);
        b.pass(kPerSecond);
        CHECK(b.host.device());
    }
}

TEST_CASE("A reset that a program asks for says whether the same device came back") {
    HostBench b;
    b.attach();
    std::optional<UsbStatus> status;
    const unsigned address = b.host.device()->address;
    b.host.reset_device([&](UsbStatus is) { status = is; });
    b.pass(kPerSecond);
    CHECK(status == UsbStatus::Ok);
    CHECK(b.host.device()->address != address);
    status.reset();
    b.device.descriptors[0x0100][10] = 0x79;
    b.host.reset_device([&](UsbStatus is) { status = is; });
    b.pass(kPerSecond);
    CHECK(status == UsbStatus::NotFound);
    CHECK(b.host.device());
}

TEST_CASE("A device that goes while it is reset is no device") {
    HostBench b;
    b.attach();
    std::optional<UsbStatus> status;
    b.host.reset_device([&](UsbStatus is) { status = is; });
    b.pass(10 * kPerMillisecond);
    b.device.attach(false);
    CHECK(status == UsbStatus::NoDevice);
    CHECK(!b.host.is_finding_out());
}
