// Memory-mapped mode of XSPI, the controller's side: BUSY, wires, time-out, cost (docs/hardware/xspi.md,
// addresses and lengths).
#include "ip/xspi/xspi-rules.hpp"
#include "ip/xspi/xspi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vb {

using namespace xspi;

bool Xspi::mapped_access(std::uint32_t, unsigned) {
    if (!clocked("accessed in its window")) return false;
    if (!enabled() || mode() != Mode::MemoryMapped) return false;
    if (clock_hz() == 0) {
        violations_.report(
            rule::kKernelClock,
            fmt::format("The window of XSPI{} is accessed while its kernel clock stands.", n_));
        return false;
    }
    mapped_busy_ = true;
    last_mapped_ = time();
    arm_timeout();
    update_interrupt();
    return true;
}

bool Xspi::mapped_read(std::uint32_t offset, std::span<std::uint8_t> bytes) {
    const std::uint64_t hz = clock_hz();
    XspiPort& port = seat_.port();
    if (hz == 0 || port.owner() != 0) return false;
    const Command c = command(reg(kCcr), reg(kTcr), reg(kIr), offset, reg(kAbr));
    const Verdict verdict =
        check(c, {n_, Mode::MemoryMapped, true, bytes.size(), hz, clocks_.ahb_hz()}, violations_);
    if (verdict == Verdict::Hangs || c.data_lines == 0) return false; // DMODE 0: bus error
    transaction_.begin(port, c, use_of(c, hz, true), verdict == Verdict::Lost);
    const bool arrived = transaction_.read(bytes);
    transaction_.end();
    return arrived;
}

// WCCR must describe the write, with DQSE: the bus side writes 64-bit chunks masked by DQS
// (docs/hardware/xspi.md, addresses and lengths).
bool Xspi::mapped_write(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
    const Command c =
        command(reg(kWccr), reg(kWtcr) | (reg(kTcr) & tcr::DHQC), reg(kWir), offset, reg(kWabr));
    XspiPort& port = seat_.port();
    if (c.data_lines == 0 || !c.strobe || port.owner() != 0) return false;
    const std::uint64_t hz = clock_hz();
    const Verdict verdict =
        check(c, {n_, Mode::MemoryMapped, false, bytes.size(), hz, clocks_.ahb_hz()}, violations_);
    std::array<std::uint8_t, 8> units{};
    std::copy(bytes.begin(), bytes.end(), units.begin());
    transaction_.begin(port, c, use_of(c, hz, false), verdict == Verdict::Lost);
    transaction_.write(std::span(units).first(bytes.size() + bytes.size() % c.data_unit()));
    transaction_.end();
    return true;
}

// A new address costs the whole command; the next line is fetched ahead while the core does something else.
void Xspi::mapped_wait(bool sequential) {
    const Picoseconds clock = kPerSecond / clock_hz();
    const Command c = command(reg(kCcr), reg(kTcr), reg(kIr), 0, reg(kAbr));
    Picoseconds cost = c.data_clocks(kMappedLine) * clock;
    if (sequential) {
        const Picoseconds ahead = time() - std::min(time(), select_free_);
        cost -= std::min(cost, ahead);
    } else {
        cost += (3 + field(reg(kDcr1), 8, 6) + c.header_clocks()) * clock;
    }
    cost += kMappedLatency;
    last_mapped_ = time() + cost;
    select_free_ = last_mapped_; // NCS is busy with this line until then
    stall_(cost);
}

// CR.TCEN: NCS is released LPTR cycles after the prefetch filled the FIFO and the clock rests.
Picoseconds Xspi::timeout_at() const {
    const Command c = command(reg(kCcr), reg(kTcr), reg(kIr), 0, reg(kAbr));
    const std::uint64_t clocks = c.data_clocks(kFifoBytes) + field(reg(kLptr), 0, 16);
    return last_mapped_ + clocks * (kPerSecond / std::max<std::uint64_t>(1, clock_hz()));
}

void Xspi::arm_timeout() {
    if (!(reg(kCr) & cr::TCEN) || timeout_event_) return;
    timeout_event_ = timeline_.schedule(timeout_at(), [this] { on_timeout(); });
}

void Xspi::on_timeout() {
    timeout_event_.reset();
    if (!mapped_busy_ || clock_hz() == 0) return;
    if (timeout_at() > timeline_.now()) return arm_timeout(); // accesses went on
    flags_ |= sr::TOF; // BUSY stays: it falls only by abort or EN = 0 (docs/hardware/xspi.md, flags and FIFO)
    update_interrupt();
}

} // namespace vb
