// What the core needs before it can be on a bus at all, and the states of that bus.
#include "ip/otg/otg-registers.hpp"
#include "ip/otg/otg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb {
using namespace otg;

namespace {
constexpr Picoseconds kSilence = 3 * kPerMillisecond;         // USB 2.0, 7.1.7.6: then a device is suspended
constexpr std::uint32_t kSuspended = 1, kEnumSpeed = 3u << 1; // DSTS
constexpr unsigned kFrameShift = 8;
// RM0433, TRDT values for full speed: the lowest AHB clock that each value allows, from 6 on downwards.
constexpr std::pair<std::uint64_t, unsigned> kTurnaround[] = {
    {32'000'000, 6},   {27'500'000, 7},   {24'000'000, 8},   {21'800'000, 9},   {20'000'000, 0xA},
    {18'500'000, 0xB}, {17'200'000, 0xC}, {16'000'000, 0xD}, {15'000'000, 0xE}, {14'200'000, 0xF}};
constexpr std::uint64_t kLeastAhbHighSpeed = 30'000'000;
constexpr unsigned kTurnaroundHighSpeed = 9;
} // namespace

// VBUS is seen on its pin, or software says that it is there: for the full-speed transceiver in GOTGCTL, for
// the high-speed PHY in GCCFG.
bool Otg::session_is_valid() const {
    const std::uint32_t gccfg = peek(GCCFG), control = peek(GOTGCTL);
    if (kind_.high_speed_phy && gccfg & VBVALOVEN) return gccfg & VBVALOVAL;
    if (!kind_.high_speed_phy && control & BVALOEN) return control & BVALOVAL;
    return gccfg & VBDEN && plugged_ && wiring_.vbus_pin();
}

std::optional<OtgTrouble> Otg::trouble() const {
    if (auto why = wiring_.clock_trouble()) return why;
    if (auto why = wiring_.supply_trouble()) return why;
    if (!kind_.high_speed_phy && !(peek(GUSBCFG) & PHYSEL))
        return OtgTrouble{"VB-OTG-004",
                          name() + ".GUSBCFG.PHYSEL is 0: it chooses a ULPI PHY, which the board has not"};
    if (!kind_.high_speed_phy && !(peek(GCCFG) & PWRDWN))
        return OtgTrouble{"VB-OTG-005", name() + ".GCCFG.PWRDWN is 0: the transceiver is off"};
    if (!kind_.high_speed_phy && (peek(DCFG) & DSPD) != DSPD)
        return OtgTrouble{"VB-OTG-006", fmt::format("{}.DCFG.DSPD is {}; the full-speed transceiver needs 3",
                                                    name(), peek(DCFG) & DSPD)};
    if (!session_is_valid())
        return OtgTrouble{"VB-OTG-007",
                          fmt::format("{}: no valid VBUS: neither seen on a pin (GCCFG.VBDEN) nor overridden "
                                      "({})",
                                      name(),
                                      kind_.high_speed_phy ? "GCCFG.VBVALOVEN and VBVALOVAL"
                                                           : "GOTGCTL.BVALOEN and BVALOVAL")};
    return std::nullopt;
}

// complain: software has just asked to be connected.
void Otg::update_connection(bool complain_now) {
    const bool wanted = !(peek(DCTL) & SDIS) && !(peek(GUSBCFG) & FHMOD) && !resetting_ &&
                        (!wiring_.clocked || wiring_.clocked());
    const auto why = wanted ? trouble() : std::nullopt;
    if (why && complain_now) complain(*why);
    const bool up = wanted && !why;
    if (up == pulls_up_) return;
    pulls_up_ = up;
    in_bus_reset_ = false;
    note_activity();
    if (pull_up_changed_) pull_up_changed_();
}

void Otg::inputs_changed() { update_connection(pulls_up_); }

void Otg::plug(bool in) {
    const bool sensed = peek(GCCFG) & VBDEN && wiring_.vbus_pin();
    if (sensed && in != plugged_) {
        if (in) set_bits(GINTSTS, SRQINT, true);
        if (!in) set_bits(GOTGINT, SEDET, true);
    }
    plugged_ = in;
    update_connection(false);
    note_activity();
    update_interrupt();
}

// The bus is alive, so that its next silence begins now.
void Otg::note_activity() {
    active_at_ = timeline_.now();
    set_bits(DSTS, kSuspended, false);
    if (pulls_up_ && !silence_) silence_ = timeline_.schedule_in(kSilence, [this] { look_for_silence(); });
}

