// Registers of the STM32H7's SPI: what may be written when, flags, interrupt.
#include "ip/spi/spi-v2.hpp"

#include "ip/spi/spi-rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

using namespace spi_v2;
namespace rule = spi::rule;

namespace {
unsigned size_of(std::uint32_t lanes) { return lanes == ~0u ? 4 : (lanes & lanes >> 8) ? 2 : 1; }
} // namespace

SpiV2::SpiV2(Timeline& timeline, Violations& violations, const Pads& pads, InterruptLines& interrupts,
             SpiWiring wiring)
    : SpiPeripheral(kRegisters, timeline, violations, pads, interrupts, std::move(wiring)) {}

void SpiV2::reset() {
    if (bus().running()) bus().cut(now());
    PeripheralRegisters::reset();
    tx_.clear();
    rx_.clear();
    flags_ = 0;
    total_ = accepted_ = begun_ = ended_ = 0;
    suspending_ = suspended_ = stuck_ = false;
    ended_at_.reset();
    drive_nss();
    settle();
}

unsigned SpiV2::packet_bytes() const { return (field(peek(kCfg1), cfg1::FTHLV_Pos, 4) + 1) * frame_bytes(); }

std::uint64_t SpiV2::clock_hz() const {
    return wiring().kernel_hz() >> (field(peek(kCfg1), cfg1::MBR_Pos, 3) + 1);
}

// RXPLVL counts the frames beyond whole words. TXC is EOT's copy where frames are counted. While SPE is 0 TXP
// stays at 1, as the reset value has it (ES0396 2.12.4). TXTF holds it at 0 until software clears that.
std::uint32_t SpiV2::status() const {
    std::uint32_t value = flags_;
    const bool all_taken = (flags_ & sr::TXTF) || (enabled() && counted() && accepted_ >= total_);
    if (rx_.size() >= packet_bytes()) value |= sr::RXP;
    if (!all_taken && room(tx_) >= packet_bytes()) value |= sr::TXP;
    if ((value & (sr::RXP | sr::TXP)) == (sr::RXP | sr::TXP)) value |= sr::DXP;
    if (counted() ? (flags_ & sr::EOT) != 0 : tx_.empty() && !bus().running()) value |= sr::TXC;
    if (rx_.size() >= 4) value |= sr::RXWNE;
    if (frame_bytes() < 4) value |= std::uint32_t(rx_.size() % 4 / frame_bytes()) << sr::RXPLVL_Pos;
    return value | (total_ - ended_) << sr::CTSIZE_Pos;
}

bool SpiV2::interrupt() const {
    const std::uint32_t flags = status(), enabled = peek(kIer);
    return (flags & enabled & sr::kWithInterrupt) || (enabled & sr::EOT && flags & (sr::SUSP | sr::TXC));
}

std::optional<std::uint32_t> SpiV2::load_lanes(std::uint32_t offset, std::uint32_t lanes, Master) {
    advance();
    std::uint32_t value = offset == kSr ? status() : peek(offset);
    if (offset == kRxdr) {
        value = lanes & 0xFF ? read_data(size_of(lanes)) : 0;
        if (!(lanes & 0xFF))
            report(rule::kAccessWidth, fmt::format("{}_RXDR was read beside its lowest byte.", label()));
    }
    settle();
    return value;
}

bool SpiV2::store_lanes(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes, Master) {
    advance();
    store_register(offset, value, lanes);
    settle();
    return true;
}

void SpiV2::store_register(std::uint32_t offset, std::uint32_t value, std::uint32_t lanes) {
    const std::uint32_t changed = peek(offset) ^ value;
    switch (offset) {
    case kCr1: return store_cr1(value);
    case kCr2: return store_cr2(value);
    case kCfg1:
        if (refuse_while_enabled("CFG1", changed & ~cfg1::DMA))
            return keep(kCfg1, peek(kCfg1) ^ (changed & cfg1::DMA));
        break;
    case kCfg2:
        if (cr1(cr1::IOLOCK) && changed)
            return report(rule::kLockedField,
                          fmt::format("{}_CFG2 was written while CR1.IOLOCK is 1.", label()));
        if (refuse_while_enabled("CFG2", changed)) return;
        break;
    case kCrcpoly:
    case kUdrdr:
    case kI2scfgr:
        if (refuse_while_enabled("CRCPOLY, UDRDR or I2SCFGR", changed)) return;
        break;
    case kIfcr: flags_ &= ~(value & lanes & sr::kClearable); return next_frame(now()); // that SUSP held
    case kTxdr:
        if (lanes & 0xFF) return write_data(size_of(lanes), value);
        return report(rule::kAccessWidth,
                      fmt::format("{}_TXDR was written beside its lowest byte.", label()));
    default: break;
    }
    keep(offset, value);
    if (offset != kCfg2) return;
    check_mode_fault();
    drive_nss();
}

// "The content of this register is write protected when SPI is enabled."
bool SpiV2::refuse_while_enabled(const char* reg, std::uint32_t changed) {
    if (!enabled() || !changed) return false;
    report(rule::kLockedField,
           fmt::format("{}_{} bits 0x{:08X} were changed while CR1.SPE is 1: they keep their values.",
                       label(), reg, changed));
    return true;
}

