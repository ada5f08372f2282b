// How a transfer of XSPI starts: triggers, range, clocks, calibration (docs/hardware/xspi.md, start of a
// transfer).
#include "ip/xspi/xspi-rules.hpp"
#include "ip/xspi/xspi.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace xspi;

// The table of docs/hardware/xspi.md, start of a transfer, for AR and IR; DR is write_data's.
void Xspi::trigger(std::uint32_t offset) {
    if ((offset != kAr && offset != kIr) || !enabled()) return;
    const bool address = field(reg(kCcr), 8, 3) != 0, data = field(reg(kCcr), 24, 3) != 0;
    if (offset != (address ? kAr : kIr)) return;
    switch (mode()) {
    case Mode::IndirectWrite:
        if (!data) start(State::Command);
        break;
    case Mode::IndirectRead: start(data ? State::Reading : State::Command); break;
    case Mode::AutoPolling: start(State::Polling); break;
    case Mode::MemoryMapped: break;
    }
}

Command Xspi::command(std::uint32_t ccr, std::uint32_t tcr, std::uint32_t ir, std::uint32_t ar,
                      std::uint32_t abr) const {
    return Command::read_registers({ccr, tcr, ir, ar, abr, reg(kDcr1), reg(kCr)});
}

XspiPort::Use Xspi::use_of(const Command& command, std::uint64_t hz, bool reading) const {
    return {n_, seat_.chip_select(reg(kCr) & cr::CSSEL), hz, command.io_lines(reading),
            reading && command.strobe};
}

std::uint64_t Xspi::clock_hz() const { return clocks_.xspi_kernel_hz(n_) / (field(reg(kDcr2), 0, 8) + 1); }

std::uint64_t Xspi::data_length(State kind) const {
    if (kind == State::Command) return 0;
    const std::uint64_t length = std::uint64_t(reg(kDlr)) + 1;
    if (kind == State::Polling) return std::min<std::uint64_t>(length, 4);
    if (reg(kDlr) != 0xFFFFFFFF) return length;
    // Until the device's end, or for ever when DEVSIZE is 31 (docs/hardware/xspi.md, addresses and lengths).
    if (field(reg(kDcr1), 16, 5) == 31) return kEndless - 1;
    return device_bytes() - std::min<std::uint64_t>(device_bytes(), reg(kAr));
}

bool Xspi::out_of_range(const Job& job) {
    if (job.command.address.lines == 0) return false; // AR is not used (inferred)
    const std::uint64_t first = reg(kAr), size = device_bytes();
    const bool counted = job.kind != State::Polling && reg(kDlr) != 0xFFFFFFFF;
    if (first < size && (!counted || first + job.total <= size)) return false;
    flags_ |= sr::TEF;
    violations_.report(
        rule::kOutOfRange,
        fmt::format("XSPI{}_AR 0x{:08X} with {} byte(s) is beyond the 0x{:X} bytes of DCR1.DEVSIZE: "
                    "nothing is transferred.",
                    n_, reg(kAr), counted ? job.total : 0, size));
    return true;
}

// Armed by reset and PRESCALER; runs with BUSY = 1 at the start of the next transfer (docs/hardware/xspi.md,
// calibration).
Picoseconds Xspi::calibrate(const Job& job) {
    if (!calibrate_) return 0;
    calibrate_ = false;
    // A delay of one clock in steps of some 64 ps coarse / 128; a quarter of it goes to both sides.
    // Plausible, not published.
    const std::uint32_t steps = std::uint32_t(std::min<Picoseconds>(job.clock / 8, 31 * 128 + 127));
    auto code = [](std::uint32_t s) { return (s / 128) << 16 | s % 128; };
    reg(kCalfcr) = code(steps) | (job.clock / 8 > 31 * 128 + 127 ? 1u << 31 : 0);
    reg(kCalsor) = reg(kCalsir) = code(steps / 4);
    return kCalibrationClocks * job.clock;
}

// False: the transfer hangs before its first clock.
bool Xspi::prepare(Job& job) {
    job.clock_hz = clock_hz();
    if (job.clock_hz == 0) {
        violations_.report(rule::kKernelClock,
                           fmt::format("XSPI{} starts a transfer while its kernel clock stands: it "
                                       "never completes.",
                                       n_));
        return false;
    }
    job.clock = kPerSecond / job.clock_hz;
    const bool reading = job.kind == State::Reading || job.kind == State::Polling;
    const Verdict verdict =
        check(job.command, {n_, mode(), reading, job.total, job.clock_hz, clocks_.ahb_hz()}, violations_);
    job.lost = verdict == Verdict::Lost;
    return verdict != Verdict::Hangs;
}

void Xspi::start(State kind) {
    Job job;
    job.kind = kind;
    job.command = command(reg(kCcr), reg(kTcr), reg(kIr), reg(kAr), reg(kAbr));
    job.total = data_length(kind);
    if (kind == State::Polling && reg(kDlr) > 3)
        violations_.report(rule::kPollingLength,
                           fmt::format("XSPI{}_DLR asks automatic polling for {} bytes; 4 are the most.", n_,
                                       std::uint64_t(reg(kDlr)) + 1));
    if (out_of_range(job)) return;
    fifo_.clear();
    stalled_until_ = 0;
    state_ = State::Hung;
    const bool runs = prepare(job);
    job_ = job;
    if (!runs) return;
    job_.unit = job_.command.data_unit();
    // A read fetches whole units: one byte in octal DTR brings two (docs/hardware/xspi.md, flags and FIFO).
    if (kind == State::Reading) job_.total += job_.total % job_.unit;
    job_.unit_time = std::max<Picoseconds>(1, job_.command.data_clocks(job_.unit) * job_.clock);
    job_.begin_at = std::max(time(), select_free_) + calibrate(job_);
    state_ = State::Starting;
    if (kind != State::Polling) return;
    state_ = State::Polling;
    job_.next_at = job_.begin_at + poll_time();
}

} // namespace vb
