#include "ip/otg/otg.hpp"

#include "ip/otg/otg-registers.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {
using namespace otg;

namespace {
// GINTSTS: what software clears; the rest are levels.
constexpr std::uint32_t kClearable = 0xF8F0FC0A & ~(IEPINT | OEPINT);
// What a core reset leaves: the choice of the PHY, its interface and its clocks; the connection; GCCFG and
// PCGCCTL (docs/hardware/usb.md, core reset).
constexpr std::uint32_t kKeptUsbConfig = 0x104E80F8;
} // namespace

Otg::Otg(std::string name, const OtgKind& kind, Timeline& timeline, Violations& violations, OtgWiring wiring)
    : PeripheralRegisters(std::move(name), kind.map, violations), kind_(kind), timeline_(timeline),
      wiring_(std::move(wiring)), in_(kind.endpoints), out_(kind.endpoints) {
    gate(wiring_.clocked, wiring_.enable_bit);
}

std::optional<unsigned> Otg::endpoint_of(std::uint32_t offset, std::uint32_t base) const {
    const std::uint32_t n = (offset - base) / kEndpoint;
    return offset >= base && n < kind_.endpoints ? std::optional(unsigned(n)) : std::nullopt;
}

void Otg::complain(const OtgTrouble& about) { violations().report(about.rule, about.what); }

void Otg::reset() {
    PeripheralRegisters::reset();
    received_.flush();
    for (InEndpoint& one : in_) one.reset();
    for (OutEndpoint& one : out_) one = {};
    resetting_ = setup_pending_ = setup_checked_ = in_control_transfer_ = false;
    take_address();
    update_connection(false);
    update_interrupt();
}

std::optional<std::uint32_t> Otg::load(std::uint32_t offset, Master master) {
    if (const auto n = endpoint_of(offset, IN_ENDPOINTS)) {
        if (offset == diep(*n, INT)) return in_status(*n);
        if (offset == diep(*n, DTXFSTS)) return free_words(*n);
    }
    switch (offset) {
    case GINTSTS: return interrupt_status();
    case GRXSTSR: return received_.top();
    case GRXSTSP: return pop_status();
    case DAINT: return endpoint_interrupts();
    case GOTGCTL: return peek(GOTGCTL) | (session_is_valid() ? BSVLD : 0);
    case GRSTCTL: finish_core_reset(); return peek(GRSTCTL) | (resetting_ ? CSRST : 0);
    default: return PeripheralRegisters::load(offset, master);
    }
}

// RM0433, OTG_GRXSTSP: taking the entry that ends a transfer or a setup stage raises its interrupt.
std::uint32_t Otg::pop_status() {
    if (received_.unread_words())
        complain({"VB-OTG-020", fmt::format("{}.GRXSTSP read while {} words of the packet before are unread",
                                            name(), received_.unread_words())});
    const auto status = received_.pop();
    if (!status) {
        complain({"VB-OTG-021", fmt::format("{}.GRXSTSP read while RXFLVL is 0", name())});
        return 0;
    }
    const unsigned n = *status & 0xF;
    switch (*status >> 17 & 0xF) {
    case kOutDone:
        set_bits(doep(n, CTL), EPENA, false);
        set_bits(doep(n, INT), XFRC, true);
        out_[n].complete = false;
        break;
    case kSetupDone:
        set_bits(doep(n, CTL), EPENA, false);
        set_bits(doep(n, INT), STUP, true);
        break;
    case kGlobalOutNak: set_bits(DCTL, GONSTS, true); break;
    default: break;
    }
    update_interrupt();
    return *status;
}

bool Otg::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (const auto n = endpoint_of(offset, IN_ENDPOINTS))
        store_in(*n, offset - diep(*n, 0), value);
    else if (const auto k = endpoint_of(offset, OUT_ENDPOINTS))
        store_out(*k, offset - doep(*k, 0), value);
    else
        store_global(offset, value);
    update_interrupt();
    return true;
}

void Otg::store_global(std::uint32_t offset, std::uint32_t value) {
    switch (offset) {
    case GINTSTS: set_bits(GINTSTS, value & kClearable, false); return;
    case GOTGINT: set_bits(GOTGINT, value, false); return;
    case GRSTCTL: store_reset_control(value); return;
    case DCTL: store_device_control(value); return;
    case GAHBCFG:
        keep(offset, value);
        if (value & DMAEN) complain({"VB-OTG-090", name() + ".GAHBCFG.DMAEN set: DMA is not modelled"});
        return;
    case GUSBCFG:
        keep(offset, value);
        if (value & FHMOD) complain({"VB-OTG-091", name() + ".GUSBCFG.FHMOD set: a host is not modelled"});
        break;
    default: keep(offset, value);
    }
    if (offset == DCFG && !in_control_transfer_) take_address();
    if (offset <= GCCFG || offset == DCFG || offset == PCGCCTL) update_connection(false);
}

void Otg::store_reset_control(std::uint32_t value) {
    keep(GRSTCTL, value & 0x7C0); // TXFNUM; the other bits read 0 when done, which they are at once
    if (value & RXFFLSH) received_.flush();
    if (value & TXFFLSH) flush_transmit(value >> 6 & 0x1F);
    if (!(value & CSRST)) return;
    resetting_ = true;
    if (const auto why = wiring_.clock_trouble()) complain(*why);
    finish_core_reset();
}

// It takes clocks of the PHY; where there are none CSRST stays set.
void Otg::finish_core_reset() {
    if (!resetting_ || wiring_.clock_trouble()) return;
    const std::uint32_t usb = peek(GUSBCFG) & kKeptUsbConfig, gccfg = peek(GCCFG), dspd = peek(DCFG) & DSPD,
                        sdis = peek(DCTL) & SDIS, power = peek(PCGCCTL);
    reset();
    set(GUSBCFG, (peek(GUSBCFG) & ~kKeptUsbConfig) | usb);
    set(GCCFG, gccfg);
    set(DCFG, (peek(DCFG) & ~DSPD) | dspd);
    set(DCTL, (peek(DCTL) & ~SDIS) | sdis);
    set(PCGCCTL, power);
    update_connection(false);
}

void Otg::store_device_control(std::uint32_t value) {
    keep(DCTL, value & ~(SGINAK | CGINAK | SGONAK | CGONAK));
    if (value & SGINAK) set_bits(DCTL, GINSTS, true);
    if (value & CGINAK) set_bits(DCTL, GINSTS, false);
    if (value & SGONAK) received_.push(0, kGlobalOutNak, {}, false);
    if (value & CGONAK) set_bits(DCTL, GONSTS, false);
    update_connection(!(value & SDIS));
}

} // namespace vb