// TSIZE needs SPE at 0; TSER may be written while a transfer runs, but only when the last one has been taken.
void SpiV2::store_cr2(std::uint32_t value) {
    const std::uint32_t old = peek(kCr2);
    if (refuse_while_enabled("CR2.TSIZE", (old ^ value) & 0xFFFF))
        value = (value & ~0xFFFFu) | (old & 0xFFFF);
    if (old >> 16 && (old ^ value) >> 16) {
        report(rule::kLockedField, fmt::format("{}_CR2.TSER was written while it is not 0.", label()));
        value = (value & 0xFFFF) | (old & ~0xFFFFu);
    }
    if (value >> 16) flags_ &= ~sr::TSERF;
    keep(kCr2, value);
}

void SpiV2::store_cr1(std::uint32_t value) {
    constexpr std::uint32_t kRequests = cr1::CSTART | cr1::CSUSP;
    const std::uint32_t old = peek(kCr1);
    if (flags_ & sr::MODF) value &= ~cr1::SPE;                      // "cannot be set while MODF is"
    if (old & cr1::SPE || flags_ & sr::MODF) value &= ~cr1::IOLOCK; // can be set while SPE is 0 only
    keep(kCr1, (value & ~kRequests) | (old & (cr1::CSTART | cr1::IOLOCK)));
    if (value & ~old & cr1::SPE) enable();
    if (old & ~value & cr1::SPE) disable();
    check_mode_fault();
    if ((value & cr1::CSTART) && !(old & cr1::SPE))
        report(rule::kStart, fmt::format("{}_CR1.CSTART was set while SPE was 0: nothing starts.", label()));
    else if (value & ~old & cr1::CSTART)
        request_start();
    if (value & cr1::CSUSP) request_suspend();
    drive_nss();
}

void SpiV2::check_modelled() {
    const std::pair<bool, const char*> missing[] = {
        {!cfg2(cfg2::MASTER), "as a slave (CFG2.MASTER 0)"},
        {peek(kCfg1) & cfg1::CRCEN, "with CRC (CFG1.CRCEN)"},
        {field(peek(kCfg2), cfg2::SP_Pos, 3) != 0, "in TI mode (CFG2.SP)"},
        {peek(kI2scfgr) & 1, "as an I2S (I2SCFGR.I2SMOD)"},
    };
    for (const auto& [is, what] : missing)
        if (is)
            report(rule::kNotModelled,
                   fmt::format("{} is switched on {}: that is not modelled.", label(), what));
}

// FTHLV: "size of the packet should not exceed 1/2 of FIFO space". The small instances have frames of 16 bits
// at most.
void SpiV2::check_packet() {
    if (2 * packet_bytes() > wiring().fifo_bytes)
        report(rule::kPacketSize,
               fmt::format("{}_CFG1.FTHLV makes packets of {} bytes, more than half of the FIFO "
                           "of {}.",
                           label(), packet_bytes(), wiring().fifo_bytes));
    const unsigned most = wiring().fifo_bytes < kMostBytes ? 16 : 32;
    if (frame_bits() < 4 || frame_bits() > most)
        report(rule::kPacketSize, fmt::format("{}_CFG1.DSIZE asks for frames of {} bits; it has 4 to {}.",
                                              label(), frame_bits(), most));
}

// The master is alone only if SSI, or the pin of NSS, says so.
void SpiV2::check_mode_fault() {
    const bool by_software = cfg2(cfg2::SSM) && !cr1(cr1::SSI);
    const bool by_pin = !cfg2(cfg2::SSM) && !cfg2(cfg2::SSOE) && enabled() && !bus().nss_input_is_high();
    if (!cfg2(cfg2::MASTER) || !(by_software || by_pin)) return;
    if (enabled()) {
        set_bits(kCr1, cr1::SPE, false);
        disable();
    }
    set_bits(kCfg2, cfg2::MASTER, false);
    flags_ |= sr::MODF;
    report(rule::kModeFault,
           fmt::format("{} is a master while NSS is low ({}): mode fault, SPE and MASTER fall.", label(),
                       by_software ? "SSM 1, SSI 0" : "SSM 0, SSOE 0, its pin"));
}

// AFCNTR: without it a disabled SPI leaves its pins alone.
void SpiV2::check_floating_clock() {
    if (cfg2(cfg2::AFCNTR) || !bus().clock_may_float()) return;
    report(rule::kClockFloats,
           fmt::format("SCK of {} floats while SPE is 0 and a chip is selected: CFG2.AFCNTR is 0 "
                       "and no resistor holds it.",
                       label()));
}

void SpiV2::enable() {
    check_modelled();
    check_packet();
    check_floating_clock();
    total_ = peek(kCr2) & 0xFFFF;
    accepted_ = begun_ = ended_ = 0;
}

// Both FIFOs are emptied, and CSTART falls. Latched flags stay until IFCR clears them (inferred).
void SpiV2::disable() {
    if (bus().running()) {
        report(rule::kDisabledInFlight,
               fmt::format("{}_CR1.SPE was cleared in the middle of a frame.", label()));
        bus().cut(now());
    }
    check_floating_clock();
    set_bits(kCr1, cr1::CSTART | cr1::IOLOCK, false);
    tx_.clear();
    rx_.clear();
    total_ = accepted_ = begun_ = ended_ = 0;
    suspending_ = suspended_ = stuck_ = false;
    ended_at_.reset();
}

// With SSOE and without SSM it is active while a transfer lasts; SSIOP says at which level.
void SpiV2::drive_nss() {
    const bool own = cfg2(cfg2::MASTER) && cfg2(cfg2::SSOE) && !cfg2(cfg2::SSM);
    const bool drives = own && (enabled() || cfg2(cfg2::AFCNTR));
    const bool active = enabled() && started(), active_level = cfg2(cfg2::SSIOP);
    bus().set_nss(drives ? std::optional(active == active_level) : std::nullopt, now());
}

} // namespace vb
