// Registers of QUADSPI: access rules, CR, flags, interrupt.
#include "ip/quadspi/quadspi.hpp"

#include "ip/quadspi/quadspi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb {

using namespace quadspi;

namespace {

WindowIdentity window_of(const QuadspiWiring& wiring) {
    return {wiring.name,          wiring.window,     "CCR, ABR, CR",
            rule::kWindowDiffers, rule::kMappedLoad, rule::kMappedStore};
}

unsigned size_of(std::uint32_t lanes) { return lanes == ~0u ? 4 : (lanes & lanes >> 8) ? 2 : 1; }

} // namespace

Quadspi::Quadspi(Timeline& timeline, Violations& violations, const Pads& pads, MemoryMap& memory,
                 InterruptLines& interrupts, QuadspiWiring wiring)
    : PeripheralRegisters(wiring.name, kRegisters, violations), timeline_(timeline), interrupts_(interrupts),
      wiring_(std::move(wiring)), banks_{QuadspiBank{wiring_.name, 1, wiring_.seats[0], pads, violations,
                                                     wiring_.limits},
                                         QuadspiBank{wiring_.name, 2, wiring_.seats[1], pads, violations,
                                                     wiring_.limits}},
      window_(window_of(wiring_), *this, memory, violations) {
    gate(wiring_.clocked, wiring_.enable_bit);
    window_.attach(mapped_array());
}

Quadspi::~Quadspi() {
    if (event_) timeline_.cancel(*event_);
    if (timeout_event_) timeline_.cancel(*timeout_event_);
}

void Quadspi::reset() {
    stop_job();
    mapped_busy_ = poll_fresh_ = instruction_sent_ = stale_ = bus_dead_ = false;
    PeripheralRegisters::reset();
    free_running_.reset();
    flags_ = polled_ = 0;
    end_reads_ = 0;
    select_free_ = stalled_until_ = 0;
    window_.disarm();
    if (timeout_event_) timeline_.cancel(*timeout_event_);
    timeout_event_.reset();
    rearm();
    update_interrupt();
}

std::optional<std::uint32_t> Quadspi::load_lanes(std::uint32_t offset, std::uint32_t lanes, Master) {
    if (bus_dead_) return std::nullopt;
    advance();
    std::uint32_t value = offset == kSr ? status() : offset == kFcr ? 0 : peek(offset);
    if (offset == kDr && !(lanes & 0xFF)) {
        violations().report(rule::kDataRegister,
                            fmt::format("{}_DR was read at another byte lane than its lowest.", label()));
        value = 0;
    } else if (offset == kDr) {
        value = read_data(size_of(lanes));
    }
    update_interrupt();
    rearm();
    return value;
}

bool Quadspi::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master) {
    if (bus_dead_) return false;
    advance();
    store_register(offset, value, lanes);
    advance(); // what starts at once starts now
    update_interrupt();
    rearm();
    return true;
}

void Quadspi::store_register(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes) {
    if (offset == kDr && !(lanes & 0xFF))
        violations().report(rule::kDataRegister,
                            fmt::format("{}_DR was written at another byte lane than its lowest.", label()));
    else if (offset == kDr)
        write_data(size_of(lanes), value);
    else if (offset == kFcr)
        flags_ &= ~(value & lanes & (sr::TEF | sr::TCF | sr::SMF | sr::TOF));
    else if (offset == kCr)
        store_control(value);
    else if (offset == kSr)
        return; // read-only
    else if (offset == kAr && address_unused())
        return;
    else if (busy())
        store_while_busy(offset);
    else
        store_plain(offset, value, lanes);
}

// RM0433: writes of AR are ignored when BUSY = 1 or FMODE = 3. ST's HAL counts on it: it writes AR after
// every command without address.
bool Quadspi::address_unused() const {
    return mode() == Mode::MemoryMapped || (busy() && field(peek(kCcr), 10, 2) == 0);
}

void Quadspi::store_while_busy(std::uint32_t offset) {
    violations().report(
        rule::kWriteWhileBusy,
        fmt::format("{} was written at offset 0x{:03X} while SR.BUSY is 1: the write is ignored.", label(),
                    offset));
}

void Quadspi::store_plain(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes) {
    const bool was_mapped = mode() == Mode::MemoryMapped;
    check_even(offset, value);
    keep(offset, value);
    if (offset == kCcr) instruction_sent_ = false;
    if (offset == kCcr && !was_mapped && mode() == Mode::MemoryMapped && wiring_.errata.stale_address &&
        (peek(kAr) & 3) == 3) {
        stale_ = true;
        violations().report(
            rule::kStaleAddress,
            fmt::format("{} enters memory-mapped mode with 0x{:08X} in AR: the first load is wrong.", label(),
                        peek(kAr)));
    }
    if (was_mapped || mode() == Mode::MemoryMapped)
        if (offset == kCcr || offset == kAbr || offset == kDcr) refresh_window();
    trigger(offset, lanes);
}

// DLR[0] is stuck at 1 and AR[0] at 0 with two flashes.
void Quadspi::check_even(std::uint32_t offset, std::uint32_t value) {
    if (!dual()) return;
    if ((offset == kDlr && !(value & 1)) || (offset == kAr && (value & 1)))
        violations().report(rule::kOddInDual,
                            fmt::format("{}_{} was set to 0x{:08X} with CR.DFM 1: an odd {}.", label(),
                                        offset == kDlr ? "DLR" : "AR", value,
                                        offset == kDlr ? "number of bytes" : "address"));
}

