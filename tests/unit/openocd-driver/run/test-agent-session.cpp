// Ring, errors and ends of the agent's run, against the agent's own logic behind a faked probe.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-flash.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/chip-fake.hpp"
#include "tests/unit/openocd-driver/target-fake.hpp"

#include <cstddef>
#include <optional>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uint32_t kRing = 0x24020000, kRingSize = 64 * 1024;
constexpr std::uint32_t kSector = 4096;

std::vector<std::uint8_t> bytes_for(std::uint32_t address, std::uint32_t length) {
    std::vector<std::uint8_t> bytes(length);
    for (std::uint32_t i = 0; i < length; ++i) {
        const std::uint32_t at = address + i;
        bytes[i] = static_cast<std::uint8_t>(at ^ at >> 8 ^ at >> 16);
    }
    return bytes;
}

// A session with a configured chip, ready to program.
struct Bench {
    explicit Bench(std::uint32_t ring_size = kRingSize) {
        session.emplace(target, AgentPlace{agent_image(Cpu::CortexM7, {}), kRing, ring_size, 64'000'000, 0});
        flash.emplace(*session, agent::Memory::External, "ext", 0x70000000);
        flash->configure(ChipFake::setup());
    }
    bool holds(std::uint32_t address, std::uint32_t length) const {
        const auto expected = bytes_for(address, length);
        return std::equal(expected.begin(), expected.end(), target.chip.memory.begin() + address);
    }
    // Hurts what is written into the ring from now on, so many times.
    void damage_payloads(unsigned times) {
        target.on_write = [times](std::uint32_t address, std::vector<std::uint8_t>& data) mutable {
            if (address - kRing >= kRingSize || data.empty() || times == 0) return;
            --times;
            data[data.size() / 2] ^= 0x10;
        };
    }
    std::string trouble_of(const std::function<void()>& work) {
        try {
            work();
        } catch (const Failure& failure) { return failure.what(); }
        return "";
    }
    void end() {
        flash.reset();
        session.reset();
        CHECK(target.halted());
        CHECK_FALSE(target.running);
        CHECK(target.registers_restored);
    }

    TargetFake target;
    std::optional<AgentSession> session;
    std::optional<AgentFlash> flash;
};

} // namespace

TEST_CASE("The agent is started once, at its header's entry and with its stack") {
    Bench bench;
    agent::AgentHeader header;
    std::memcpy(&header, agent_image(Cpu::CortexM7, {}).data(), sizeof(header));
    CHECK(bench.target.starts == 1);
    CHECK(bench.target.entry == header.entry);
    CHECK(bench.target.stack == header.stack_top);
    bench.end();
}

TEST_CASE("RAM that does not hold the agent is named by its address and nothing is started") {
    TargetFake target;
    target.on_read = [](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == agent::kAgentBase && data.size() > 100) data[100] ^= 0x40;
    };
    CHECK_THROWS_WITH(
        AgentSession(target, AgentPlace{agent_image(Cpu::CortexM7, {}), kRing, kRingSize, 64'000'000, 0}),
        ContainsSubstring("XSPI-0302") && ContainsSubstring("0x20000064"));
    CHECK(target.starts == 0);
}

TEST_CASE("An image that is no agent, or speaks another protocol, is refused") {
    TargetFake target;
    std::vector<std::uint8_t> image(agent_image(Cpu::CortexM7, {}).begin(),
                                    agent_image(Cpu::CortexM7, {}).end());
    const std::size_t damage = GENERATE(std::size_t{0}, offsetof(agent::AgentHeader, version));
    image[damage] ^= 1;
    CHECK_THROWS_WITH(AgentSession(target, AgentPlace{image, kRing, kRingSize, 64'000'000, 0}),
                      ContainsSubstring("XSPI-0301"));
    CHECK_THROWS_WITH(AgentSession(target, AgentPlace{{}, kRing, kRingSize, 64'000'000, 0}),
                      ContainsSubstring("XSPI-0301"));
}

