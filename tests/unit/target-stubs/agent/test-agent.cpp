// The queue: sequence, checksums, errors and their acknowledgement, stop.
#include "target-stubs/agent/status-seal.hpp"
#include "tests/unit/target-stubs/agent/agent-bench.hpp"

using namespace xspi::agent;
using Step = Agent::Step;

TEST_CASE("The agent announces itself and forgets what an earlier run left in the mailbox") {
    AgentBench bench;
    CHECK(bench.mailbox.status.magic == kAgentMagic);
    CHECK(bench.mailbox.status.version == kProtocolVersion);
    CHECK(bench.agent->step() == Step::Idle); // doorbell 77 was from before
    CHECK(bench.mailbox.status.completed == 0);
    CHECK(bench.mailbox.status.heartbeat == 1);
}

TEST_CASE("The agent takes several descriptors behind one doorbell in their order") {
    AgentBench bench;
    for (std::uint32_t sequence = 1; sequence <= 3; ++sequence) {
        Descriptor d;
        d.sequence = sequence;
        AgentBench::seal(d);
        bench.place(d);
    }
    CHECK(bench.ring_doorbell(3) == Step::Done);
    CHECK(bench.mailbox.status.completed == 1);
    CHECK(bench.agent->step() == Step::Done);
    CHECK(bench.agent->step() == Step::Done);
    CHECK(bench.agent->step() == Step::Idle);
    CHECK(bench.mailbox.status.completed == 3);
}

TEST_CASE("The agent refuses a descriptor that is damaged, out of sequence or unknown") {
    AgentBench bench;
    AgentError expected = AgentError::DamagedDescriptor;
    Descriptor d = bench.descriptor(Operation::Nop);
    SECTION("damaged") {
        AgentBench::seal(d);
        d.address ^= 1;
        bench.place(d);
        CHECK(bench.ring_doorbell(1) == Step::Failed);
    }
    SECTION("out of sequence") {
        d.sequence = 17; // the same slot
        AgentBench::seal(d);
        bench.place(d);
        CHECK(bench.ring_doorbell(1) == Step::Failed);
    }
    SECTION("unknown operation") {
        expected = AgentError::BadDescriptor;
        d.operation = static_cast<Operation>(99);
        CHECK(bench.send(d) == Step::Failed);
    }
    SECTION("unknown memory") {
        expected = AgentError::BadDescriptor;
        d.memory = static_cast<Memory>(2);
        CHECK(bench.send(d) == Step::Failed);
    }
    CHECK(bench.error() == expected);
    CHECK(bench.mailbox.status.error_sequence == 1);
    CHECK(bench.mailbox.status.completed == 0);
}

TEST_CASE(
    "The agent stands still at an error until it is acknowledged, then tries the descriptor as it now is") {
    AgentBench bench;
    bench.configure();
    const auto data = pattern(256);
    Descriptor d = bench.descriptor(Operation::Program, 0, 256, data);
    bench.ring[100] ^= 0x10; // a bit lost on the wire
    CHECK(bench.send(d) == Step::Failed);
    CHECK(bench.error() == AgentError::DamagedPayload);
    CHECK(bench.chip.programs == 0);
    CHECK(bench.agent->step() == Step::Idle);
    CHECK(bench.mailbox.status.error_count == 1);

    bench.ring[100] ^= 0x10; // sent again
    CHECK(bench.retry() == Step::Done);
    CHECK(bench.error() == AgentError::None);
    CHECK(std::equal(data.begin(), data.end(), bench.chip.memory.begin()));
}

namespace {

// Two programs are in the queue, and the agent has carried out the first one.
struct TwoPrograms {
    static constexpr std::uint32_t kSecond = 0x1000; // where its payload lies in the ring, and in the chip

    TwoPrograms() {
        bench.configure();
        Descriptor first = bench.descriptor(Operation::Program, 0, 256, data);
        second = first;
        ++second.sequence;
        second.address = second.payload = kSecond;
        std::copy(data.begin(), data.end(), bench.ring.begin() + kSecond);
        for (Descriptor* d : {&first, &second}) AgentBench::seal(*d), bench.place(*d);
    }
    bool second_is_there() const {
        return std::equal(data.begin(), data.end(), bench.chip.memory.begin() + kSecond);
    }

    AgentBench bench;
    std::vector<std::uint8_t> data = pattern(256);
    Descriptor second;
};

} // namespace

TEST_CASE("While the chip works for one descriptor the next one's payload is checked, once") {
    TwoPrograms two;
    AgentBench& bench = two.bench;
    REQUIRE(bench.ring_doorbell(two.second.sequence) == Step::Done);
    bench.ring[TwoPrograms::kSecond] ^= 0x10; // shows that nobody checks again
    CHECK(bench.agent->step() == Step::Done);
    CHECK_FALSE(two.second_is_there());
}

