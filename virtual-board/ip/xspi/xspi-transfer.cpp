// Transfers of XSPI in virtual time: what is on the wires, in the FIFO, and when that changes next.
#include "ip/xspi/xspi.hpp"

#include <algorithm>
#include <array>

namespace vb {

using namespace xspi;

void Xspi::advance() {
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

void Xspi::open_transaction() {
    XspiPort& port = seat_.port();
    if (port.owner() != 0 && port.owner() != n_) { // multiplexed: the other one holds it
        job_.begin_at = time() + kPortRetry;
        return;
    }
    transaction_.begin(port, job_.command, use_of(job_.command, job_.clock_hz, job_.kind == State::Reading),
                       job_.lost);
    // NCS falls one clock before the first edge (docs/hardware/xspi.md, DTR, DQS and byte order).
    job_.next_at = job_.begin_at + (1 + job_.command.header_clocks()) * job_.clock;
    if (job_.kind != State::Command) job_.next_at += job_.unit_time;
    state_ = job_.kind;
}

void Xspi::read_units() {
    std::array<std::uint8_t, kFifoBytes> bytes;
    while (job_.moved < job_.total) {
        if (job_.next_at > time()) return;
        const std::uint64_t room = fifo_.room() / job_.unit;
        if (room == 0) {
            job_.paused = true; // the clock rests until DR is read
            return;
        }
        const std::uint64_t due = (time() - job_.next_at) / job_.unit_time + 1;
        const std::uint64_t units = std::min({due, room, (job_.total - job_.moved) / job_.unit});
        auto chunk = std::span(bytes).first(units * job_.unit);
        if (!transaction_.read(chunk)) {
            state_ = State::Hung;
            return;
        }
        for (std::uint8_t byte : chunk) fifo_.push(byte);
        job_.moved += chunk.size();
        job_.next_at += units * job_.unit_time;
    }
    complete(job_.next_at - job_.unit_time);
}

void Xspi::write_units() {
    std::array<std::uint8_t, kFifoBytes + 1> bytes;
    while (job_.moved < job_.total) {
        if (job_.next_at > time()) return;
        const std::uint64_t left = job_.total - job_.moved;
        if (fifo_.size() < std::min<std::uint64_t>(job_.unit, left)) {
            job_.paused = true; // the clock rests until DR is written
            return;
        }
        const std::uint64_t due = (time() - job_.next_at) / job_.unit_time + 1;
        std::uint64_t take = std::min<std::uint64_t>({due * job_.unit, fifo_.size(), left});
        if (take < left) take -= take % job_.unit;
        for (std::size_t i = 0; i < take; ++i) bytes[i] = fifo_.pop();
        std::size_t sent = take;
        // The second half of an odd last byte's clock: nobody drives data there; 0 is the harmful assumption.
        if (sent % job_.unit) bytes[sent++] = 0;
        transaction_.write(std::span(bytes).first(sent));
        job_.moved += take;
        job_.next_at += (sent / job_.unit) * job_.unit_time;
    }
    complete(job_.next_at - job_.unit_time);
}

// NCS rises one clock after the last edge and stays high for CSHT + 1 clocks.
void Xspi::release(Picoseconds last_edge) {
    transaction_.end();
    select_free_ = last_edge + (2 + field(reg(kDcr1), 8, 6)) * job_.clock;
}

void Xspi::complete(Picoseconds at) {
    release(at);
    flags_ |= sr::TCF;
    state_ = fifo_.empty() ? State::Idle : State::Draining;
}

// When `bytes` more bytes will have moved, in whole units.
Picoseconds Xspi::after_units(std::uint64_t bytes) const {
    const std::uint64_t units = (bytes + job_.unit - 1) / job_.unit;
    return job_.next_at + (units ? units - 1 : 0) * job_.unit_time;
}

// The next instant at which a flag, the FIFO's readiness or the wires change by themselves.
std::optional<Picoseconds> Xspi::next_change() const {
    const std::size_t threshold = field(reg(kCr), 8, 5) + 1;
    const std::uint64_t left = job_.total - job_.moved;
    switch (state_) {
    case State::Starting: return job_.begin_at;
    case State::Command:
    case State::Polling: return job_.next_at;
    case State::Reading: {
        if (job_.paused) return std::nullopt;
        const std::size_t want = fifo_.size() < threshold ? threshold - fifo_.size() : fifo_.room();
        return after_units(std::min<std::uint64_t>(std::max<std::size_t>(want, 1), left));
    }
    case State::Writing: {
        if (job_.paused) return std::nullopt;
        const std::size_t want = fifo_.room() < threshold ? threshold - fifo_.room() : fifo_.size();
        return after_units(std::min<std::uint64_t>(std::max<std::size_t>(want, 1), left));
    }
    default: return std::nullopt;
    }
}

// One event at most; an earlier one than needed stays and finds out by itself.
void Xspi::rearm() {
    const auto at = next_change();
    if (event_ && at && event_->first <= *at) return;
    if (event_) timeline_.cancel(*event_);
    event_.reset();
    if (at) event_ = timeline_.schedule(*at, [this] { on_event(); });
}

void Xspi::on_event() {
    event_.reset();
    advance();
    update_interrupt();
    rearm();
}

// The bus access that is being served lasts until then.
void Xspi::wait_until(Picoseconds at) {
    if (at <= time()) return;
    stalled_until_ = at;
    advance();
}

} // namespace vb