TEST_CASE("A core that does not come to the agent's entry is halted and said to be dead") {
    TargetFake target;
    target.agent_dead = true;
    CHECK_THROWS_WITH(
        AgentSession(target, AgentPlace{agent_image(Cpu::CortexM7, {}), kRing, kRingSize, 64'000'000, 0}),
        ContainsSubstring("XSPI-0307") && ContainsSubstring("did not start"));
    CHECK(target.now < 1000);
    CHECK_FALSE(target.running);
    CHECK(target.registers_restored);
}

TEST_CASE("A probe that fails while the agent starts does not leave it running") {
    TargetFake target;
    bool failed = false;
    target.on_read = [&](std::uint32_t, std::vector<std::uint8_t>&) {
        if (target.starts == 0 || failed) return;
        failed = true;
        throw Failure("XSPI-0201", "once");
    };
    CHECK_THROWS_WITH(
        AgentSession(target, AgentPlace{agent_image(Cpu::CortexM7, {}), kRing, kRingSize, 64'000'000, 0}),
        ContainsSubstring("XSPI-0201"));
    CHECK_FALSE(target.running);
    CHECK(target.registers_restored);
}

TEST_CASE("Payloads of any length pass through the ring and around its end in order") {
    const std::uint32_t length = GENERATE(24 * 1024, 20000, 7777, 256);
    Bench bench;
    bench.target.busy_until = bench.target.now + 500; // until ring or descriptors are full
    std::uint32_t at = 0;
    for (; at < 300 * 1024; at += length) bench.flash->program(at, bytes_for(at, length), 0);
    bench.flash->finish();
    CHECK(bench.holds(0, at));
    CHECK(bench.target.mailbox().status.error_count == 0); // nothing was written over and sent again
    bench.end();
}

TEST_CASE("A payload as long as the ring fits, a longer one is refused in words") {
    Bench bench;
    bench.target.busy_until = bench.target.now + 100; // the first is under way when the second comes
    bench.flash->program(0, bytes_for(0, kRingSize), 0);
    bench.flash->program(kRingSize, bytes_for(kRingSize, kRingSize), 0);
    bench.flash->finish();
    CHECK(bench.holds(0, 2 * kRingSize));
    CHECK(bench.target.mailbox().status.error_count == 0);
    CHECK_THROWS_WITH(bench.flash->program(0, bytes_for(0, kRingSize + 1), 0),
                      ContainsSubstring("XSPI-0303"));
    bench.end();
}

TEST_CASE("Results never lie over a payload that is still under way") {
    Bench bench;
    for (std::uint32_t at = 0; at < 48 * 1024; at += kSector)
        bench.flash->program(at, bytes_for(at, kSector), 0);
    CHECK(bench.flash->read(0, 40 * 1024) == bytes_for(0, 40 * 1024));
    bench.flash->finish();
    CHECK(bench.holds(0, 48 * 1024));
    bench.end();
}

TEST_CASE("A result as long as the ring fits, and a longer read comes in pieces") {
    Bench bench;
    const auto bytes = bytes_for(0, 3 * kRingSize);
    std::copy(bytes.begin(), bytes.end(), bench.target.chip.memory.begin());
    CHECK(bench.flash->read(0, 3 * kRingSize) == bytes);
    bench.end();
}

TEST_CASE("A payload damaged on its way is sent again, acknowledged and then programmed") {
    Bench bench;
    bench.damage_payloads(1);
    bench.flash->program(0, bytes_for(0, 1000), 0);
    bench.flash->program(0x1000, bytes_for(0x1000, 1000), 0);
    bench.flash->finish();
    CHECK(bench.holds(0, 1000));
    CHECK(bench.holds(0x1000, 1000));
    CHECK(bench.target.mailbox().status.error_count == 1);
    CHECK(bench.target.mailbox().acknowledge.value == 1);
    bench.end();
}

TEST_CASE("Payloads damaged now and then do not add up to a broken link") {
    Bench bench;
    for (std::uint32_t at = 0; at < 8 * 1024; at += 1024) {
        bench.damage_payloads(1);
        bench.flash->program(at, bytes_for(at, 1024), 0);
        bench.flash->finish();
    }
    CHECK(bench.holds(0, 8 * 1024));
    CHECK(bench.target.mailbox().status.error_count == 8);
    bench.end();
}

