// Transfers of QUADSPI in virtual time: what is on the wires, in the FIFO, and when that changes next.
#include "ip/quadspi/quadspi.hpp"

#include <algorithm>
#include <array>

namespace vb {

using namespace quadspi;

void Quadspi::advance() {
    if (state_ == State::Starting && time() >= job_.begin_at) open_transaction();
    switch (state_) {
    case State::Reading: read_units(); break;
    case State::Writing: write_units(); break;
    case State::Command:
        if (time() >= job_.next_at) complete(job_.next_at);
        break;
    case State::Polling:
        if (timeline_.now() >= job_.next_at) poll();
        break;
    default: break;
    }
}

void Quadspi::open_transaction() {
    begin_transaction(job_.command, job_.clock_hz, job_.kind == State::Reading);
    // NCS falls one clock before the first rising edge.
    job_.next_at = job_.begin_at + (1 + job_.command.header_clocks()) * job_.clock;
    if (job_.kind != State::Command) job_.next_at += job_.unit_time;
    state_ = job_.kind;
}

void Quadspi::read_units() {
    std::array<std::uint8_t, kFifoBytes> bytes;
    while (job_.moved < job_.total) {
        if (job_.paused || job_.next_at > time()) return;
        const std::uint64_t room = fifo_.room() / job_.unit;
        if (room == 0) {
            job_.paused = true; // the clock rests until DR is read
            return;
        }
        const std::uint64_t due = (time() - job_.next_at) / job_.unit_time + 1;
        const std::uint64_t units = std::min({due, room, (job_.total - job_.moved) / job_.unit});
        auto chunk = std::span(bytes).first(units * job_.unit);
        transaction_.read(chunk);
        for (std::uint8_t byte : chunk) fifo_.push(byte);
        job_.moved += chunk.size();
        job_.next_at += units * job_.unit_time;
    }
    complete(job_.next_at - job_.unit_time);
}

void Quadspi::write_units() {
    std::array<std::uint8_t, kFifoBytes> bytes;
    while (job_.moved < job_.total) {
        if (job_.paused || job_.next_at > time()) return;
        if (fifo_.size() < job_.unit) {
            job_.paused = true; // the clock rests until DR is written
            return;
        }
        const std::uint64_t due = (time() - job_.next_at) / job_.unit_time + 1;
        const std::uint64_t units =
            std::min<std::uint64_t>({due, fifo_.size() / job_.unit, (job_.total - job_.moved) / job_.unit});
        auto chunk = std::span(bytes).first(units * job_.unit);
        for (auto& byte : chunk) byte = fifo_.pop();
        transaction_.write(chunk);
        job_.moved += chunk.size();
        job_.next_at += units * job_.unit_time;
    }
    complete(job_.next_at - job_.unit_time);
}

// NCS rises one clock after the last edge and stays high for CSHT + 1 clocks.
void Quadspi::release(Picoseconds last_edge) {
    end_transaction();
    select_free_ = last_edge + (2 + field(peek(kDcr), 8, 3)) * job_.clock;
}

void Quadspi::complete(Picoseconds at) {
    release(at);
    flags_ |= sr::TCF;
    state_ = fifo_.empty() ? State::Idle : State::Draining;
}

// When `bytes` more bytes will have moved, in whole units.
Picoseconds Quadspi::after_units(std::uint64_t bytes) const {
    const std::uint64_t units = (bytes + job_.unit - 1) / job_.unit;
    return job_.next_at + (units ? units - 1 : 0) * job_.unit_time;
}

// The next instant at which a flag, the FIFO's readiness or the wires change by themselves.
std::optional<Picoseconds> Quadspi::next_change() const {
    const std::uint64_t left = job_.total - job_.moved;
    auto after = [&](std::size_t have) {
        const std::size_t want = have < threshold() ? threshold() - have : kFifoBytes - have;
        return after_units(std::min<std::uint64_t>(std::max<std::size_t>(want, 1), left));
    };
    switch (state_) {
    case State::Starting: return job_.begin_at;
    case State::Command:
    case State::Polling: return job_.next_at;
    case State::Reading: return job_.paused ? std::nullopt : std::optional(after(fifo_.size()));
    case State::Writing: return job_.paused ? std::nullopt : std::optional(after(fifo_.room()));
    default: return std::nullopt;
    }
}

// One event at most; an earlier one than needed stays and finds out by itself.
void Quadspi::rearm() {
    const auto at = next_change();
    if (event_ && at && event_->first <= *at) return;
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    if (at) event_ = timeline_.schedule(*at, [this] { on_event(); });
}

void Quadspi::on_event() {
    event_.reset();
    advance();
    update_interrupt();
    rearm();
}

// The bus access that is being served lasts until then.
void Quadspi::wait_until(Picoseconds at) {
    if (at <= time()) return;
    stalled_until_ = at;
    advance();
}

} // namespace vb
