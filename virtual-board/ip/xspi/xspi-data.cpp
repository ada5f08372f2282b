// DR of XSPI: FIFO accesses of 1, 2 and 4 bytes, and the bus stalls they cause (docs/hardware/xspi.md, flags
// and FIFO).
#include "ip/xspi/xspi-rules.hpp"
#include "ip/xspi/xspi.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace xspi;

// The clock rested because of the FIFO; it goes on now.
void Xspi::resume() {
    if (!job_.paused) return;
    if (state_ == State::Reading && fifo_.room() < job_.unit) return;
    if (state_ == State::Writing &&
        fifo_.size() < std::min<std::uint64_t>(job_.unit, job_.total - job_.moved))
        return;
    job_.paused = false;
    job_.next_at = std::max(job_.next_at, time() + job_.unit_time);
}

// False: the other XSPI holds the port, and only time outside this access can release it.
bool Xspi::wait_for_start() {
    wait_until(job_.begin_at);
    return state_ != State::Starting;
}

// Each step makes at least one event of the transfer happen: it begins, or a unit moves.
void Xspi::wait_for_bytes(unsigned size) {
    while (fifo_.size() < size && (state_ == State::Starting || state_ == State::Reading)) {
        resume();
        if (state_ == State::Starting && !wait_for_start()) return;
        if (state_ == State::Reading)
            wait_until(after_units(std::min<std::uint64_t>(size - fifo_.size(), job_.total - job_.moved)));
    }
}

std::uint32_t Xspi::read_data(unsigned size) {
    if (mode() == Mode::MemoryMapped) return 0;
    if (mode() == Mode::AutoPolling) {
        poll_fresh_ = false;
        return size == 4 ? polled_ : polled_ & ((1u << (8 * size)) - 1);
    }
    const Picoseconds before = time();
    if (mode() == Mode::IndirectRead) wait_for_bytes(size);
    if (fifo_.empty() || mode() == Mode::IndirectWrite) {
        violations_.report(rule::kDataRegister,
                           fmt::format("XSPI{}_DR was read with nothing to read (CR.FMODE {}{}).", n_,
                                       unsigned(mode()),
                                       state_ == State::Hung ? ", the transfer hangs" : ""));
        return 0;
    }
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size && !fifo_.empty(); ++i) value |= std::uint32_t(fifo_.pop()) << (8 * i);
    resume();
    if (state_ == State::Draining && fifo_.empty()) state_ = State::Idle;
    if (time() > before) stall_(time() - before);
    return value;
}

void Xspi::wait_for_room(unsigned size) {
    while (fifo_.room() < size && (state_ == State::Starting || state_ == State::Writing)) {
        resume();
        if (state_ == State::Starting && !wait_for_start()) return;
        if (state_ == State::Writing && fifo_.room() < size) wait_until(after_units(size - fifo_.room()));
    }
}

void Xspi::write_data(unsigned size, std::uint32_t value) {
    const bool data = field(reg(kCcr), 24, 3) != 0;
    if (!enabled() || mode() != Mode::IndirectWrite || !data) {
        violations_.report(
            rule::kDataRegister,
            fmt::format("XSPI{}_DR was written with CR.EN {}, CR.FMODE {}, CCR.DMODE {}: lost.", n_,
                        unsigned(enabled()), unsigned(mode()), field(reg(kCcr), 24, 3)));
        return;
    }
    if (state_ == State::Idle) start(State::Writing);
    const bool writing = job_.kind == State::Writing && state_ != State::Idle;
    if (!writing) {
        // Out of range (reported there), or a command without data is still running.
        if (state_ != State::Idle) write_while_busy(kDr);
        return;
    }
    if (job_.accepted >= job_.total) {
        violations_.report(rule::kSurplusData,
                           fmt::format("XSPI{}_DR was written after the {} byte(s) of DLR: the "
                                       "surplus is flushed.",
                                       n_, job_.total));
        return;
    }
    const Picoseconds before = time();
    const auto take = unsigned(std::min<std::uint64_t>(size, job_.total - job_.accepted));
    wait_for_room(take);
    for (unsigned i = 0; i < take && fifo_.room(); ++i) fifo_.push(std::uint8_t(value >> (8 * i)));
    job_.accepted += take;
    resume();
    if (time() > before) stall_(time() - before);
}

} // namespace vb
