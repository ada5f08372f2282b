#include "ip/spi/spi.hpp"

#include "ip/spi/spi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace vb {

using namespace spi;

namespace {
std::span<const RegisterSpec> map_of(SpiKind kind) {
    return kind == SpiKind::F4 ? std::span<const RegisterSpec>(kF4Registers) : kF7Registers;
}
unsigned size_of(std::uint32_t lanes) { return lanes == ~0u ? 4 : (lanes & lanes >> 8) ? 2 : 1; }
} // namespace

Spi::Spi(SpiKind kind, Timeline& timeline, Violations& violations, const Pads& pads,
         InterruptLines& interrupts, SpiWiring wiring)
    : SpiPeripheral(map_of(kind), timeline, violations, pads, interrupts, std::move(wiring)), kind_(kind) {}

void Spi::reset() {
    if (bus().running()) bus().cut(now());
    PeripheralRegisters::reset();
    tx_.clear();
    rx_.clear();
    flags_ = 0;
    data_read_after_ovr_ = status_seen_after_modf_ = false;
    drive_nss();
    settle();
}

unsigned Spi::frame_bits() const {
    if (!has_fifo()) return cr1(cr1::DFF) ? 16 : 8;
    return (peek(kCr2) >> cr2::DS_Pos & 0xF) + 1;
}

bool Spi::receives() const { return cr1(cr1::BIDIMODE) ? !cr1(cr1::BIDIOE) : true; }
bool Spi::receives_only() const { return cr1(cr1::BIDIMODE) ? !cr1(cr1::BIDIOE) : cr1(cr1::RXONLY); }

// RM0385: "the TXFIFO level is less than or equal to half of its capacity"; FRXTH: a half or a quarter.
bool Spi::txe() const { return has_fifo() ? tx_.size() <= 2 : tx_.empty(); }
bool Spi::rxne() const { return rx_.size() >= (has_fifo() ? cr2(cr2::FRXTH) ? 1u : 2u : frame_bytes()); }

// 3 bytes count as full (RM0385 says so of the transmitter).
std::uint32_t Spi::level_of(std::size_t bytes) const {
    return std::uint32_t(std::min<std::size_t>(bytes, 3));
}

std::uint32_t Spi::status() const {
    std::uint32_t value = flags_;
    if (rxne()) value |= sr::RXNE;
    if (txe()) value |= sr::TXE;
    if (bus().running() || (cr1(cr1::SPE) && !tx_.empty())) value |= sr::BSY;
    if (has_fifo()) value |= level_of(rx_.size()) << sr::FRLVL_Pos | level_of(tx_.size()) << sr::FTLVL_Pos;
    return value;
}

bool Spi::interrupt() const {
    const std::uint32_t flags = status();
    return (cr2(cr2::TXEIE) && flags & sr::TXE) || (cr2(cr2::RXNEIE) && flags & sr::RXNE) ||
           (cr2(cr2::ERRIE) && flags & (sr::OVR | sr::MODF));
}

std::optional<std::uint32_t> Spi::load_lanes(std::uint32_t offset, std::uint32_t lanes, Master) {
    advance();
    std::uint32_t value = peek(offset);
    if (offset == kSr) value = read_status();
    if (offset == kDr) {
        value = lanes & 0xFF ? read_data(size_of(lanes)) : 0;
        if (!(lanes & 0xFF))
            report(rule::kAccessWidth, fmt::format("{}_DR was read beside its lowest byte.", label()));
    }
    settle();
    return value;
}

bool Spi::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master) {
    advance();
    if (offset == kCr1)
        store_cr1(value);
    else if (offset == kCr2)
        store_cr2(value);
    else if (offset == kSr)
        status_seen_after_modf_ |= (flags_ & sr::MODF) != 0; // there is no CRC whose error could be cleared
    else if (offset != kDr)
        keep(offset, value);
    else if (lanes & 0xFF)
        write_data(size_of(lanes), value);
    else
        report(rule::kAccessWidth, fmt::format("{}_DR was written beside its lowest byte.", label()));
    settle();
    return true;
}

