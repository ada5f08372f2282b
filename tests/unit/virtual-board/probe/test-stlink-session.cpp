#include "fake-target.hpp"
#include "probe/little-endian.hpp"
#include "probe/stlink-session.hpp"
#include "tests/unit/catch.hpp"

#include <initializer_list>

using namespace vb;
using namespace vb::test;
using Bytes = std::vector<std::uint8_t>;

namespace {

// A client that has opened the probe.
struct Bench {
    Bench() {
        session.answer(Bytes{3, 0, 0, 0, 1, 0, 0, 0});
        read({0xF2, 0x30, 0xA3}, 2);
    }
    Bytes usb(std::initializer_list<std::uint8_t> command, std::uint8_t direction, std::uint32_t size,
              const Bytes& data = {}) {
        Bytes message(32);
        message[0] = 5;
        message[4] = 1;
        std::copy(command.begin(), command.end(), message.begin() + 8);
        message[24] = direction;
        put32(message, 28, size);
        message.insert(message.end(), data.begin(), data.end());
        REQUIRE(StlinkSession::message_size(message) == message.size());
        return session.answer(message);
    }
    // Data stage of a reading command, without the server's status.
    Bytes read(std::initializer_list<std::uint8_t> command, std::uint32_t size) {
        const Bytes reply = usb(command, 1, size);
        REQUIRE(reply.size() == 4 + size);
        REQUIRE(get32(reply, 0) == 1);
        return {reply.begin() + 4, reply.end()};
    }
    FakeExecutive executive;
    FakeTarget target;
    Costs costs;
    StlinkFirmware firmware{target, executive, costs};
    StlinkSession session{firmware};
};

} // namespace

TEST_CASE("the size of a server message follows from its first byte") {
    const auto size = [](Bytes bytes) { return StlinkSession::message_size(bytes); };
    CHECK_FALSE(size({}));
    CHECK(size({0}) == 2u);
    CHECK(size({1}) == 1u);
    CHECK(size({2}) == 8u);
    CHECK(size({6}) == 4u);
    CHECK_FALSE(size({5}));
    CHECK_FALSE(size(Bytes(31, 5)));
    CHECK_THROWS_AS(size({9}), ProtocolError);

    Bytes write(32);
    write[0] = 5;
    put32(write, 28, 100);
    CHECK(size(write) == 132u);
    write[24] = 1;
    CHECK(size(write) == 32u);
    write[24] = 2;
    CHECK_THROWS_AS(size(write), ProtocolError);
    write[24] = 0;
    put32(write, 28, 0xFFFFFFFF);
    CHECK_THROWS_AS(size(write), ProtocolError);
}

TEST_CASE("the server tells API 3, one device and who it is") {
    Bench b;
    CHECK(get32(b.session.answer(Bytes{6, 1, 0, 0}), 0) == 3);
    CHECK(get32(b.session.answer(Bytes{1}), 0) == 1);
    const Bytes info = b.session.answer(Bytes{2, 0, 0, 0, 41, 0, 0, 0});
    REQUIRE(info.size() == 45);
    CHECK(get16(info, 40) == 0x0483);
    CHECK(get16(info, 42) == 0x374E);
    CHECK(info[44] == 0);
}

TEST_CASE("a USB command without an open connection is refused") {
    Bench b;
    b.session.answer(Bytes{4, 0, 0, 0, 1, 0, 0, 0});
    Bytes message(32);
    message[0] = 5;
    message[4] = 1;
    message[24] = 1;
    put32(message, 28, 6);
    const Bytes reply = b.session.answer(message);
    CHECK(get32(reply, 0) != 1);
    CHECK(reply.size() == 10);
}

