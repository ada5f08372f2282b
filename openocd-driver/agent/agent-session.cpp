#include "openocd-driver/agent/agent-session.hpp"

#include "openocd-driver/agent/explain.hpp"
#include "openocd-driver/failure.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace xspi {

using agent::AgentError;
using agent::Status;

namespace {

constexpr unsigned kResends = 5;          // of one payload before the link is called broken
constexpr std::int64_t kSilenceMs = 3000; // no heartbeat for so long: the agent is dead
constexpr std::int64_t kQuietMs = 200;    // no heartbeat for so long: the core is looked at
constexpr std::int64_t kStartMs = 500;
constexpr std::int64_t kStopMs = 600'000; // a chip erase may be under way, and is not to be cut off
constexpr unsigned kHaltMs = 2000;

template <typename T> std::span<const std::uint8_t> bytes_of(const T& value) {
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)};
}
template <typename T> std::span<std::uint8_t> writable_bytes_of(T& value) {
    return {reinterpret_cast<std::uint8_t*>(&value), sizeof(value)};
}
std::uint32_t round_up8(std::uint32_t n) { return (n + 7) & ~7u; }
void seal(agent::Descriptor& d) { d.checksum = XXH32(&d, offsetof(agent::Descriptor, checksum), 0); }

} // namespace

AgentSession::AgentSession(TargetPort& target, const AgentPlace& place) : target_(target), place_(place) {
    load();
    target_.start(header_.entry, header_.stack_top);
    running_ = true;
    try {
        await_start();
    } catch (...) {
        abandon();
        throw;
    }
}

AgentSession::~AgentSession() { abandon(); }

// On the way out because of an error, which is the one that is reported: what goes wrong here as well is not.
void AgentSession::abandon() noexcept {
    if (!running_) return;
    try {
        stop(false);
    } catch (...) { running_ = false; }
}

void AgentSession::load() {
    if (place_.image.size() < sizeof(header_)) throw Failure("XSPI-0301", "this build has no agent in it");
    std::memcpy(&header_, place_.image.data(), sizeof(header_));
    if (header_.magic != agent::kAgentMagic || header_.version != agent::kProtocolVersion)
        throw Failure("XSPI-0301", "the agent in this build speaks version {} of the protocol, the driver {}",
                      header_.version, agent::kProtocolVersion);
    target_.write(agent::kAgentBase, place_.image);
    std::vector<std::uint8_t> back(place_.image.size());
    target_.read(agent::kAgentBase, back);
    auto [wrote, found] = std::mismatch(place_.image.begin(), place_.image.end(), back.begin());
    if (wrote != place_.image.end())
        throw Failure(
            "XSPI-0302",
            "RAM does not hold the agent: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back; lower "
            "the adapter's speed, check the cable and the supply",
            agent::kAgentBase + (wrote - place_.image.begin()), *wrote, *found);
    agent::Mailbox mailbox{};
    mailbox.ring_base = place_.ring_base;
    mailbox.ring_size = place_.ring_size;
    mailbox.core_hz = place_.core_hz;
    mailbox.watchdog = place_.watchdog;
    target_.write(header_.mailbox, bytes_of(mailbox));
}

void AgentSession::await_start() {
    heartbeat_at_ = target_.milliseconds();
    for (;;) {
        Status status{};
        target_.read(header_.mailbox, writable_bytes_of(status));
        if (status.magic == agent::kAgentMagic) return;
        if (target_.milliseconds() - heartbeat_at_ > kStartMs) died("it did not start");
        target_.keep_alive();
    }
}

// Takes `size` bytes of the ring after what is in use, waiting until they are free.
std::uint32_t AgentSession::reserve(std::uint32_t size) {
    size = round_up8(size);
    if (size > place_.ring_size)
        throw Failure("XSPI-0303", "a request of {} bytes does not fit the agent's ring of {}", size,
                      place_.ring_size);
    std::uint32_t begin = head_ + size <= place_.ring_size ? head_ : 0;
    auto overlaps = [&](const Pending& p) { return p.begin < begin + size && begin < p.end; };
    while (std::any_of(pending_.begin(), pending_.end(), overlaps)) poll();
    head_ = begin + size;
    return begin;
}

std::uint32_t AgentSession::submit(AgentRequest request) {
    std::uint32_t payload_size = round_up8(std::uint32_t(request.payload.size()));
    std::uint32_t begin = reserve(payload_size + request.result_length);
    while (pending_.size() >= agent::kDescriptors) poll();

    Pending pending{++sequence_, std::move(request), {}, begin, 0};
    pending.end = begin + payload_size + round_up8(pending.request.result_length);
    const AgentRequest& r = pending.request;
    agent::Descriptor& d = pending.descriptor;
    d.sequence = pending.sequence;
    d.operation = r.operation;
    d.memory = r.memory;
    d.address = r.address;
    d.length = r.length;
    d.payload = begin;
    d.payload_length = std::uint32_t(r.payload.size());
    d.payload_checksum = XXH32(r.payload.data(), r.payload.size(), 0);
    d.result = begin + payload_size;
    d.argument0 = r.argument0;
    d.argument1 = r.argument1;
    seal(d);
    pending_.push_back(std::move(pending));
    send(pending_.back());
    return sequence_;
}

void AgentSession::send(const Pending& pending) {
    std::vector<std::uint8_t> payload = pending.request.payload;
    payload.resize(round_up8(std::uint32_t(payload.size())));
    target_.write(place_.ring_base + pending.begin, payload);
    std::uint32_t slot = pending.sequence % agent::kDescriptors;
    target_.write(header_.mailbox + offsetof(agent::Mailbox, descriptors) + slot * sizeof(agent::Descriptor),
                  bytes_of(pending.descriptor));
    target_.write_word(header_.mailbox + offsetof(agent::Mailbox, doorbell), sequence_);
}