void Otg::look_for_silence() {
    silence_.reset();
    if (!pulls_up_) return;
    const Picoseconds due = active_at_ + kSilence;
    if (in_bus_reset_ || due > timeline_.now()) {
        silence_ = timeline_.schedule(in_bus_reset_ ? timeline_.now() + kSilence : due,
                                      [this] { look_for_silence(); });
        return;
    }
    set_bits(DSTS, kSuspended, true);
    set_bits(GINTSTS, ESUSP | USBSUSP, true);
    update_interrupt();
}

// RM0433, SetAddress: firmware writes it before the status stage, which still goes to the old one.
void Otg::take_address() {
    in_control_transfer_ = false;
    address_ = peek(DCFG) >> 4 & 0x7F;
}

// What ends a suspend starts the PHY's clock again (inferred: ST's library stops it in every suspend, so also
// in the one before the first reset, never starts it, and enumerates; docs/hardware/usb.md).
void Otg::wake_phy() {
    if (peek(DSTS) & kSuspended) set_bits(PCGCCTL, STPPCLK, false);
}

void Otg::start_reset() {
    wake_phy();
    note_activity();
    in_bus_reset_ = true;
    take_address();
    setup_pending_ = setup_checked_ = false;
    for (unsigned n = 0; n < kind_.endpoints; ++n) {
        in_[n].data1 = out_[n].data1 = false;
        if (n == 0) continue;
        set_bits(diep(n, CTL), USBAEP | DPID, false); // RM0433, USBAEP: a bus reset clears it
        set_bits(doep(n, CTL), USBAEP | DPID, false);
    }
    set_bits(GINTSTS, USBRST, true);
    update_interrupt();
}

UsbSpeed Otg::end_reset(bool high_speed_host) {
    note_activity();
    in_bus_reset_ = false;
    const bool high = kind_.high_speed_phy && (peek(DCFG) & DSPD) == 0 && high_speed_host;
    // DSTS.ENUMSPD: 0 high speed, 1 full speed of the high-speed PHY, 3 full speed of the transceiver.
    const std::uint32_t speed = high ? 0 : kind_.high_speed_phy ? 1 : 3;
    set(DSTS, (peek(DSTS) & ~kEnumSpeed) | speed << 1);
    set_bits(GINTSTS, ENUMDNE, true);
    update_interrupt();
    return high ? UsbSpeed::High : UsbSpeed::Full;
}

void Otg::start_of_frame(unsigned number) {
    if (!pulls_up_) return;
    note_activity();
    set(DSTS, (peek(DSTS) & ~(0x3FFFu << kFrameShift)) | (number & 0x3FFF) << kFrameShift);
    if (peek(GINTSTS) & SOF) return; // it is only another one
    set_bits(GINTSTS, SOF, true);
    update_interrupt();
}

void Otg::resume() {
    const bool suspended = peek(DSTS) & kSuspended;
    wake_phy();
    note_activity();
    if (suspended) set_bits(GINTSTS, WKUPINT, true);
    update_interrupt();
}

// Whether a token reaches the endpoint.
bool Otg::answers(unsigned address, unsigned endpoint) {
    if (!pulls_up_ || in_bus_reset_) return false;
    note_activity();
    if ((wiring_.clocked && !wiring_.clocked()) || address_ != address) return false;
    if (endpoint >= kind_.endpoints) return false;
    if (peek(PCGCCTL) & STPPCLK)
        return complain({"VB-OTG-008", name() + ".PCGCCTL.STPPCLK is 1 while the host sends: the PHY's clock "
                                                "is stopped"}),
               false;
    if (const auto why = wiring_.sleep_trouble()) return complain(*why), false;
    return true;
}

// RM0433, USB turnaround time: too short a one, and the core answers before its data is there.
void Otg::check_turnaround() {
    const std::uint64_t hz = wiring_.ahb_hz();
    const unsigned trdt = peek(GUSBCFG) >> kTrdtShift & 0xF;
    const bool high = kind_.high_speed_phy;
    if (hz < (high ? kLeastAhbHighSpeed : 14'200'000)) {
        complain({"VB-OTG-040", fmt::format("{}: an AHB clock of {} Hz is too slow for it", name(), hz)});
        return;
    }
    const auto fits = std::find_if(std::begin(kTurnaround), std::end(kTurnaround),
                                   [hz](const auto& one) { return hz >= one.first; });
    const unsigned least = high ? kTurnaroundHighSpeed : fits->second;
    if (trdt < least)
        complain({"VB-OTG-041", fmt::format("{}.GUSBCFG.TRDT is {}; an AHB clock of {} Hz needs {}", name(),
                                            trdt, hz, least)});
}

} // namespace vb