// OVR: a read of DR, then one of SR. MODF: an access to SR, then a write of CR1.
std::uint32_t Spi::read_status() {
    const std::uint32_t value = status();
    if (std::exchange(data_read_after_ovr_, false)) flags_ &= ~sr::OVR;
    status_seen_after_modf_ |= (flags_ & sr::MODF) != 0;
    return value;
}

void Spi::check_locked(const char* reg, std::uint32_t changed) {
    if (!changed) return;
    report(rule::kLockedField,
           fmt::format("{}_{} fields 0x{:04X} were changed while SPE is 1.", label(), reg, changed));
}

void Spi::store_cr1(std::uint32_t value) {
    const std::uint32_t old = peek(kCr1);
    if (flags_ & sr::MODF) {
        if (std::exchange(status_seen_after_modf_, false))
            flags_ &= ~sr::MODF;
        else
            value &= ~(cr1::SPE | cr1::MSTR); // they cannot be set while MODF is
    }
    const bool stays_on = (old & cr1::SPE) && ((value & cr1::SPE) || bus().running());
    if (stays_on) check_locked("CR1", (old ^ value) & cr1::kOnlyWhenOff);
    if (old & ~value & cr1::SPE) disable();
    keep(kCr1, value);
    if (value & cr1::SPE) check_modelled();
    check_mode_fault();
    drive_nss();
    start(now());
}

// RM0385, DS: "if software attempts to write one of the not used values, they are forced to 8-bit".
void Spi::store_cr2(std::uint32_t value) {
    if (has_fifo() && (value >> cr2::DS_Pos & 0xF) < 3)
        value = (value & ~(0xFu << cr2::DS_Pos)) | 7u << cr2::DS_Pos;
    if (cr1(cr1::SPE)) check_locked("CR2", (peek(kCr2) ^ value) & cr2::kOnlyWhenOff);
    keep(kCr2, value);
    if (cr1(cr1::SPE)) check_modelled();
    check_mode_fault();
    drive_nss();
}

void Spi::check_modelled() {
    const std::pair<bool, const char*> missing[] = {{!cr1(cr1::MSTR), "as a slave (CR1.MSTR 0)"},
                                                    {cr1(cr1::CRCEN), "with CRC (CR1.CRCEN)"},
                                                    {cr2(cr2::FRF), "in TI mode (CR2.FRF)"},
                                                    {peek(kI2scfgr) & kI2smod, "as an I2S (I2SCFGR.I2SMOD)"}};
    for (const auto& [is, what] : missing)
        if (is)
            report(rule::kNotModelled,
                   fmt::format("{} is switched on {}: that is not modelled.", label(), what));
}

// The master is alone only if SSI, or the pin of NSS, says so.
void Spi::check_mode_fault() {
    const bool by_software = cr1(cr1::SSM) && !cr1(cr1::SSI);
    const bool by_pin = !cr1(cr1::SSM) && !cr2(cr2::SSOE) && cr1(cr1::SPE) && !bus().nss_input_is_high();
    if (!cr1(cr1::MSTR) || !(by_software || by_pin)) return;
    if (cr1(cr1::SPE)) disable();
    set_bits(kCr1, cr1::SPE | cr1::MSTR, false);
    flags_ |= sr::MODF;
    status_seen_after_modf_ = false;
    report(rule::kModeFault,
           fmt::format("{} is a master while NSS is low ({}): mode fault, SPE and MSTR fall.", label(),
                       by_software ? "SSM 1, SSI 0" : "SSM 0, SSOE 0, its pin"));
}

// A receive-only frame that has begun goes on to its end; anything else stops where it is (inferred: the
// manual asks to wait for TXE and BSY first).
void Spi::disable() {
    if (receives_only() || (!bus().running() && tx_.empty())) return;
    report(rule::kDisabledInFlight, fmt::format("{}_CR1.SPE was cleared while SR.BSY is 1.", label()));
    if (bus().running()) bus().cut(now());
}