Status AgentSession::poll() {
    Status status{};
    target_.read(header_.mailbox, writable_bytes_of(status));
    target_.keep_alive();
    check(status);
    retire(status.completed);
    if (target_.interrupted()) throw Failure("XSPI-0304", "interrupted by the user; the chip was left idle");
    return status;
}

void AgentSession::check(const Status& status) {
    if (status.magic != agent::kAgentMagic) died("its mailbox was overwritten");
    // It beats while it waits for work as well, and while an error stands.
    std::int64_t now = target_.milliseconds();
    if (status.heartbeat != last_heartbeat_) heartbeat_at_ = now;
    last_heartbeat_ = status.heartbeat;
    auto error = static_cast<AgentError>(status.error);
    if (error == AgentError::None || resend(status)) {
        if (now - heartbeat_at_ > kQuietMs) look_at_core();
        if (now - heartbeat_at_ > kSilenceMs) died("it stopped answering");
        return;
    }
    for (const Pending& p : pending_)
        if (p.sequence == status.error_sequence) throw AgentTrouble{error, p.request, status};
    throw AgentTrouble{error, {}, status};
}

// What arrived damaged is sent again, never programmed. True: sent again.
bool AgentSession::resend(const Status& status) {
    auto error = static_cast<AgentError>(status.error);
    if (error != AgentError::DamagedPayload && error != AgentError::BadDescriptor) return false;
    if (status.error_count == acknowledged_) return true; // it has not looked yet
    auto failed = std::find_if(pending_.begin(), pending_.end(),
                               [&](const Pending& p) { return p.sequence == status.error_sequence; });
    if (failed == pending_.end() || ++resends_ > kResends) return false;
    send(*failed);
    acknowledge(status);
    return true;
}

void AgentSession::acknowledge(const Status& status) {
    acknowledged_ = status.error_count;
    target_.write_word(header_.mailbox + offsetof(agent::Mailbox, acknowledge), acknowledged_);
}

void AgentSession::forgive(const AgentTrouble& trouble) {
    auto failed = std::find_if(pending_.begin(), pending_.end(),
                               [&](const Pending& p) { return p.sequence == trouble.status.error_sequence; });
    if (failed == pending_.end()) return;
    failed->request = {};
    failed->descriptor = {};
    failed->descriptor.sequence = failed->sequence;
    seal(failed->descriptor);
    send(*failed);
    acknowledge(trouble.status);
    wait(failed->sequence);
}

void AgentSession::retire(std::uint32_t completed) {
    completed_ = completed;
    while (!pending_.empty() && pending_.front().sequence <= completed) {
        pending_.front().request.payload.clear();
        retired_.push_back(std::move(pending_.front()));
        pending_.pop_front();
        if (retired_.size() > agent::kDescriptors) retired_.pop_front();
        resends_ = 0;
    }
}

Status AgentSession::wait(std::uint32_t sequence) {
    for (;;) {
        Status status = poll();
        if (status.completed >= sequence) return status;
    }
}

std::vector<std::uint8_t> AgentSession::result(std::uint32_t sequence) {
    for (const Pending& done : retired_) {
        if (done.sequence != sequence) continue;
        std::vector<std::uint8_t> bytes(done.request.result_length);
        target_.read(place_.ring_base + done.descriptor.result, bytes);
        return bytes;
    }
    throw Failure("XSPI-0305", "result {} of the agent is not there (a fault of the driver)", sequence);
}

std::vector<std::uint8_t> AgentSession::run(AgentRequest request) {
    std::uint32_t sequence = submit(std::move(request));
    wait(sequence);
    return result(sequence);
}

void AgentSession::stop(bool leave_mapped) {
    if (!running_) return;
    if (leave_mapped) {
        AgentRequest request;
        request.operation = agent::Operation::Stop;
        request.argument0 = 1;
        wait(submit(std::move(request)));
    }
    running_ = false;
    bool by_itself = await_stop();
    if (!target_.wait_stopped(by_itself ? kHaltMs : 1) || !by_itself)
        throw Failure("XSPI-0306",
                      "the agent did not stop by itself and was halted; `reset` before going on");
}

// As long as the agent shows life it is waited for: it lets the chip finish an erase.
bool AgentSession::await_stop() {
    std::int64_t began = target_.milliseconds();
    heartbeat_at_ = began;
    for (;;) {
        target_.write_word(header_.mailbox + offsetof(agent::Mailbox, stop_request), 1);
        target_.poll();
        if (target_.halted()) return true;
        if (target_.was_reset()) return false;
        Status status{};
        target_.read(header_.mailbox, writable_bytes_of(status));
        std::int64_t now = target_.milliseconds();
        if (status.heartbeat != last_heartbeat_) heartbeat_at_ = now;
        last_heartbeat_ = status.heartbeat;
        if (now - heartbeat_at_ > kSilenceMs || now - began > kStopMs) return false;
        target_.keep_alive();
    }
}

void AgentSession::look_at_core() {
    target_.poll();
    if (!target_.was_reset()) return;
    running_ = false;
    target_.wait_stopped(1); // halts it and puts the core's registers back
    throw target_was_reset();
}

void AgentSession::died(const std::string& how) {
    look_at_core();
    running_ = false;
    bool halted = target_.halted();
    target_.wait_stopped(1); // halts it and puts the core's registers back
    throw Failure(
        "XSPI-0307",
        "the agent died: {} ({}). A watchdog, a supply that dips, or RAM that something else writes; "
        "`reset halt` and try again",
        how, halted ? "the core stopped at a fault" : "the core runs on");
}

} // namespace xspi