TEST_CASE("A descriptor damaged on its way is sent again") {
    Bench bench;
    bool hurt = false;
    bench.target.on_write = [&hurt](std::uint32_t, std::vector<std::uint8_t>& data) {
        if (data.size() != sizeof(agent::Descriptor) || hurt) return;
        hurt = true;
        data[8] ^= 1;
    };
    bench.flash->program(0, bytes_for(0, 1000), 0);
    bench.flash->finish();
    CHECK(hurt);
    CHECK(bench.holds(0, 1000));
    bench.end();
}

TEST_CASE("Payloads that always arrive damaged end in a sentence about the probe, with nothing programmed") {
    Bench bench;
    bench.damage_payloads(1'000'000);
    const std::string said = bench.trouble_of([&] {
        bench.flash->program(0, bytes_for(0, 1000), kSector);
        bench.flash->finish();
    });
    CHECK_THAT(said, ContainsSubstring("XSPI-0320") && ContainsSubstring("0x70000000") &&
                         ContainsSubstring("lower `adapter speed`"));
    CHECK(bench.target.chip.erases == 0);
    CHECK(bench.target.chip.programs == 0);
    CHECK(bench.target.mailbox().status.error_count == 10); // once and nine times again
    bench.end();
}

TEST_CASE("An agent that stops beating is said to be dead after three seconds, whatever is waited for") {
    Bench bench;
    const std::int64_t before = bench.target.now;
    std::function<void()> work;
    SECTION("the end of a request") {
        work = [&] {
            bench.flash->erase(0, kSector);
            bench.target.agent_dead = true;
            bench.flash->finish();
        };
    }
    SECTION("room in the ring") {
        work = [&] {
            bench.target.agent_dead = true;
            for (std::uint32_t at = 0;; at += 16 * 1024)
                bench.flash->program(at, bytes_for(at, 16 * 1024), 0);
        };
    }
    SECTION("a free descriptor") {
        work = [&] {
            bench.target.agent_dead = true;
            for (std::uint32_t at = 0;; at += kSector) bench.flash->erase(at, kSector);
        };
    }
    SECTION("the second try of a damaged payload") {
        bench.damage_payloads(1);
        work = [&] {
            bench.flash->program(0, bytes_for(0, 1000), 0);
            while (bench.target.mailbox().status.error == 0) bench.target.keep_alive();
            bench.target.agent_dead = true;
            bench.flash->finish();
        };
    }
    const std::string said = bench.trouble_of(work);
    CHECK_THAT(said, ContainsSubstring("XSPI-0307") && ContainsSubstring("stopped answering") &&
                         ContainsSubstring("the core runs on"));
    CHECK(bench.target.now - before > 3000);
    CHECK(bench.target.now - before < 3500);
    bench.end();
}

TEST_CASE("A mailbox that something else wrote over is said to be overwritten") {
    Bench bench;
    bench.target.agent_dead = true;
    bench.target.mailbox().status.magic = 0;
    CHECK_THAT(bench.trouble_of([&] { bench.flash->map(); }),
               ContainsSubstring("XSPI-0307") && ContainsSubstring("overwritten"));
    bench.end();
}

TEST_CASE("A fault of the agent is reported with its PC, and the core is left halted") {
    Bench bench;
    bench.target.agent_faults = true;
    CHECK_THAT(bench.trouble_of([&] { bench.flash->map(); }),
               ContainsSubstring("XSPI-0319") && ContainsSubstring("0x20000ABC"));
    bench.end();
}

TEST_CASE("Ctrl-C ends the work, leaves the chip idle and gives the core back") {
    Bench bench;
    bench.flash->program(0, bytes_for(0, kSector), 0);
    bench.target.interrupt = true;
    CHECK_THAT(bench.trouble_of([&] { bench.flash->finish(); }), ContainsSubstring("XSPI-0304"));
    bench.end();
    CHECK_FALSE(bench.target.chip.mapped);
}

