// Registers of XSPI: access rules, CR, flags, interrupt.
#include "ip/xspi/xspi.hpp"

#include "ip/xspi/xspi-rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

using namespace xspi;

namespace {

WindowIdentity window_of(const XspiSeat& seat) {
    return {fmt::format("XSPI{}", seat.number),
            seat.window,
            "CCR, TCR, IR",
            rule::kWindowDiffers,
            rule::kMappedAccess,
            rule::kMappedStore};
}

// What a mapped window has behind it: nothing, where no chip is.
std::span<std::uint8_t> array_of(SpiDevice* chip) { return chip ? chip->array() : std::span<std::uint8_t>{}; }

} // namespace

Xspi::Xspi(XspiSeat seat, Timeline& timeline, Violations& violations, const ClockSource& clocks,
           MemoryMap& memory, InterruptLines& interrupts, std::function<void(Picoseconds)> stall)
    : seat_(std::move(seat)), n_(seat_.number), timeline_(timeline), violations_(violations), clocks_(clocks),
      interrupts_(interrupts), stall_(std::move(stall)), window_(window_of(seat_), *this, memory, violations),
      transaction_(violations) {
    window_.attach(array_of(seat_.port().chip()));
}

Xspi::~Xspi() {
    if (event_) timeline_.cancel(*event_);
    if (timeout_event_) timeline_.cancel(*timeout_event_);
}

void Xspi::reset() {
    stop_job();
    mapped_busy_ = poll_fresh_ = false;
    registers_.fill(0); // docs/hardware/xspi.md, registers
    flags_ = polled_ = 0;
    calibrate_ = true;
    select_free_ = stalled_until_ = 0;
    window_.disarm();
    if (timeout_event_) timeline_.cancel(*timeout_event_);
    timeout_event_.reset();
    rearm();
    update_interrupt();
}

bool Xspi::clocked(const char* access) {
    if (clocks_.xspi_enabled(n_)) return true;
    violations_.report(
        rule::kRegisterClock,
        fmt::format("XSPI{} was {} while RCC_AHB5ENR.XSPI{}EN is 0: it reads 0 and keeps nothing.", n_,
                    access, n_));
    return false;
}

std::optional<std::uint32_t> Xspi::read(std::uint32_t offset, unsigned size, Master) {
    if (!clocks_.xspi_enabled(n_)) return 0; // ST's HAL reads the other XSPI's CR without its clock
    advance();
    const std::uint32_t value = read_register(offset, size);
    update_interrupt();
    rearm();
    return value;
}

bool Xspi::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) {
    if (!clocked("written")) return true;
    advance();
    write_register(offset, size, value);
    advance(); // what starts at once starts now
    update_interrupt();
    rearm();
    return true;
}

std::uint32_t Xspi::read_register(std::uint32_t offset, unsigned size) {
    const std::uint32_t word = offset & ~3u;
    if (offset == kDr) return read_data(size);
    if (implemented(word) == 0) return 0;
    if (word == kDr) {
        violations_.report(rule::kDataRegister,
                           fmt::format("XSPI{}_DR was read at another byte lane than its lowest.", n_));
        return 0;
    }
    std::uint32_t value = word == kSr ? status() : word == kFcr ? 0 : reg(word);
    value >>= 8 * (offset & 3);
    return size == 4 ? value : value & ((1u << (8 * size)) - 1);
}

void Xspi::write_register(std::uint32_t offset, unsigned size, std::uint32_t value) {
    const std::uint32_t word = offset & ~3u;
    if (offset == kDr) return write_data(size, value);
    if (implemented(word) == 0 || word == kDr) {
        violations_.report(
            rule::kReserved,
            fmt::format("XSPI{} was written at offset 0x{:03X}, where nothing is.", n_, offset));
        return;
    }
    const unsigned shift = 8 * (offset & 3);
    const std::uint32_t lanes = (size == 4 ? ~0u : (1u << (8 * size)) - 1) << shift;
    const std::uint32_t old = word == kFcr ? 0 : reg(word);
    const std::uint32_t merged = ((old & ~lanes) | ((value << shift) & lanes)) & implemented(word);
    if (word == kFcr)
        flags_ &= ~merged;
    else if (word == kCr)
        write_control(merged);
    else if (word == kSr || word == kCalfcr)
        return; // read-only
    else if (busy())
        write_while_busy(word);
    else if (word == kAr && mode() == Mode::MemoryMapped)
        return; // docs/hardware/xspi.md, abort and busy
    else
        write_plain(word, merged);
}

