#include "target-stubs/agent/nor-memory.hpp"

namespace xspi::agent {

namespace {
AgentError to_agent_error(NorError error) {
    switch (error) {
    case NorError::None: return AgentError::None;
    case NorError::BadRequest: return AgentError::BadDescriptor;
    case NorError::ControllerTimeout: return AgentError::ControllerTimeout;
    case NorError::ControllerError: return AgentError::ControllerError;
    case NorError::BusyTimeout: return AgentError::BusyTimeout;
    case NorError::NotWriteEnabled: return AgentError::NotWriteEnabled;
    case NorError::EraseFailed: return AgentError::EraseFailed;
    case NorError::ProgramFailed: return AgentError::ProgramFailed;
    case NorError::NotBlank: return AgentError::NotBlank;
    }
    return AgentError::BadDescriptor;
}

Outcome to_outcome(const NorOutcome& from) {
    Outcome outcome = failure(to_agent_error(from.error), from.address, from.status);
    outcome.elapsed_us = from.elapsed_us;
    outcome.stopped = from.stopped;
    return outcome;
}
} // namespace

Outcome NorMemory::configure(const Setup& setup) { return to_outcome(flash_.configure(setup)); }

Outcome NorMemory::transfer(const TransferRequest& request, std::span<const std::uint8_t> write_data,
                            std::span<std::uint8_t> read_data) {
    const NorTransfer transfer{request.command, request.address, request.delay_us, request.busy_timeout_us};
    return to_outcome(flash_.transfer(transfer, write_data, read_data));
}

Outcome NorMemory::map() { return to_outcome(flash_.map()); }
Outcome NorMemory::unmap() { return to_outcome(flash_.unmap()); }

Outcome NorMemory::read(std::uint32_t address, std::span<std::uint8_t> data) {
    return to_outcome(flash_.read(address, data));
}

Outcome NorMemory::erase(std::uint32_t address, std::uint32_t size) {
    return to_outcome(flash_.erase(address, size));
}

Outcome NorMemory::check_programmable(std::uint32_t address, std::span<const std::uint8_t> data) {
    return to_outcome(flash_.check_programmable(address, data));
}

Outcome NorMemory::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    return to_outcome(flash_.program(address, data));
}

} // namespace xspi::agent