TEST_CASE("the firmware is a V3 that carries the CSW and 512 bytes of 8-bit accesses") {
    Bench b;
    CHECK(b.read({0xF1}, 6)[0] == 0x30);
    const Bytes version = b.read({0xFB}, 12);
    CHECK(version[0] == 3);
    CHECK(version[2] >= 6);
    CHECK(b.read({0xF5}, 2)[0] == 2); // debug mode
    const Bytes voltage = b.read({0xF7}, 8);
    CHECK(2 * 1.2 * get32(voltage, 4) / get32(voltage, 0) == Approx(3.3));
}

TEST_CASE("frequencies go up to 24 MHz and the next lower one is taken") {
    Bench b;
    const Bytes list = b.read({0xF2, 0x62, 0}, 52);
    CHECK(get32(list, 12) == 24000);
    CHECK(list[8] == kSwdFrequencies.size());
    CHECK(get32(b.read({0xF2, 0x61, 0, 0, 0x40, 0x1F, 0, 0}, 8), 4) == 8000);
    CHECK(get32(b.read({0xF2, 0x61, 0, 0, 0x3F, 0x1F, 0, 0}, 8), 4) == 3300);
    CHECK(get32(b.read({0xF2, 0x61, 0, 0, 1, 0, 0, 0}, 8), 4) == 5);
}

TEST_CASE("a USB command lasts its latency, its bytes and its SWD transactions") {
    Bench b;
    const auto& timeline = b.executive.timeline();
    Picoseconds before = timeline.now();
    b.read({0xF5}, 2);
    const Picoseconds empty = timeline.now() - before;
    CHECK(empty > b.costs.usb_latency);
    CHECK(empty < b.costs.usb_latency + kPerMicrosecond);

    before = timeline.now();
    b.usb({0xF2, 0x08, 0, 0, 0, 0x24, 0x00, 0x18}, 0, 6144, Bytes(6144, 0x5A));
    const double words = 6144 / 4 + 6 /* TAR */ + 2 /* CSW, RDBUFF */;
    const double expected = double(b.costs.usb_latency) + 6160e12 / double(b.costs.usb_bytes_per_second) +
                            words * 46 / 24e6 * 1e12;
    CHECK(double(timeline.now() - before) == Approx(expected).epsilon(0.0001));
}