void Xspi::write_while_busy(std::uint32_t offset) {
    violations_.report(
        rule::kWriteWhileBusy,
        fmt::format("XSPI{} was written at offset 0x{:03X} while SR.BUSY is 1: the write is ignored.", n_,
                    offset));
}

void Xspi::write_plain(std::uint32_t offset, std::uint32_t value) {
    const bool prescaler = offset == kDcr2 && ((reg(kDcr2) ^ value) & 0xFF);
    reg(offset) = value;
    if (prescaler) calibrate_ = true; // docs/hardware/xspi.md, calibration
    if (offset == kCalsor || offset == kCalsir) calibrate_ = false;
    trigger(offset);
    if (mode() == Mode::MemoryMapped && offset != kLptr && offset != kDlr) refresh_window();
}

// The fields that only count while BUSY = 0 stay as they are.
std::uint32_t Xspi::keep_while_busy(std::uint32_t value) {
    const std::uint32_t changed = (reg(kCr) ^ value) & cr::kOnlyWhenIdle;
    if (!busy() || !changed) return value;
    if (mode() == Mode::MemoryMapped && (changed & cr::FMODE))
        violations_.report(
            rule::kLeaveMappedBusy,
            fmt::format("XSPI{}_CR.FMODE was changed in memory-mapped mode while SR.BUSY is 1, without "
                        "an abort: the write is ignored.",
                        n_));
    else
        violations_.report(rule::kWriteWhileBusy,
                           fmt::format("XSPI{}_CR fields 0x{:08X} were changed while SR.BUSY "
                                       "is 1: they keep their values.",
                                       n_, changed));
    return (value & ~cr::kOnlyWhenIdle) | (reg(kCr) & cr::kOnlyWhenIdle);
}

void Xspi::write_control(std::uint32_t value) {
    const std::uint32_t old = reg(kCr);
    const std::uint32_t kept = keep_while_busy(value) & ~cr::ABORT;
    reg(kCr) = kept;
    if ((old & cr::EN) && !(kept & cr::EN))
        disable();
    else if ((value & cr::ABORT) && enabled())
        abort();
    if ((old ^ kept) & (cr::EN | cr::FMODE | cr::DMM | cr::CSSEL | cr::MSEL)) refresh_window();
}

void Xspi::stop_job() {
    if (transaction_.open()) release(time());
    fifo_.clear();
    state_ = State::Idle;
    job_ = {};
    stalled_until_ = 0;
}

void Xspi::abort() {
    stop_job();
    mapped_busy_ = poll_fresh_ = false;
    flags_ |= sr::TCF; // on every completed abort, in any mode (docs/hardware/xspi.md, flags and FIFO)
}

void Xspi::disable() {
    if (state_ == State::Command || state_ == State::Reading || state_ == State::Writing ||
        state_ == State::Starting)
        violations_.report(
            rule::kDisabledInFlight,
            fmt::format("XSPI{}_CR.EN was cleared while a transfer is running: silicon may deadlock.", n_));
    stop_job();
    mapped_busy_ = poll_fresh_ = false;
}

bool Xspi::fifo_threshold() const {
    const std::size_t threshold = field(reg(kCr), 8, 5) + 1;
    if (!enabled()) return false;
    switch (mode()) {
    case Mode::IndirectWrite: return fifo_.room() >= threshold;
    case Mode::IndirectRead:
        return fifo_.size() >= threshold || (state_ == State::Draining && !fifo_.empty());
    case Mode::AutoPolling: return poll_fresh_;
    default: return false;
    }
}

std::uint32_t Xspi::status() const {
    std::uint32_t value = flags_;
    if (fifo_threshold()) value |= sr::FTF;
    if (busy()) value |= sr::BUSY;
    return value | std::uint32_t(fifo_.size()) << sr::FLEVEL_Pos;
}

void Xspi::update_interrupt() {
    // IE bits lie 16 above their flags in the order TEIE TCIE FTIE SMIE TOIE, as TEF TCF FTF SMF TOF do.
    const bool level = (reg(kCr) >> 16) & status() & 0x1F;
    if (level == line_) return;
    line_ = level;
    interrupts_.set_line(seat_.irq, level);
}

void Xspi::refresh_window() {
    if (!enabled() || mode() != Mode::MemoryMapped) return window_.disarm();
    window_.arm(array_of(seat_.port().chip()), device_bytes());
}

} // namespace vb