TEST_CASE("What has not been announced, was damaged, or was replaced is checked when its turn comes") {
    TwoPrograms two;
    AgentBench& bench = two.bench;
    const auto spoil = [&] { bench.ring[TwoPrograms::kSecond] ^= 0x10; };
    SECTION("not announced") {
        REQUIRE(bench.ring_doorbell(two.second.sequence - 1) == Step::Done);
        spoil();
        CHECK(bench.ring_doorbell(two.second.sequence) == Step::Failed);
    }
    SECTION("damaged, and sent again") {
        spoil();
        REQUIRE(bench.ring_doorbell(two.second.sequence) == Step::Done);
        CHECK(bench.agent->step() == Step::Failed);
    }
    SECTION("replaced") {
        REQUIRE(bench.ring_doorbell(two.second.sequence) == Step::Done);
        spoil();
        Descriptor other = two.second;
        other.argument1 = 1;
        AgentBench::seal(other);
        bench.place(other);
        CHECK(bench.agent->step() == Step::Failed);
    }
    CHECK(bench.error() == AgentError::DamagedPayload);
    spoil();
    CHECK(bench.retry() == Step::Done);
    CHECK(two.second_is_there());
}

TEST_CASE("A damaged payload stops a program descriptor before its erase") {
    AgentBench bench;
    bench.configure();
    const auto data = pattern(256);
    Descriptor d = bench.descriptor(Operation::Program, 0, 256, data);
    d.argument0 = ChipFake::kSector;
    bench.ring[0] ^= 1;
    CHECK(bench.send(d) == Step::Failed);
    CHECK(bench.chip.erases == 0);
}

TEST_CASE("The status is sealed whatever the agent reports, and shows that it is being written") {
    AgentBench bench;
    const Status& status = bench.mailbox.status;
    const auto sealed = [&] {
        return status.revision == status.revision_end && status.checksum == status_checksum(status);
    };
    CHECK(sealed());
    bench.configure();
    CHECK(sealed());
    CHECK(bench.erase(1, 4096) == Step::Failed);
    CHECK(sealed());
    CHECK(bench.retry() == Step::Failed);
    CHECK(sealed());
    Descriptor nop = bench.descriptor(Operation::Nop);
    AgentBench::seal(nop);
    bench.place(nop);
    CHECK(bench.retry() == Step::Done);
    CHECK(sealed());
    change_sealed(bench.mailbox.status, [&] { CHECK(status.revision != status.revision_end); });
    CHECK(sealed());
    bench.mailbox.status.completed ^= 1;
    CHECK_FALSE(sealed());
}

TEST_CASE("What moves all the time is outside the seal") {
    AgentBench bench;
    const std::uint32_t before = bench.mailbox.status.checksum;
    const std::uint32_t beats = bench.mailbox.status.heartbeat;
    for (int i = 0; i < 10; ++i) (void)bench.agent->step();
    CHECK(bench.mailbox.status.heartbeat == beats + 10);
    CHECK(bench.mailbox.status.checksum == before);
}

TEST_CASE("A word from the host that does not fit its complement is not heeded") {
    AgentBench bench;
    Descriptor d = bench.descriptor(Operation::Nop);
    AgentBench::seal(d);
    bench.place(d);
    bench.mailbox.doorbell = {1, ~1u ^ 0x100};
    CHECK(bench.agent->step() == Step::Idle);
    CHECK(bench.mailbox.status.taken == 0);
    bench.mailbox.stop_request = {1, ~0u};
    CHECK(bench.agent->step() == Step::Idle);
    bench.mailbox.stop_request = signal(0);
    CHECK(bench.ring_doorbell(1) == Step::Done);
    CHECK(bench.mailbox.status.taken == 1);

    CHECK(bench.erase(0, 4096) == Step::Failed);
    bench.mailbox.acknowledge = {1, ~1u ^ 1};
    CHECK(bench.agent->step() == Step::Idle);
    CHECK(bench.error() == AgentError::NotConfigured);
}

TEST_CASE("An acknowledgement of an older error does not release a newer one") {
    AgentBench bench;
    CHECK(bench.erase(0, 4096) == Step::Failed);
    CHECK(bench.error() == AgentError::NotConfigured);
    CHECK(bench.retry() == Step::Failed);
    CHECK(bench.mailbox.status.error_count == 2);
    CHECK(bench.agent->step() == Step::Idle); // acknowledge is still 1
    Descriptor nop = bench.descriptor(Operation::Nop);
    CHECK(bench.send(nop) == Step::Idle);
    CHECK(bench.retry() == Step::Done);
}

TEST_CASE("The agent checks payload and result against the ring") {
    AgentBench bench;
    bench.configure();
    const Range range{0, 16};
    Descriptor d = bench.descriptor(Operation::Digest, 0, 0, AgentBench::bytes(range));
    SECTION("payload beyond the end") {
        d.payload = 0x1FFF8;
        d.payload_length = 16;
    }
    SECTION("payload that wraps") {
        d.payload = 0x8;
        d.payload_length = 0xFFFFFFF8;
    }
    SECTION("result beyond the end") { d.result = 0x1FFF8; }
    SECTION("result at the end, without room for its checksum") { d.result = 0x1FFF0; }
    CHECK(bench.send(d) == Step::Failed);
    CHECK(bench.error() == AgentError::OutOfRange);
}