// Low from SPE on; a disabled SPI leaves the pin to its resistor.
void Spi::drive_nss() {
    const bool drives = cr1(cr1::SPE) && cr1(cr1::MSTR) && !cr1(cr1::SSM) && cr2(cr2::SSOE);
    bus().set_nss(drives ? std::optional(false) : std::nullopt, now());
}

void Spi::write_data(unsigned size, std::uint32_t value) {
    unsigned bytes = has_fifo() ? std::min(size, 2u) : frame_bytes();
    if (size < frame_bytes()) {
        report(rule::kAccessWidth, fmt::format("{}_DR was written with {} byte for frames of {} bits.",
                                               label(), size, frame_bits()));
        if (has_fifo()) return;
        value &= 0xFF;
    }
    if (fifo_bytes() < tx_.size() + bytes) {
        report(rule::kNoRoom,
               fmt::format("{}_DR was written without room for it (TXE 0): data are lost.", label()));
        if (has_fifo()) return;
        tx_.clear(); // the buffer takes the new ones
    }
    for (unsigned i = 0; i < bytes; ++i) tx_.push(std::uint8_t(value >> 8 * i));
    start(now());
}

std::uint32_t Spi::read_data(unsigned size) {
    const unsigned bytes = has_fifo() ? std::min(size, 2u) : frame_bytes();
    const bool clears = flags_ & sr::OVR;
    data_read_after_ovr_ |= clears;
    if (rx_.size() < bytes && !clears)
        report(rule::kNothingToRead,
               fmt::format("{}_DR was read with {} byte(s), {} came in.", label(), bytes, rx_.size()));
    if (rx_.empty()) return last_read_;
    last_read_ = 0;
    for (unsigned i = 0; i < bytes && !rx_.empty(); ++i) last_read_ |= std::uint32_t(rx_.pop()) << 8 * i;
    return last_read_;
}

void Spi::start(Picoseconds at) {
    if (bus().running() || !cr1(cr1::SPE) || !cr1(cr1::MSTR) || peek(kI2scfgr) & kI2smod) return;
    if (!receives_only() && tx_.size() < frame_bytes()) return;
    SpiFrame frame;
    frame.hz = wiring().kernel_hz() >> ((peek(kCr1) >> 3 & 7) + 1);
    if (frame.hz == 0)
        return report(rule::kKernelClock,
                      fmt::format("{} has data to send while its clock stands.", label()));
    frame.bits = frame_bits();
    frame.drives = !receives_only();
    frame.one_line = cr1(cr1::BIDIMODE);
    frame.cpol = cr1(cr1::CPOL);
    frame.cpha = cr1(cr1::CPHA);
    frame.lsb_first = cr1(cr1::LSBFIRST);
    if (frame.drives)
        for (unsigned i = 0; i < frame_bytes(); ++i) frame.value |= std::uint32_t(tx_.pop()) << 8 * i;
    bus().begin(frame, at);
}

void Spi::frame_done(std::uint32_t received, Picoseconds at) {
    if (receives()) {
        if (rx_.size() + frame_bytes() > fifo_bytes())
            flags_ |= sr::OVR; // what came before stays
        else
            for (unsigned i = 0; i < frame_bytes(); ++i) rx_.push(std::uint8_t(received >> 8 * i));
    }
    start(pulse_nss(at));
}

// F7, NSSP: between two frames NSS is high for a clock at least, with CPHA 0.
Picoseconds Spi::pulse_nss(Picoseconds at) {
    const bool more = cr1(cr1::SPE) && (receives_only() || tx_.size() >= frame_bytes());
    const std::uint64_t hz = wiring().kernel_hz() >> ((peek(kCr1) >> 3 & 7) + 1);
    const bool drives = cr1(cr1::MSTR) && !cr1(cr1::SSM) && cr2(cr2::SSOE);
    if (!has_fifo() || !more || !drives || !cr2(cr2::NSSP) || cr1(cr1::CPHA) || hz == 0) return at;
    bus().set_nss(true, at);
    at += kPerSecond / hz;
    bus().set_nss(false, at);
    return at;
}

} // namespace vb