TEST_CASE("memory commands write and read what they say") {
    Bench b;
    b.usb({0xF2, 0x08, 0x10, 0, 0, 0x24, 8, 0}, 0, 8, {1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(b.read({0xF2, 0x07, 0x10, 0, 0, 0x24, 8, 0}, 8) == Bytes{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(b.read({0xF2, 0x0C, 0x11, 0, 0, 0x24, 1, 0}, 2) == Bytes{2, 0}); // one byte comes as two
    CHECK(b.read({0xF2, 0x47, 0x12, 0, 0, 0x24, 4, 0}, 4) == Bytes{3, 4, 5, 6});
    CHECK(b.read({0xF2, 0x3E}, 12)[0] == 0x80);
    b.read({0xF2, 0x07, 0x10, 0, 0, 0x24, 4, 0, 0, 0x00, 0x00, 0xA2}, 4);
    CHECK(b.target.csw == 0xA2000012);
}

TEST_CASE("a failed memory command is told by the read/write status with its address") {
    Bench b;
    b.read({0xF2, 0x07, 0x00, 0x01, 0, 0x10, 4, 0}, 4);
    const Bytes status = b.read({0xF2, 0x3E}, 12);
    CHECK(status[0] == 0x11);
    CHECK(get32(status, 4) == 0x10000100);
}

TEST_CASE("DP and AP registers are reached one to one") {
    Bench b;
    const Bytes dpidr = b.read({0xF2, 0x45, 0xFF, 0xFF, 0, 0}, 8);
    CHECK(dpidr[0] == 0x80);
    CHECK(get32(dpidr, 4) == 0x6BA02477);
    CHECK(b.read({0xF2, 0x46, 0, 0, 4, 0, 0x40, 0, 0, 0x24}, 2)[0] == 0x80);
    CHECK(b.target.tar == 0x24000040);
    CHECK(get32(b.read({0xF2, 0x45, 0, 0, 0xFC, 0}, 8), 4) == 0x84770001);
    CHECK(b.read({0xF2, 0x4B, 0}, 2)[0] == 0x80);
    CHECK(b.read({0xF2, 0x4B, 5}, 2)[0] == 0x1D); // no such AP
}

TEST_CASE("scattered words travel as items of one command") {
    Bench b;
    Bytes data(4 + 4 * 4);
    data[0] = 5; // AP number
    data[1] = 1; // address
    data[2] = 2; // write
    data[3] = 3; // read
    put32(data, 8, 0x24000020);
    put32(data, 12, 0xCAFE0001);
    put32(data, 16, 0x24000020);
    b.usb({0xF2, 0x51, 4}, 0, std::uint32_t(data.size()), data);
    const Bytes reply = b.read({0xF2, 0x52}, 32);
    CHECK(get32(reply, 12) == 0xCAFE0001);
    for (unsigned n = 0; n < 4; ++n) CHECK(get32(reply, 16 + 4 * n) == 0x80);
}

TEST_CASE("NRST follows the command and is released when the client leaves") {
    Bench b;
    b.read({0xF2, 0x3C, 0}, 2);
    CHECK(b.target.nrst_low);
    b.read({0xF2, 0x3C, 1}, 2);
    CHECK_FALSE(b.target.nrst_low);
    b.read({0xF2, 0x3C, 0}, 2);
    b.session.answer(Bytes{4, 0, 0, 0, 1, 0, 0, 0});
    CHECK_FALSE(b.target.nrst_low);
}

TEST_CASE("an unknown debug command answers a fault") {
    Bench b;
    CHECK(b.read({0xF2, 0x7F}, 2)[0] == 0x81);
}

TEST_CASE("a probe whose plug is pulled takes no command from then on and is not listed any more") {
    FakeExecutive executive;
    FakeTarget target;
    Costs costs;
    StlinkFirmware firmware{target, executive, costs};
    ProbeFaults faults;
    faults.unplugged_at = 10 * kPerMillisecond;
    StlinkSession session{firmware, {}, faults};
    CHECK(session.answer(Bytes{1}) == Bytes{1, 0, 0, 0});
    CHECK(get32(session.answer(Bytes{3, 0, 0, 0, 1, 0, 0, 0}), 0) == 1);
    Bytes voltage(32);
    voltage[0] = 5;
    voltage[4] = 1;
    voltage[8] = 0xF7;
    voltage[24] = 1;
    put32(voltage, 28, 8);
    CHECK(get32(session.answer(voltage), 0) == 1);
    executive.run_until(10 * kPerMillisecond);
    CHECK(get32(session.answer(voltage), 0) != 1);
    CHECK(session.answer(Bytes{1}) == Bytes{0, 0, 0, 0});
}

TEST_CASE("a second probe is listed first, with a serial of its own, and cannot be opened") {
    FakeExecutive executive;
    FakeTarget target;
    Costs costs;
    StlinkFirmware firmware{target, executive, costs};
    ProbeFaults faults;
    faults.another_probe = true;
    StlinkSession session{firmware, {}, faults};
    CHECK(session.answer(Bytes{1}) == Bytes{2, 0, 0, 0});
    const Bytes first = session.answer(Bytes{2, 0, 0, 0, 41, 0, 0, 0});
    const Bytes second = session.answer(Bytes{2, 1, 0, 0, 41, 0, 0, 0});
    CHECK(std::string(first.begin() + 8, first.begin() + 32) !=
          std::string(second.begin() + 8, second.begin() + 32));
    CHECK(get32(session.answer(Bytes{3, 0, 0, 0, 2, 0, 0, 0}), 0) != 1);
    CHECK(get32(session.answer(Bytes{3, 0, 0, 0, 1, 0, 0, 0}), 0) == 1);
}