TEST_CASE("The end waits for a chip that is busy, as long as the agent shows life") {
    Bench bench;
    bench.flash->erase(0, kSector);
    bench.target.busy_until = bench.target.now + 60'000;
    bench.end();
    CHECK(bench.target.now >= 60'000);
    CHECK(bench.target.now < 61'000);
}

TEST_CASE("An agent that does not stop is halted, and the user hears of it") {
    Bench bench;
    bench.target.agent_dead = true;
    CHECK_THAT(bench.trouble_of([&] { bench.session->stop(false); }), ContainsSubstring("XSPI-0306"));
    CHECK(bench.target.now < 4000);
    bench.end();
}

TEST_CASE("A probe that is unplugged is the error that is reported, and ending does not hang") {
    Bench bench;
    bench.flash->program(0, bytes_for(0, kSector), 0);
    bench.target.gone = true;
    CHECK_THAT(bench.trouble_of([&] { bench.flash->finish(); }), ContainsSubstring("XSPI-0201"));
    bench.flash.reset();
    bench.session.reset();
    CHECK(bench.target.now < 1000);
}

TEST_CASE("The window stays mapped at the end, or not, as it is asked") {
    const bool mapped = GENERATE(false, true);
    Bench bench;
    bench.flash->map();
    bench.session->stop(mapped);
    CHECK(bench.target.chip.mapped == mapped);
    bench.end();
}

TEST_CASE("An error stops the queue: what was behind it is not done") {
    Bench bench;
    bench.target.chip.reports_failure = true;
    const std::string said = bench.trouble_of([&] {
        for (std::uint32_t at = 0; at < 4 * kSector; at += kSector)
            bench.flash->program(at, bytes_for(at, kSector), 0);
        bench.flash->finish();
    });
    CHECK_THAT(said, ContainsSubstring("XSPI-0316") && ContainsSubstring("4096 bytes at 0x70000000"));
    CHECK(bench.target.chip.programs == 1);
    bench.end();
}

TEST_CASE("A transaction that may fail says so, and the agent goes on working") {
    Bench bench;
    agent::TransferRequest in_octal; // to a chip in 1S-1S-1S
    in_octal.command = {
        .opcode = 0x9F60, .opcode_bytes = 2, .opcode_phase = {8, true}, .data_phase = {8, true}, .dqs = 1};
    in_octal.read_length = 6;
    CHECK_FALSE(bench.flash->try_transfer(in_octal).has_value());
    agent::TransferRequest single;
    single.command = {.opcode = 0x9F, .data_phase = {1, false}};
    single.read_length = 3;
    CHECK(bench.flash->try_transfer(single) == std::vector<std::uint8_t>{0xC2, 0x81, 0x39});
    CHECK_THAT(bench.trouble_of([&] { bench.flash->transfer(in_octal); }), ContainsSubstring("XSPI-0312"));
    bench.end();
}

TEST_CASE("The checksum is OpenOCD's of an image") {
    Bench bench;
    const std::string text = "123456789"; // CRC-32/MPEG-2 check value
    std::copy(text.begin(), text.end(), bench.target.chip.memory.begin());
    CHECK(bench.flash->crc32(0, 9) == 0x0376E6E7);
    bench.end();
}

TEST_CASE("A core that somebody reset is named well before the agent counts as dead") {
    Bench bench;
    const std::int64_t before = bench.target.now;
    const std::string said = bench.trouble_of([&] {
        bench.flash->erase(0, kSector);
        bench.target.agent_dead = bench.target.reset_meanwhile = true;
        bench.flash->finish();
    });
    CHECK_THAT(said, ContainsSubstring("XSPI-0308: the target was reset"));
    CHECK(bench.target.now - before < 1000);
    bench.end();
}

TEST_CASE("A short answer comes with its request, and one that was damaged on the way is fetched again") {
    Bench bench;
    std::copy_n(bytes_for(0, 64).begin(), 64, bench.target.chip.memory.begin());
    unsigned reads = 0, damage = 0;
    bench.target.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        ++reads;
        if (address - kRing < kRingSize && damage != 0) --damage, data[0] ^= 1;
    };
    const agent::Range range{0, 64};
    const auto digest = [&] { return bench.flash->digest({&range, 1}).front().digest; };
    const std::uint64_t first = digest();
    reads = 0;
    CHECK(digest() == first);
    CHECK(reads == 3); // what gives the agent time, its status, the answer
    damage = 1;
    CHECK(digest() == first);
    CHECK(reads == 7); // the same, and the answer once more
    bench.end();
}
