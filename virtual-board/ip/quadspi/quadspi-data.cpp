// DR of QUADSPI: FIFO accesses of 1, 2 and 4 bytes, and the bus stalls they cause.
#include "ip/quadspi/quadspi-rules.hpp"
#include "ip/quadspi/quadspi.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace quadspi;

// The clock rested because of the FIFO; it goes on now.
void Quadspi::resume() {
    if (!job_.paused) return;
    if (state_ == State::Reading && fifo_.room() < kResumeRoom) return;
    if (state_ == State::Writing && fifo_.size() < job_.unit) return;
    job_.paused = false;
    job_.next_at = std::max(job_.next_at, time() + job_.unit_time);
}

// Each step makes at least one event of the transfer happen: it begins, or a unit moves.
void Quadspi::wait_for_bytes(unsigned size) {
    while (fifo_.size() < size && (state_ == State::Starting || state_ == State::Reading)) {
        resume();
        if (state_ == State::Starting) wait_until(job_.begin_at);
        if (state_ == State::Reading)
            wait_until(after_units(std::min<std::uint64_t>(size - fifo_.size(), job_.total - job_.moved)));
    }
}

std::uint32_t Quadspi::pop(unsigned size) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size && !fifo_.empty(); ++i) value |= std::uint32_t(fifo_.pop()) << (8 * i);
    resume();
    if (state_ == State::Draining && fifo_.empty()) state_ = State::Idle;
    return value;
}

std::uint32_t Quadspi::read_data(unsigned size) {
    if (mode() == Mode::MemoryMapped) return 0;
    if (mode() == Mode::AutoPolling) {
        poll_fresh_ = false;
        return polled_;
    }
    const Picoseconds before = time();
    if (mode() == Mode::IndirectRead) wait_for_bytes(size);
    if (fifo_.empty() || mode() == Mode::IndirectWrite) {
        violations().report(rule::kDataRegister,
                            fmt::format("{}_DR was read with nothing to read (CCR.FMODE {}{}).", label(),
                                        unsigned(mode()),
                                        state_ == State::Hung ? ", the transfer hangs" : ""));
        return 0;
    }
    const std::uint32_t value = pop(size);
    if (time() > before) wiring_.stall(time() - before);
    return value;
}

void Quadspi::wait_for_room(unsigned size) {
    while (fifo_.room() < size && (state_ == State::Starting || state_ == State::Writing)) {
        resume();
        if (state_ == State::Starting) wait_until(job_.begin_at);
        if (state_ == State::Writing && fifo_.room() < size) wait_until(after_units(size - fifo_.room()));
    }
}

// Whether an indirect write is set up or under way; the first data start it.
bool Quadspi::ready_to_write() {
    const std::uint32_t data = field(peek(kCcr), 24, 2);
    if (!enabled() || mode() != Mode::IndirectWrite || !data) {
        violations().report(rule::kDataRegister,
                            fmt::format("{}_DR was written with CR.EN {}, CCR.FMODE {}, CCR.DMODE {}: lost.",
                                        label(), unsigned(enabled()), unsigned(mode()), data));
        return false;
    }
    if (state_ == State::Idle) start(State::Writing);
    if (state_ == State::Idle) return false; // out of range, reported there
    if (job_.kind == State::Writing) return true;
    store_while_busy(kDr);
    return false;
}

void Quadspi::write_data(unsigned size, std::uint32_t value) {
    if (!ready_to_write()) return;
    if (job_.accepted >= job_.total) {
        violations().report(rule::kSurplusData,
                            fmt::format("{}_DR was written after the {} byte(s) of DLR: the surplus is lost.",
                                        label(), job_.total));
        return;
    }
    const Picoseconds before = time();
    const auto take = unsigned(std::min<std::uint64_t>(size, job_.total - job_.accepted));
    wait_for_room(take);
    for (unsigned i = 0; i < take && fifo_.room(); ++i) fifo_.push(std::uint8_t(value >> (8 * i)));
    job_.accepted += take;
    resume();
    if (time() > before) wiring_.stall(time() - before);
}

} // namespace vb