TEST_CASE("Stop leaves the window mapped or not, as it is asked") {
    const std::uint32_t mapped = GENERATE(0u, 1u);
    AgentBench bench;
    bench.configure();
    Descriptor d = bench.descriptor(Operation::Stop);
    d.argument0 = mapped;
    CHECK(bench.send(d) == Step::Stopped);
    CHECK(bench.chip.mapped == (mapped == 1));
    CHECK(bench.mailbox.status.completed == 2);
}

TEST_CASE(
    "A stop request ends the queue between pages, with the window closed and the descriptor not completed") {
    AgentBench bench;
    bench.configure();
    const auto data = pattern(1024);
    bench.mailbox.stop_request = signal(1);
    CHECK(bench.program(0, data) == Step::Stopped);
    CHECK(bench.mailbox.status.completed == 1);
    CHECK_FALSE(bench.chip.mapped);

    AgentBench other; // also while an error stands
    CHECK(other.erase(0, 4096) == Step::Failed);
    other.mailbox.stop_request = signal(1);
    CHECK(other.agent->step() == Step::Stopped);
}

TEST_CASE("Pieces are programmed with one descriptor, or none of them where one cannot be") {
    AgentBench bench;
    bench.configure();
    const auto payload_of = [](std::initializer_list<Range> ranges, std::span<const std::uint8_t> data) {
        std::vector<std::uint8_t> payload;
        for (const Range& range : ranges) {
            const auto bytes = AgentBench::bytes(range);
            payload.insert(payload.end(), bytes.begin(), bytes.end());
        }
        payload.insert(payload.end(), data.begin(), data.end());
        return payload;
    };
    const auto send = [&](std::uint32_t count, const std::vector<std::uint8_t>& payload) {
        AgentBench::Descriptor d = bench.descriptor(Operation::ProgramPieces, 0, 0, payload);
        d.argument0 = count;
        (void)bench.send(d);
    };
    const auto data = pattern(300);
    const auto held = [&](std::uint32_t at, std::size_t size) {
        return std::vector(bench.chip.memory.begin() + at,
                           bench.chip.memory.begin() + at + std::ptrdiff_t(size));
    };
    SECTION("all of them") {
        send(2, payload_of({{0x100, 200}, {0x2000, 100}}, data));
        REQUIRE(bench.error() == AgentError::None);
        CHECK(held(0x100, 200) == std::vector(data.begin(), data.begin() + 200));
        CHECK(held(0x2000, 100) == std::vector(data.begin() + 200, data.end()));
    }
    SECTION("one is outside") {
        send(2, payload_of({{0x100, 200}, {0xFFFFFFF0, 100}}, data));
        CHECK(bench.error() == AgentError::OutOfRange);
    }
    SECTION("one has no bytes") {
        send(2, payload_of({{0x100, 200}, {0x2000, 101}}, data));
        CHECK(bench.error() == AgentError::BadDescriptor);
    }
    SECTION("more of them than there are") {
        send(1000, payload_of({{0x100, 200}}, data));
        CHECK(bench.error() == AgentError::BadDescriptor);
    }
    if (bench.error() != AgentError::None) CHECK(held(0x100, 200) == std::vector<std::uint8_t>(200, 0xFF));
}

TEST_CASE("The agent feeds the watchdog only where the host names it") {
    AgentBench bench;
    (void)bench.agent->step();
    CHECK(bench.mmio.watchdog_feeds == 0);
    bench.mailbox.watchdog = InternalFlashFake::IWDG_KR;
    bench.configure();
    CHECK(bench.erase(0, ChipFake::kSector) == Step::Done);
    CHECK(bench.mmio.watchdog_feeds >= 12); // every millisecond of the wait
}

TEST_CASE("Register operations report register, value and index of the wait that ran out") {
    AgentBench bench;
    const std::array ops{
        xspi::RegisterOp{xspi::RegisterOpKind::Delay, 0, 0, 0, 1},
        xspi::RegisterOp{xspi::RegisterOpKind::Wait, InternalFlashFake::kRegisters + 0x24, 2, 2, 50}};
    bench.mmio.flags = 1;
    CHECK(bench.send(bench.descriptor(Operation::RegisterOps, 0, 0, AgentBench::bytes(ops))) == Step::Failed);
    CHECK(bench.error() == AgentError::RegisterTimeout);
    CHECK(bench.mailbox.status.error_address == InternalFlashFake::kRegisters + 0x24);
    CHECK(bench.mailbox.status.error_status == 1);
    CHECK(bench.mailbox.status.error_detail == 1);
    CHECK(bench.mailbox.status.elapsed_us >= 50);
}

TEST_CASE("A stop waits for a block whose old bytes an erase has taken, and they are written back") {
    AgentBench bench;
    bench.configure();
    const auto data = pattern(ChipFake::kSector);
    bool stopped_half_way = false;
    bench.chip.on_erase = [&] {
        bench.mailbox.stop_request = signal(1);
        stopped_half_way = true;
    };
    CHECK(bench.program(0, data, ChipFake::kSector) == Step::Done);
    CHECK(stopped_half_way);
    CHECK(std::equal(data.begin(), data.end(), bench.chip.memory.begin()));
    CHECK(bench.agent->step() == Step::Stopped);
}
