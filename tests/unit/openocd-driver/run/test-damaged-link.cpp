// A session over a link that damages what it carries: once, and it is as if nothing had been; always, and the
// link is named, within bounds, with nothing wrong believed.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-flash.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/chip-fake.hpp"
#include "tests/unit/openocd-driver/target-fake.hpp"

#include <cstddef>
#include <optional>

using namespace xspi;
using agent::Mailbox;
using agent::Status;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uint32_t kRing = 0x24020000, kRingSize = 64 * 1024, kSector = 4096;
constexpr unsigned kAlways = 1'000'000'000;

std::uint32_t mailbox_address() {
    agent::AgentHeader header;
    std::memcpy(&header, agent_image(Cpu::CortexM7, {}).data(), sizeof(header));
    return header.mailbox;
}

struct Damage {
    const char* what;
    bool to_target;
    std::uint32_t address; // of the byte
};

// Every word that either side believes, and some of the data.
std::vector<Damage> damages() {
    const std::uint32_t box = mailbox_address();
    std::vector<Damage> all;
    for (std::uint32_t word = 0; word <= offsetof(Status, checksum); word += 4)
        all.push_back({"status", false, box + word + word / 4 % 4});
    all.push_back({"taken", false, box + std::uint32_t(offsetof(Status, taken))});
    all.push_back({"heartbeat", false, box + std::uint32_t(offsetof(Status, heartbeat))});
    all.push_back({"revision_end", false, box + std::uint32_t(offsetof(Status, revision_end))});
    for (std::uint32_t byte = 0; byte < sizeof(agent::Signal); ++byte) {
        all.push_back({"doorbell", true, box + std::uint32_t(offsetof(Mailbox, doorbell)) + byte});
        all.push_back({"stop", true, box + std::uint32_t(offsetof(Mailbox, stop_request)) + byte});
    }
    for (std::uint32_t byte = 0; byte < sizeof(agent::Descriptor); byte += 5)
        for (std::uint32_t slot : {1, 4})
            all.push_back(
                {"descriptor", true,
                 box + std::uint32_t(offsetof(Mailbox, descriptors) + slot * sizeof(agent::Descriptor)) +
                     byte});
    for (std::uint32_t at : {0u, 700u, 4095u, 4200u, 5000u, 8300u}) {
        all.push_back({"ring", true, kRing + at});
        all.push_back({"ring", false, kRing + at});
    }
    return all;
}

std::vector<std::uint8_t> old_bytes() {
    std::vector<std::uint8_t> bytes(4 * kSector);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 5 ^ i >> 7);
    return bytes;
}

struct Bench {
    Bench() {
        const auto old = old_bytes();
        std::copy(old.begin(), old.end(), target.chip.memory.begin());
    }
    void damage(const Damage& d, unsigned times) {
        (d.to_target ? target.on_write : target.on_read) =
            [d, times](std::uint32_t address, std::vector<std::uint8_t>& data) mutable {
                if (d.address - address >= data.size() || times == 0 || data.size() > 20'000) return;
                --times;
                data[d.address - address] ^= 0x04;
            };
    }
    // Old contents, digest, erase with what is to be kept, checksum, end.
    void job() {
        AgentSession session(target,
                             AgentPlace{agent_image(Cpu::CortexM7, {}), kRing, kRingSize, 64'000'000, 0});
        AgentFlash flash(session, agent::Memory::External, "ext", 0x70000000);
        flash.configure(ChipFake::setup());
        auto sector = flash.read(kSector, kSector);
        const std::array<agent::Range, 2> ranges{{{0, kSector}, {kSector, kSector}}};
        digests = flash.digest(ranges);
        for (std::size_t i = 1000; i < 1500; ++i) sector[i] = 0xA5;
        flash.program(kSector, sector, kSector);
        flash.finish();
        crc = flash.crc32(0, 4 * kSector);
        session.stop(false);
    }
    std::string trouble() {
        try {
            job();
        } catch (const Failure& failure) { return failure.what(); }
        return "";
    }
    std::vector<std::uint8_t> held() const {
        return {target.chip.memory.begin(), target.chip.memory.begin() + 4 * kSector};
    }

    TargetFake target;
    std::vector<agent::RangeDigest> digests;
    std::uint32_t crc = 0;
};

std::vector<std::uint8_t> new_bytes() {
    auto bytes = old_bytes();
    std::fill_n(bytes.begin() + kSector + 1000, 500, std::uint8_t{0xA5});
    return bytes;
}

} // namespace

