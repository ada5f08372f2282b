// How an operation ended: what goes into Status when it did not end well.
#pragma once
#include "target-stubs/agent-protocol.hpp"

#include <cstdint>

namespace xspi::agent {

struct Outcome {
    AgentError error = AgentError::None;
    std::uint32_t address = 0;
    std::uint32_t status = 0;
    std::uint32_t detail = 0;
    std::uint32_t elapsed_us = 0; // of the wait that failed; 0: the descriptor's own time
    std::uint32_t result0 = 0;    // of an operation that ended well
    bool stopped = false;         // not an error: Mailbox::stop_request was seen and the rest left undone
    constexpr bool ok() const { return error == AgentError::None && !stopped; }
};

constexpr Outcome failure(AgentError error, std::uint32_t address = 0, std::uint32_t status = 0) {
    Outcome outcome;
    outcome.error = error;
    outcome.address = address;
    outcome.status = status;
    return outcome;
}

} // namespace xspi::agent
