// How a transfer of QUADSPI starts: triggers, range, clock, banks (RM0433 QUADSPI indirect mode).
#include "ip/quadspi/quadspi-rules.hpp"
#include "ip/quadspi/quadspi.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace quadspi;

// A command starts with the last information that it needs: INSTRUCTION, ADDRESS, or (write_data) the first
// data.
void Quadspi::trigger(std::uint32_t offset, std::uint32_t lanes) {
    if (!enabled() || (offset != kCcr && offset != kAr)) return;
    if (peek(kCcr) & ccr::FRCM) {
        if (!free_running_) free_running_ = timeline_.now();
        return;
    }
    end_free_running();
    if (offset == kCcr && peek(kCcr) == 0 && wiring_.errata.command_cleared_hangs) {
        state_ = State::HungHard;
        violations().report(rule::kCommandCleared,
                            fmt::format("{}_CCR was set to 0: BUSY stays until CR.EN is 0.", label()));
        return;
    }
    const bool needs_address = field(peek(kCcr), 10, 2) != 0;
    const bool last = offset == kAr ? needs_address : !needs_address && (lanes & 0xFF);
    if (last) trigger_command();
}

void Quadspi::trigger_command() {
    const bool data = field(peek(kCcr), 24, 2) != 0;
    switch (mode()) {
    case Mode::IndirectWrite:
        if (!data) start(State::Command);
        break;
    case Mode::IndirectRead: start(data ? State::Reading : State::Command); break;
    case Mode::AutoPolling: start(State::Polling); break;
    case Mode::MemoryMapped: break;
    }
}

Command Quadspi::command(std::uint32_t address) const {
    return Command::read_registers({peek(kCr), peek(kCcr), address, peek(kAbr), instruction_sent_});
}

std::vector<QuadspiBank*> Quadspi::banks() {
    if (dual()) return {&banks_[0], &banks_[1]};
    return {&banks_[peek(kCr) & cr::FSEL ? 1 : 0]};
}

std::uint64_t Quadspi::clock_hz() const { return wiring_.kernel_hz() / (field(peek(kCr), 24, 8) + 1); }

std::uint64_t Quadspi::device_bytes() const { return std::uint64_t(2) << field(peek(kDcr), 16, 5); }

std::uint64_t Quadspi::data_length(State kind) const {
    if (kind == State::Command) return 0;
    const std::uint32_t dlr = peek(kDlr) | (dual() ? 1u : 0u);
    const std::uint64_t length = std::uint64_t(dlr) + 1;
    if (kind == State::Polling) return std::min<std::uint64_t>(length, 4);
    if (dlr != 0xFFFFFFFF) return length;
    // Until the memory's end, or for ever when FSIZE is 31.
    if (field(peek(kDcr), 16, 5) == 31) return kEndless;
    return device_bytes() - std::min<std::uint64_t>(device_bytes(), address());
}

bool Quadspi::out_of_range(const Job& job) {
    if (job.command.address.lines == 0) return false; // AR is not used (inferred)
    const std::uint64_t first = address(), size = device_bytes();
    const bool counted = job.kind != State::Polling && peek(kDlr) != 0xFFFFFFFF;
    if (first < size && (!counted || first + job.total <= size)) return false;
    flags_ |= sr::TEF;
    violations().report(
        rule::kOutOfRange,
        fmt::format(
            "{}_AR 0x{:08X} with {} byte(s) is beyond the 0x{:X} bytes of DCR.FSIZE: nothing is transferred.",
            label(), peek(kAr), counted ? job.total : 0, size));
    return true;
}

// False: the transfer hangs before its first clock.
bool Quadspi::prepare(Job& job) {
    job.clock_hz = clock_hz();
    if (job.clock_hz == 0) {
        violations().report(
            rule::kKernelClock,
            fmt::format("{} starts a transfer while its kernel clock stands: it never completes.", label()));
        return false;
    }
    job.clock = kPerSecond / job.clock_hz;
    const bool reading = job.kind == State::Reading || job.kind == State::Polling;
    return check(job.command, {label(), mode(), reading, field(peek(kCcr), 8, 2) != 0}, wiring_.errata,
                 violations());
}

void Quadspi::start(State kind) {
    Job job;
    job.kind = kind;
    job.command = command(address());
    job.total = data_length(kind);
    if (kind == State::Polling && peek(kDlr) > 3)
        violations().report(rule::kPollingLength,
                            fmt::format("{}_DLR asks automatic polling for {} bytes; 4 are the most.",
                                        label(), std::uint64_t(peek(kDlr)) + 1));
    if (out_of_range(job)) return;
    fifo_.clear();
    stalled_until_ = 0;
    state_ = State::Hung;
    const bool runs = prepare(job);
    job_ = job;
    if (!runs) return;
    job_.unit = job_.command.unit();
    job_.unit_time = std::max<Picoseconds>(1, job_.command.clocks_for(job_.unit) * job_.clock);
    job_.begin_at = std::max(time(), select_free_);
    state_ = State::Starting;
    if (kind != State::Polling) return;
    state_ = State::Polling;
    job_.next_at = job_.begin_at + poll_time();
}

bool Quadspi::nibble_lost(const Command& command, bool reading) const {
    return wiring_.errata.first_nibble_lost && !reading && command.data_lines && command.dummy_cycles;
}

void Quadspi::begin_transaction(const Command& command, std::uint64_t hz, bool reading) {
    const bool lost = nibble_lost(command, reading);
    if (lost)
        violations().report(rule::kFirstNibble,
                            fmt::format("{} writes after {} dummy cycles: the first nibble is lost.", label(),
                                        command.dummy_cycles));
    transaction_.begin(banks(), command, hz, reading, lost);
    instruction_sent_ = true;
}

// NCS rises. DCR.CSHT is how long it stays high at least.
void Quadspi::end_transaction() {
    if (!transaction_.open()) return;
    check_select_high(transaction_.reading());
    transaction_.end();
}

void Quadspi::check_select_high(bool after_read) {
    const std::uint64_t hz = clock_hz();
    if (hz == 0) return;
    const Picoseconds high = (field(peek(kDcr), 8, 3) + 1) * (kPerSecond / hz);
    for (const QuadspiBank* bank : banks()) {
        const QuadspiSeat& seat = bank->seat();
        const Picoseconds needed = after_read ? seat.high_after_read : seat.high_after_other;
        if (high >= needed) continue;
        violations().report(
            rule::kSelectHigh,
            fmt::format("{}_DCR.CSHT {} keeps NCS high for {} ns at {:.1f} MHz; the chip wants {} ns.",
                        label(), field(peek(kDcr), 8, 3), high / kPerNanosecond, double(hz) / 1e6,
                        needed / kPerNanosecond));
    }
}

} // namespace vb