TEST_CASE("One damaged byte anywhere, at any time, changes nothing") {
    Bench good;
    good.job();
    REQUIRE(good.held() == new_bytes());
    for (const Damage& d : damages())
        for (unsigned times : {1u, 3u}) {
            CAPTURE(d.what, d.to_target, d.address, times);
            Bench bench;
            bench.damage(d, times);
            CHECK(bench.trouble() == "");
            CHECK(bench.held() == new_bytes());
            CHECK(bench.crc == good.crc);
            REQUIRE(bench.digests.size() == 2);
            CHECK(bench.digests[1].digest == good.digests[1].digest);
            CHECK_FALSE(bench.target.running);
        }
}

TEST_CASE("A byte that is damaged each time names the link, in bounded time, and what is kept is kept") {
    for (const Damage& d : damages()) {
        CAPTURE(d.what, d.to_target, d.address);
        Bench bench;
        bench.damage(d, kAlways);
        const std::string said = bench.trouble();
        if (said.empty()) { // words that nothing depends on, places where nothing passed
            CHECK(bench.held() == new_bytes());
        } else {
            CHECK_THAT(said, ContainsSubstring("over the probe") && ContainsSubstring("`adapter speed`"));
            CHECK((bench.held() == new_bytes() || bench.held() == old_bytes()));
        }
        if (std::string(d.what) != "ring" && std::string(d.what) != "taken" &&
            std::string(d.what) != "heartbeat")
            CHECK(said != "");
        CHECK(bench.target.now < 3000);
        CHECK_FALSE(bench.target.running);
        CHECK(bench.target.registers_restored);
    }
}

TEST_CASE("An acknowledgement that arrives damaged is given again, and one that never arrives is an error") {
    const unsigned times = GENERATE(1u, 4u, kAlways);
    Bench bench;
    bool payload_hurt = false;
    bench.target.on_write = [&, left = times](std::uint32_t address,
                                              std::vector<std::uint8_t>& data) mutable {
        if (address - kRing < kRingSize && data.size() == kSector && !payload_hurt) {
            payload_hurt = true;
            data[17] ^= 1;
        }
        if (address != mailbox_address() + offsetof(Mailbox, acknowledge) || left == 0) return;
        --left;
        data[5] ^= 1;
    };
    const std::string said = bench.trouble();
    CHECK(payload_hurt);
    if (times == kAlways)
        CHECK_THAT(said, ContainsSubstring("XSPI-0326"));
    else
        CHECK(said == "");
    CHECK(bench.held() == (times == kAlways ? old_bytes() : new_bytes()));
    CHECK(bench.target.now < 1000);
}

TEST_CASE("An agent that does not hear the stop is halted, and the link is named") {
    Bench bench;
    bench.damage({"stop", true, mailbox_address() + std::uint32_t(offsetof(Mailbox, stop_request))}, kAlways);
    CHECK_THAT(bench.trouble(), ContainsSubstring("XSPI-0326"));
    CHECK(bench.held() == new_bytes());
    CHECK_FALSE(bench.target.running);
}

TEST_CASE("Results that always arrive damaged are an error and not a result") {
    Bench bench;
    bench.target.on_read = [](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address - kRing < kRingSize) data.back() ^= 0x80;
    };
    CHECK_THAT(bench.trouble(), ContainsSubstring("XSPI-0325"));
    CHECK(bench.held() == old_bytes());
}

TEST_CASE("A status that always arrives damaged is said to be damaged and not to be another error") {
    Bench bench;
    unsigned look = 0;
    bench.target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        const std::uint32_t at = mailbox_address() + std::uint32_t(offsetof(Status, error)) - address;
        if (at < data.size() && ++look > 5) data[at] ^= 2;
    };
    CHECK_THAT(bench.trouble(), ContainsSubstring("XSPI-0324"));
    CHECK((bench.held() == old_bytes() || bench.held() == new_bytes()));
}

TEST_CASE("A status that is read while the agent writes it is read again") {
    Bench bench;
    unsigned look = 0;
    bench.target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        const std::uint32_t at = mailbox_address() + std::uint32_t(offsetof(Status, revision_end)) - address;
        if (at < data.size() && ++look % 7 != 0) data[at] ^= 1;
    };
    CHECK(bench.trouble() == "");
    CHECK(bench.held() == new_bytes());
}

TEST_CASE("On a host that is not given time an agent that was hardly looked at is not dead") {
    Bench bench;
    unsigned look = 0;
    SECTION("at its start") {
        bench.target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
            if (address != mailbox_address() || ++look > 50) return;
            std::fill(data.begin(), data.end(), std::uint8_t{0});
            bench.target.now += 10'000;
        };
    }
    SECTION("at work") {
        bench.target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>&) {
            if (address != mailbox_address()) return;
            ++look;
            bench.target.agent_dead = look > 10 && look < 60;
            bench.target.now += 10'000;
        };
    }
    CHECK(bench.trouble() == "");
    CHECK(bench.held() == new_bytes());
}
