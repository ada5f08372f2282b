#include "tests/unit/target-stubs/agent/agent-bench.hpp"

using namespace xspi::agent;

AgentBench::AgentBench() {
    mailbox.core_hz = kTestCoreHz;
    mailbox.doorbell = signal(77); // left by an earlier run
    agent = std::make_unique<Agent>(mailbox, timebase, pulse, external, internal, ring);
}

AgentBench::~AgentBench() {
    CHECK(chip.mistakes == std::vector<std::string>{});
    CHECK(mmio.mistakes == std::vector<std::string>{});
}

Descriptor AgentBench::descriptor(Operation operation, std::uint32_t address, std::uint32_t length,
                                  std::span<const std::uint8_t> payload) {
    Descriptor d;
    d.sequence = mailbox.status.completed + 1;
    d.operation = operation;
    d.address = address;
    d.length = length;
    d.payload_length = static_cast<std::uint32_t>(payload.size());
    d.result = 0x10000;
    if (payload.empty()) return d;
    std::memcpy(ring.data(), payload.data(), payload.size());
    d.payload_checksum = payload_checksum(payload);
    return d;
}

void AgentBench::seal(Descriptor& d) {
    d.checksum =
        payload_checksum({reinterpret_cast<const std::uint8_t*>(&d), offsetof(Descriptor, checksum)});
}

Agent::Step AgentBench::ring_doorbell(std::uint32_t sequence) {
    mailbox.doorbell = signal(sequence);
    return agent->step();
}

Agent::Step AgentBench::send(Descriptor d) {
    seal(d);
    place(d);
    return ring_doorbell(d.sequence);
}

Agent::Step AgentBench::retry() {
    mailbox.acknowledge = signal(mailbox.status.error_count);
    return agent->step();
}

void AgentBench::configure(bool even_only) {
    const Setup setup = ChipFake::setup(even_only);
    REQUIRE(send(descriptor(Operation::Configure, 0, 0, bytes(setup))) == Agent::Step::Done);
}

void AgentBench::configure_internal() {
    const InternalSetup setup = InternalFlashFake::setup();
    Descriptor d = descriptor(Operation::Configure, 0, 0, bytes(setup));
    d.memory = Memory::Internal;
    REQUIRE(send(d) == Agent::Step::Done);
}

Agent::Step AgentBench::program(std::uint32_t address, std::span<const std::uint8_t> data,
                                std::uint32_t erase, Memory memory) {
    Descriptor d = descriptor(Operation::Program, address, static_cast<std::uint32_t>(data.size()), data);
    d.argument0 = erase;
    d.memory = memory;
    return send(d);
}

Agent::Step AgentBench::erase(std::uint32_t address, std::uint32_t size, Memory memory) {
    Descriptor d = descriptor(Operation::Erase, address);
    d.argument0 = size;
    d.memory = memory;
    return send(d);
}

std::vector<std::uint8_t> pattern(std::size_t length, std::uint8_t seed) {
    std::vector<std::uint8_t> data(length);
    for (std::size_t i = 0; i < length; ++i) data[i] = static_cast<std::uint8_t>((i * 7 + seed) % 251);
    return data;
}