// The fields that only count while BUSY = 0 stay as they are.
std::uint32_t Quadspi::keep_while_busy(std::uint32_t value) {
    const std::uint32_t changed = (peek(kCr) ^ value) & cr::kOnlyWhenIdle;
    if (!busy() || !changed) return value;
    violations().report(
        rule::kWriteWhileBusy,
        fmt::format("{}_CR fields 0x{:08X} were changed while SR.BUSY is 1: they keep their values.", label(),
                    changed));
    return (value & ~cr::kOnlyWhenIdle) | (peek(kCr) & cr::kOnlyWhenIdle);
}

void Quadspi::store_control(std::uint32_t value) {
    const std::uint32_t old = peek(kCr);
    std::uint32_t kept = keep_while_busy(value) & ~cr::ABORT;
    if (wiring_.errata.short_threshold && (kept & 1u << 12)) {
        violations().report(rule::kThreshold,
                            fmt::format("{}_CR.FTHRES asks for {} bytes; its bit 4 is not there.", label(),
                                        field(kept, 8, 5) + 1));
        kept &= ~(1u << 12);
    }
    keep(kCr, kept);
    if ((old & cr::EN) && !(kept & cr::EN))
        disable();
    else if ((value & cr::ABORT) && enabled())
        abort();
    if ((old ^ kept) & (cr::EN | cr::SSHIFT | cr::DFM | cr::FSEL | cr::PRESCALER)) refresh_window();
}

void Quadspi::stop_job() {
    if (transaction_.open()) release(time());
    fifo_.clear();
    state_ = State::Idle;
    job_ = {};
    stalled_until_ = 0;
}

// TCF comes "when the transfer has been aborted": with nothing to abort it does not (inferred; later releases
// of ST's HAL look at BUSY before they abort and wait for TCF).
void Quadspi::abort() {
    if (!busy() || state_ == State::HungHard) return;
    stop_job();
    mapped_busy_ = poll_fresh_ = false;
    flags_ |= sr::TCF;
}

void Quadspi::disable() {
    if (state_ == State::Command || state_ == State::Reading || state_ == State::Writing ||
        state_ == State::Starting)
        violations().report(rule::kDisabledInFlight,
                            fmt::format("{}_CR.EN was cleared while a transfer is running.", label()));
    end_free_running();
    stop_job();
    mapped_busy_ = poll_fresh_ = false;
}

// The work-around of "QUADSPI internal timing criticality" runs CLK freely for so short a time that, with the
// highest prescaler, no edge comes out.
void Quadspi::end_free_running() {
    if (!free_running_) return;
    const std::uint64_t hz = wiring_.kernel_hz();
    const Picoseconds passed = timeline_.now() - *free_running_;
    free_running_.reset();
    if (hz && passed < kFreeRunningClocks * (kPerSecond / hz)) return;
    violations().report(
        rule::kFreeRunning,
        fmt::format("{} left its clock running freely (CCR bit 29) for {} ns, {} kernel clocks or more.",
                    label(), passed / kPerNanosecond, kFreeRunningClocks));
}

bool Quadspi::fifo_threshold() const {
    if (!enabled()) return false;
    switch (mode()) {
    case Mode::IndirectWrite: return fifo_.room() >= threshold();
    case Mode::IndirectRead:
        return fifo_.size() >= threshold() || (state_ == State::Draining && !fifo_.empty());
    case Mode::AutoPolling: return poll_fresh_;
    default: return false;
    }
}

std::uint32_t Quadspi::status() const {
    std::uint32_t value = flags_;
    if (fifo_threshold()) value |= sr::FTF;
    if (busy()) value |= sr::BUSY;
    return value | std::uint32_t(fifo_.size()) << sr::FLEVEL_Pos;
}

void Quadspi::update_interrupt() {
    // IE bits lie 16 above their flags in the order TEIE TCIE FTIE SMIE TOIE, as TEF TCF FTF SMF TOF do.
    const bool level = (peek(kCr) >> 16) & status() & 0x1F;
    if (level == line_) return;
    line_ = level;
    interrupts_.set_line(wiring_.irq, level);
}

// What a mapped window has behind it. Two flashes give every second byte each.
std::span<std::uint8_t> Quadspi::mapped_array() {
    SpiDevice* const one = banks_[0].chip();
    SpiDevice* const two = banks_[1].chip();
    SpiDevice* const chosen = peek(kCr) & cr::FSEL ? two : one;
    if (!dual()) return chosen ? chosen->array() : std::span<std::uint8_t>{};
    if (!one || !two) return {};
    const std::size_t half = std::min(one->array().size(), two->array().size());
    both_.resize(
        std::max(both_.size(), 2 * half)); // never shrinks: the CPU may hold the pointer a little longer
    for (std::size_t i = 0; i < half; ++i) {
        both_[2 * i] = one->array()[i];
        both_[2 * i + 1] = two->array()[i];
    }
    return std::span(both_).first(2 * half);
}

void Quadspi::refresh_window() {
    if (!enabled() || mode() != Mode::MemoryMapped) return window_.disarm();
    end_reads_ = 0;
    window_.arm(mapped_array(), device_bytes());
}

} // namespace vb
