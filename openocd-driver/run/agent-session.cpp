#include "openocd-driver/run/agent-session.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/sealed.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace xspi {

using agent::AgentError;
using agent::Status;

namespace {

constexpr unsigned kResends = 9;            // of one payload before the link is called broken
constexpr unsigned kReadsWhileWritten = 50; // of a status that the agent seems to be writing
constexpr std::int64_t kSilenceMs = 3000;   // no heartbeat for so long: the agent is dead
constexpr std::int64_t kQuietMs = 200;      // no heartbeat for so long: the core is looked at
constexpr std::int64_t kStartMs = 500;
constexpr std::int64_t kStopMs = 600'000; // a chip erase may be under way, and is not to be cut off
constexpr unsigned kHaltMs = 2000;
constexpr unsigned kSilentLooks = 100; // at least: on a loaded host time passes while nobody looks
// The agent looks for news several times while its status is fetched: after two looks it did not arrive.
constexpr unsigned kLooksToHear = 2;
constexpr unsigned kReminders = 10;
constexpr int kFewBits = 4; // that differ: damage, not another word

std::uint32_t round_up8(std::uint32_t n) { return (n + 7) & ~7u; }
Failure unheard() {
    return {
        Failure::Kind::DamagedLink, "XSPI-0326",
        "the agent does not receive its commands: data arrive damaged over the probe, time after time; {}. "
        "What was being written is not complete: program again",
        kMendTheLink};
}

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
    if (place_.image.size() < sizeof(header_)) throw Failure("XSPI-0301", "this build contains no agent");
    std::memcpy(&header_, place_.image.data(), sizeof(header_));
    if (header_.magic != agent::kAgentMagic || header_.version != agent::kProtocolVersion)
        throw Failure("XSPI-0301", "the agent in this build speaks version {} of the protocol, the driver {}",
                      header_.version, agent::kProtocolVersion);
    // The mailbox is part of the image, so that it is read back as well.
    std::vector<std::uint8_t> image(place_.image.begin(), place_.image.end());
    const std::uint32_t offset = header_.mailbox - agent::kAgentBase;
    if (offset > image.size() || image.size() - offset < sizeof(agent::Mailbox))
        throw Failure("XSPI-0301", "the agent in this build has no mailbox in its image");
    const agent::Mailbox mailbox = place_.mailbox();
    std::memcpy(image.data() + offset, &mailbox, sizeof(mailbox));
    const std::size_t first = place_.in_ram ? offset : 0; // from the mailbox on it changes while it runs
    if (const auto d = write_and_compare(target_, agent::kAgentBase + std::uint32_t(first),
                                         std::span<const std::uint8_t>(image).subspan(first)))
        throw Failure(
            Failure::Kind::DamagedLink, "XSPI-0302",
            "RAM does not hold the agent: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back, time "
            "after time: data arrive damaged over the probe, or that RAM is broken; {}",
            d->address, d->wrote, d->found, kMendTheLink);
}

