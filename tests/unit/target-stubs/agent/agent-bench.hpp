// The host's side of the mailbox over an Agent with fakes under it.
#pragma once
#include "target-stubs/agent/agent.hpp"
#include "target-stubs/agent/digest.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/chip-fake.hpp"
#include "tests/unit/target-stubs/agent/internal-flash-fake.hpp"

#include <cstddef>
#include <cstring>
#include <memory>

struct AgentBench {
    using Agent = xspi::agent::Agent;
    using Descriptor = xspi::agent::Descriptor;
    using Operation = xspi::agent::Operation;
    using Memory = xspi::agent::Memory;
    using AgentError = xspi::agent::AgentError;

    AgentBench();
    ~AgentBench();

    // Puts `payload` at the ring's start and returns a descriptor for it, with checksums still to be made.
    Descriptor descriptor(Operation operation, std::uint32_t address = 0, std::uint32_t length = 0,
                          std::span<const std::uint8_t> payload = {});
    static void seal(Descriptor& descriptor);
    void place(const Descriptor& descriptor) { mailbox.descriptors[descriptor.sequence % 16] = descriptor; }
    Agent::Step ring_doorbell(std::uint32_t sequence);

    // The whole way: next sequence, seal, place, doorbell, step.
    Agent::Step send(Descriptor descriptor);
    Agent::Step retry(); // acknowledges the error
    void configure(bool even_only = false);
    void configure_internal();
    Agent::Step program(std::uint32_t address, std::span<const std::uint8_t> data, std::uint32_t erase = 0,
                        Memory memory = Memory::External);
    Agent::Step erase(std::uint32_t address, std::uint32_t size, Memory memory = Memory::External);
    AgentError error() const { return static_cast<AgentError>(mailbox.status.error); }

    template <class T> static std::span<const std::uint8_t> bytes(const T& value) {
        return {reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)};
    }

    InternalFlashFake mmio;
    xspi::agent::Mailbox mailbox{};
    std::vector<std::uint8_t> ring = std::vector<std::uint8_t>(0x20000);
    xspi::Timebase timebase{kTestCoreHz};
    xspi::agent::Pulse pulse{mailbox};
    ChipFake chip{mmio};
    xspi::agent::NorMemory external{chip, timebase, pulse};
    xspi::agent::Stm32h7rsFlash internal{timebase, pulse};
    std::unique_ptr<Agent> agent;
};

std::vector<std::uint8_t> pattern(std::size_t length, std::uint8_t seed = 1); // no 0xFF in it
