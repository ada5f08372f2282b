// Who carries out what is asked of a flash memory: the agent on the target, or somebody else's loader.
#pragma once
#include "target-stubs/agent-protocol.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace xspi {

// In the words of the agent: a descriptor before it has a place in the ring.
struct AgentRequest {
    agent::Operation operation = agent::Operation::Nop;
    agent::Memory memory = agent::Memory::External;
    std::uint32_t address = 0;
    std::uint32_t length = 0;
    std::uint32_t argument0 = 0;
    std::uint32_t argument1 = 0;
    std::uint32_t result_length = 0; // room for results
    std::vector<std::uint8_t> payload;
};

// What it found wrong, for the caller, who knows what it was doing, to make a sentence of.
struct AgentTrouble {
    agent::AgentError error;
    AgentRequest request;
    agent::Status status;
};

class FlashServer {
  public:
    virtual ~FlashServer() = default;
    // Takes a request and returns its sequence number. Throws Failure, or AgentTrouble for an error of this
    // or an earlier request.
    virtual std::uint32_t submit(AgentRequest request) = 0;
    // The same, with a look at what is done meanwhile: done() tells.
    virtual std::uint32_t submit_and_look(AgentRequest request) = 0;
    // Where in the ring the next request goes. Results that are still to be fetched may be lost.
    virtual void place_at(std::uint32_t offset) = 0;
    // Until that request is wholly done.
    virtual agent::Status wait(std::uint32_t sequence) = 0;
    virtual agent::Status wait_all() = 0;
    // Until something more is done, if anything is left.
    virtual void advance() = 0;
    // As far as it has been seen. Requests need not be done in their order where that makes no difference.
    virtual bool done(std::uint32_t sequence) const = 0;
    // Submits, waits, and fetches the results. Others' results are to be fetched before.
    virtual std::vector<std::uint8_t> run(AgentRequest request) = 0;
    // Results of a request that is done; valid until a later submit takes their place in the ring.
    virtual std::vector<std::uint8_t> result(std::uint32_t sequence) = 0;
    // After AgentTrouble of a request that may fail: the queue goes on without it.
    virtual void forgive(const AgentTrouble& trouble) = 0;
    virtual bool takes_pieces() const { return false; } // Operation::ProgramPieces
    // Bytes that are under way at most; and the same after `reset halt`.
    virtual std::uint32_t ring_size() const = 0;
    virtual std::uint32_t ring_size_after_reset() const = 0;
};

// One that is not the agent and has the core for itself while it works.
class OtherServer : public FlashServer {
  public:
    // Called before it takes the core: whoever has it leaves it.
    std::function<void()> take_core = [] {};
    // Ends its work on the core. Whether the memory's window is mapped then.
    virtual bool leave() = 0;
};

} // namespace xspi
