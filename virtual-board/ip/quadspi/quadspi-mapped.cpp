// Memory-mapped mode of QUADSPI, the controller's side: BUSY, wires, time-out, cost, errata.
#include "ip/quadspi/quadspi-rules.hpp"
#include "ip/quadspi/quadspi.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace quadspi;

bool Quadspi::mapped_access(std::uint32_t offset, unsigned size) {
    if (bus_dead_) return false;
    if (wiring_.clocked && !wiring_.clocked()) {
        violations().report(rule::kWindowClock,
                            fmt::format("The window of {} is accessed while its clock {} is off.", label(),
                                        wiring_.enable_bit));
        return false;
    }
    if (!enabled() || mode() != Mode::MemoryMapped) return false;
    if (clock_hz() == 0) {
        violations().report(
            rule::kKernelClock,
            fmt::format("The window of {} is accessed while its kernel clock stands.", label()));
        return false;
    }
    if (at_end_of_memory(offset, size) && meets_end_of_memory()) return false;
    mapped_busy_ = true;
    last_mapped_ = time();
    arm_timeout();
    update_interrupt();
    return true;
}

bool Quadspi::at_end_of_memory(std::uint32_t offset, unsigned size) const {
    const std::uint32_t bytes = wiring_.errata.end_of_memory_bytes;
    return bytes &&
           offset + std::uint64_t(size) > device_bytes() - std::min<std::uint64_t>(bytes, device_bytes());
}

// True: the bus stalls, and neither core nor debugger gets an answer from it again.
bool Quadspi::meets_end_of_memory() {
    const bool again = end_reads_++ > 0;
    violations().report(rule::kEndOfMemory,
                        fmt::format("A load from the last {} bytes of the 0x{:X} of {}_DCR.FSIZE{}.",
                                    wiring_.errata.end_of_memory_bytes, device_bytes(), label(),
                                    again ? ", once more: the bus stalls" : ": the last byte reads 0"));
    if (!again) return false;
    bus_dead_ = true;
    if (wiring_.hang) wiring_.hang();
    return true;
}

std::uint32_t Quadspi::mapped_value(std::uint32_t offset, unsigned size, std::uint32_t value) {
    const bool last_byte =
        wiring_.errata.end_of_memory_bytes && offset + std::uint64_t(size) == device_bytes();
    if (last_byte) value &= ~(0xFFu << (8 * (size - 1)));
    if (!stale_) return value;
    stale_ = false;
    return ~value & (size == 4 ? ~0u : (1u << 8 * size) - 1);
}

bool Quadspi::mapped_read(std::uint32_t offset, std::span<std::uint8_t> bytes) {
    const std::uint64_t hz = clock_hz();
    const Command c = command(offset);
    if (hz == 0 || c.data_lines == 0) return false;
    check(c, {label(), Mode::MemoryMapped, true, field(peek(kCcr), 8, 2) != 0}, wiring_.errata, violations());
    begin_transaction(c, hz, true);
    transaction_.read(bytes);
    end_transaction();
    return true;
}

// A new address costs the whole command; the next line is fetched ahead while the core does something else.
void Quadspi::mapped_wait(bool sequential) {
    const Picoseconds clock = kPerSecond / clock_hz();
    const Command c = command(0);
    Picoseconds cost = c.clocks_for(kMappedLine) * clock;
    if (sequential) {
        const Picoseconds ahead = time() - std::min(time(), select_free_);
        cost -= std::min(cost, ahead);
    } else {
        cost += (3 + field(peek(kDcr), 8, 3) + c.header_clocks()) * clock;
    }
    cost += kMappedLatency;
    last_mapped_ = time() + cost;
    select_free_ = last_mapped_; // NCS is busy with this line until then
    wiring_.stall(cost);
}

// CR.TCEN: NCS is released LPTR cycles after the prefetch filled the FIFO.
Picoseconds Quadspi::timeout_at() const {
    const std::uint64_t clocks = command(0).clocks_for(kFifoBytes) + field(peek(kLptr), 0, 16);
    return last_mapped_ + clocks * (kPerSecond / std::max<std::uint64_t>(1, clock_hz()));
}

void Quadspi::arm_timeout() {
    if (!(peek(kCr) & cr::TCEN) || timeout_event_) return;
    timeout_event_ = timeline_.schedule(timeout_at(), [this] { on_timeout(); });
}

void Quadspi::on_timeout() {
    timeout_event_.reset();
    if (!mapped_busy_ || clock_hz() == 0) return;
    if (timeout_at() > timeline_.now()) return arm_timeout(); // accesses went on
    flags_ |= sr::TOF;
    mapped_busy_ = false;
    update_interrupt();
}

} // namespace vb
