#include "target-stubs/agent/agent.hpp"
#include "target-stubs/agent/digest.hpp"
#include "target-stubs/agent/status-seal.hpp"

#include <cstddef>
#include <cstring>

namespace xspi::agent {

Agent::Agent(Mailbox& mailbox, Timebase& timebase, Pulse& pulse, NorMemory& external,
             Stm32h7rsFlash& internal, std::span<std::uint8_t> ring)
    : mailbox_(mailbox), status_(mailbox.status), timebase_(timebase), pulse_(pulse), external_(external),
      operations_(ring, mailbox.status, timebase, pulse, external, internal) {
    pulse.give_spare_time(this);
    mailbox.status = {};
    mailbox.doorbell = mailbox.acknowledge = mailbox.stop_request = signal(0);
    change_sealed(status_, [this] {
        store(status_.version, kProtocolVersion);
        store(status_.magic, kAgentMagic);
    });
}

Agent::Step Agent::step() {
    pulse_.beat();
    if (pulse_.stop_requested()) return stop();
    if (!released()) return Step::Idle;
    const std::uint32_t sequence = status_.completed + 1;
    if (const auto newest = load(mailbox_.doorbell)) store(status_.taken, *newest);
    if (static_cast<std::int32_t>(status_.taken - sequence) < 0) return Step::Idle;

    timebase_.set_core_hz(load(mailbox_.core_hz));
    Deadline whole(timebase_, 0);
    pulse_.keep(&whole);
    pulse_.at(0);
    Descriptor descriptor;
    Outcome outcome = fetch(sequence, descriptor);
    if (outcome.ok()) outcome = operations_.carry_out(descriptor, holds_checked(descriptor));
    pulse_.keep(nullptr);
    if (outcome.stopped) return stop();
    if (outcome.elapsed_us == 0) outcome.elapsed_us = whole.elapsed_us();
    if (!outcome.ok()) {
        report(outcome);
        return Step::Failed;
    }
    change_sealed(status_, [&] {
        store(status_.elapsed_us, outcome.elapsed_us);
        store(status_.result0, outcome.result0);
        store(status_.completed, sequence);
    });
    return descriptor.operation == Operation::Stop ? Step::Stopped : Step::Done;
}

void Agent::use() {
    const std::uint32_t next = status_.completed + 2;
    const auto newest = load(mailbox_.doorbell);
    if (checked_.sequence == next || !newest || static_cast<std::int32_t>(*newest - next) < 0) return;
    Descriptor descriptor;
    if (fetch(next, descriptor).ok() && operations_.arrived(descriptor).ok()) checked_ = descriptor;
}

// The host may have put another in its place.
bool Agent::holds_checked(const Descriptor& descriptor) const {
    return descriptor.sequence == checked_.sequence && descriptor.checksum == checked_.checksum;
}

// The descriptor as the doorbell found it, taken out of the host's reach before it is checked.
Outcome Agent::fetch(std::uint32_t sequence, Descriptor& descriptor) const {
    std::memcpy(&descriptor, &mailbox_.descriptors[sequence % kDescriptors], sizeof(descriptor));
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&descriptor);
    const bool whole = payload_checksum({bytes, offsetof(Descriptor, checksum)}) == descriptor.checksum;
    if (whole && descriptor.sequence == sequence) return {};
    return failure(AgentError::DamagedDescriptor, 0, descriptor.sequence);
}

void Agent::report(const Outcome& outcome) {
    change_sealed(status_, [&] {
        store(status_.error_sequence, status_.completed + 1);
        store(status_.error_address, outcome.address);
        store(status_.error_status, outcome.status);
        store(status_.error_detail, outcome.detail);
        store(status_.elapsed_us, outcome.elapsed_us);
        increment(status_.error_count);
        store(status_.error, static_cast<std::uint32_t>(outcome.error));
    });
}

bool Agent::released() {
    if (status_.error == static_cast<std::uint32_t>(AgentError::None)) return true;
    if (load(mailbox_.acknowledge) != status_.error_count) return false;
    change_sealed(status_, [this] { store(status_.error, static_cast<std::uint32_t>(AgentError::None)); });
    return true;
}

// Every operation ends with the chip ready, so there is only the window to close.
Agent::Step Agent::stop() {
    (void)external_.unmap();
    mmio_barrier();
    return Step::Stopped;
}

} // namespace xspi::agent