void AgentSession::await_start() {
    heartbeat_at_ = target_.milliseconds();
    for (unsigned looks = 0;; ++looks) {
        Status status{};
        target_.read(header_.mailbox, writable_bytes_of(status));
        if (whole(status) && status.magic == agent::kAgentMagic) return;
        if (target_.milliseconds() - heartbeat_at_ > kStartMs && looks > kSilentLooks) {
            if (status.magic == 0) died("it did not start");
            unreadable(status);
        }
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

const AgentSession::Pending& AgentSession::prepare(AgentRequest request) {
    std::uint32_t payload_size = round_up8(std::uint32_t(request.payload.size()));
    std::uint32_t result_size = round_up8(agent::result_room(request.result_length));
    std::uint32_t begin = reserve(payload_size + result_size);
    while (pending_.size() >= agent::kDescriptors) poll();

    Pending pending{++sequence_, std::move(request), {}, begin, 0};
    pending.end = begin + payload_size + result_size;
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
    return pending_.back();
}

std::uint32_t AgentSession::submit(AgentRequest request) {
    send(prepare(std::move(request)));
    return sequence_;
}

std::uint32_t AgentSession::submit_and_look(AgentRequest request) {
    Status status{};
    const Pending& pending = prepare(std::move(request));
    const std::uint32_t sequence = pending.sequence;
    send(pending, {{header_.mailbox, {}, writable_bytes_of(status)}});
    if (whole(status) && status.error == std::uint32_t(AgentError::None)) take(status);
    return sequence;
}

// What is small goes with the descriptor, and what may be looked at already, behind the doorbell.
void AgentSession::send(const Pending& pending, std::initializer_list<Access> looks) {
    std::vector<std::uint8_t> payload = pending.request.payload;
    payload.resize(round_up8(std::uint32_t(payload.size())));
    const std::uint32_t slot = pending.sequence % agent::kDescriptors;
    const agent::Signal doorbell = agent::signal(sequence_);
    const Access data{place_.ring_base + pending.begin, payload};
    std::vector<Access> accesses;
    if (payload.size() > kSmall)
        target_.write(data.address, data.out);
    else if (!payload.empty())
        accesses.push_back(data);
    accesses.push_back({header_.mailbox + std::uint32_t(offsetof(agent::Mailbox, descriptors)) +
                            slot * std::uint32_t(sizeof(agent::Descriptor)),
                        bytes_of(pending.descriptor)});
    accesses.push_back(
        {header_.mailbox + std::uint32_t(offsetof(agent::Mailbox, doorbell)), bytes_of(doorbell)});
    accesses.insert(accesses.end(), looks);
    target_.access(accesses);
}

void AgentSession::signal(std::size_t word, std::uint32_t value) {
    target_.write(header_.mailbox + std::uint32_t(word), bytes_of(agent::signal(value)));
}

// The status as the agent wrote it.
Status AgentSession::look() {
    Status status{};
    for (unsigned reads = 0, while_written = 0; reads < kReads && while_written < kReadsWhileWritten;) {
        target_.read(header_.mailbox, writable_bytes_of(status));
        if (whole(status)) return status;
        ++(being_written(status) ? while_written : reads);
    }
    unreadable(status);
}

Status AgentSession::poll() {
    Status status = look();
    take(status);
    return status;
}

void AgentSession::take(const Status& status) {
    target_.keep_alive();
    check(status);
    retire(status.completed);
    if (target_.interrupted())
        throw Failure(Failure::Kind::Interrupted, "XSPI-0304",
                      "interrupted by the user; the chip was left idle");
}

// It beats while it waits for work as well, and while an error stands.
void AgentSession::watch(const Status& status) {
    if (status.heartbeat != last_heartbeat_) {
        heartbeat_at_ = target_.milliseconds();
        silent_looks_ = 0;
    }
    last_heartbeat_ = status.heartbeat;
    ++silent_looks_;
}

bool AgentSession::silent_for(std::int64_t ms) const {
    return target_.milliseconds() - heartbeat_at_ > ms && silent_looks_ > kSilentLooks;
}

void AgentSession::check(const Status& status) {
    watch(status);
    if (silent_for(kQuietMs)) look_at_core();
    if (silent_for(kSilenceMs)) died("it stopped answering");
    auto error = static_cast<AgentError>(status.error);
    if (error == AgentError::None || status.error_count == acknowledged_) return check_heard(status);
    if (resend(status)) return;
    for (const Pending& p : pending_)
        if (p.sequence == status.error_sequence) throw AgentTrouble{error, p.request, status};
    throw AgentTrouble{error, {}, status};
}

// An agent that stands although it was given work, or although its error was acknowledged, is told again:
// doorbell and acknowledgement do no harm a second time.
void AgentSession::check_heard(const Status& status) {
    if (silent_looks_ != 1) return; // it did not beat since the last look
    const bool stands = static_cast<AgentError>(status.error) != AgentError::None;
    if (!stands && (!waits_for_work(status) || status.completed == sequence_)) {
        unheard_looks_ = 0;
        return;
    }
    if (++unheard_looks_ % kLooksToHear != 0) return;
    if (unheard_looks_ > kLooksToHear * kReminders) {
        look_at_core();
        throw unheard();
    }
    if (stands)
        signal(offsetof(agent::Mailbox, acknowledge), acknowledged_);
    else
        signal(offsetof(agent::Mailbox, doorbell), sequence_);
}

// What arrived damaged is sent again, never programmed. True: sent again.
bool AgentSession::resend(const Status& status) {
    auto error = static_cast<AgentError>(status.error);
    if (error != AgentError::DamagedPayload && error != AgentError::DamagedDescriptor) return false;
    auto failed = std::find_if(pending_.begin(), pending_.end(),
                               [&](const Pending& p) { return p.sequence == status.error_sequence; });
    if (failed == pending_.end() || ++resends_ > kResends) return false;
    send(*failed);
    acknowledge(status);
    return true;
}

void AgentSession::acknowledge(const Status& status) {
    acknowledged_ = status.error_count;
    signal(offsetof(agent::Mailbox, acknowledge), acknowledged_);
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
    if (target_.wait_stopped(by_itself ? kHaltMs : 1) && by_itself) return;
    require_no_reset();
    throw Failure(Failure::Kind::AgentDied, "XSPI-0306",
                  "the agent did not stop by itself and was halted; `reset` before going on");
}

// As long as the agent shows life it is waited for: it lets the chip finish an erase. One that has nothing to
// do and does not end either has not heard it.
bool AgentSession::await_stop() {
    std::int64_t began = target_.milliseconds();
    heartbeat_at_ = began;
    silent_looks_ = 0;
    for (unsigned idle = 0;;) {
        signal(offsetof(agent::Mailbox, stop_request), 1);
        target_.poll();
        if (target_.halted()) return true;
        require_no_reset();
        Status status{};
        target_.read(header_.mailbox, writable_bytes_of(status));
        watch(status);
        const bool stands = static_cast<AgentError>(status.error) != AgentError::None;
        idle = whole(status) && silent_looks_ == 1 && (stands || waits_for_work(status)) ? idle + 1 : 0;
        if (idle > kLooksToHear * kReminders) {
            target_.wait_stopped(1);
            throw unheard();
        }
        if (silent_for(kSilenceMs) || target_.milliseconds() - began > kStopMs) return false;
        target_.keep_alive();
    }
}

void AgentSession::look_at_core() {
    target_.poll();
    require_no_reset();
}

void AgentSession::require_no_reset() {
    if (!target_.was_reset()) return;
    running_ = false;
    target_.wait_stopped(1); // halts it and puts the core's registers back
    throw target_was_reset();
}

void AgentSession::died(const std::string& how) {
    look_at_core();
    running_ = false;
    const char* core = target_.halted() ? "the core stopped at a fault" : "the core runs on";
    target_.wait_stopped(1); // halts it and puts the core's registers back
    throw Failure(
        Failure::Kind::AgentDied, "XSPI-0307",
        "the agent died: {} ({}). A watchdog, a supply that dips, or RAM that something else writes; "
        "`reset halt` and try again",
        how, core);
}

// Few bits of what is known to stand there differ, or it was written over.
void AgentSession::unreadable(const Status& status) {
    if (std::popcount(status.magic ^ agent::kAgentMagic) > kFewBits) died("its mailbox was overwritten");
    look_at_core();
    throw Failure(
        Failure::Kind::DamagedLink, "XSPI-0324",
        "what the agent reports arrives damaged over the probe, time after time; {}. What was being "
        "written is not complete: program again",
        kMendTheLink);
}

} // namespace xspi
