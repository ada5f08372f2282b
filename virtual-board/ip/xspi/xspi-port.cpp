#include "ip/xspi/xspi-port.hpp"

#include "ip/xspi/xspi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb {

using namespace xspi;

std::string signal_name(XspiSignal signal) {
    static const char* const names[] = {"CLK", "NCS1", "NCS2", "DQS0", "IO0", "IO1",
                                        "IO2", "IO3",  "IO4",  "IO5",  "IO6", "IO7"};
    return names[unsigned(signal)];
}

XspiPort::XspiPort(unsigned number, std::vector<XspiPin> wiring, const Pads& pads, const PortPower& power,
                   Violations& violations, SpiDevice* chip, const Limits& limits)
    : number_(number), wiring_(std::move(wiring)), pads_(pads), power_(power), violations_(violations),
      chip_(chip), limits_(limits) {}

const XspiPin* XspiPort::wired(XspiSignal signal) const {
    auto it =
        std::find_if(wiring_.begin(), wiring_.end(), [&](const XspiPin& p) { return p.signal == signal; });
    return it == wiring_.end() ? nullptr : &*it;
}

bool XspiPort::connected(XspiSignal signal, PadState* state) const {
    const XspiPin* pin = wired(signal);
    if (!pin) return false;
    const PadState pad = pads_.pad(pin->port, pin->pin);
    if (state) *state = pad;
    return pad.mode == 2 && pad.af == pin->af;
}

void XspiPort::select(const Use& use) {
    owner_ = use.xspi;
    data_clock_ = 0;
    corrupt_ = dqs_connected_ = false;
    connected_ = floating_ = 0;
    alive_ = reaches_chip(use);
    if (!alive_) return;
    connect_lines(use);
    check_speed(use);
    check_pad_speed(use);
    chip_->select({use.clock_hz, connected_, dqs_connected_});
}

bool XspiPort::reaches_chip(const Use& use) {
    if (!power_.port_powered(number_)) {
        violations_.report(rule::kPortPower,
                           fmt::format("XSPI{} uses port {}, but PWR_CSR2.EN_XSPIM{} is 0: its "
                                       "pads have no supply.",
                                       use.xspi, number_, number_));
        return false;
    }
    const auto ncs = use.chip_select == 2 ? XspiSignal::Ncs2 : XspiSignal::Ncs1;
    if (!chip_ || !wired(ncs)) {
        violations_.report(rule::kNotWired, fmt::format("XSPI{} selects NCS{} of port {}, where no chip is.",
                                                        use.xspi, use.chip_select, number_));
        return false;
    }
    bool alive = true;
    for (XspiSignal signal : {XspiSignal::Clk, ncs}) {
        PadState pad;
        if (connected(signal, &pad)) continue;
        const XspiPin* pin = wired(signal);
        violations_.report(
            rule::kClockOrSelectPin,
            fmt::format("{} of port {}: pad P{}{} has MODER {} and AF {}, not AF{}; the chip sees "
                        "nothing.",
                        signal_name(signal), number_, pin ? pin->port : '?', pin ? pin->pin : 0u, pad.mode,
                        pad.af, pin ? pin->af : 0u));
        alive = false;
    }
    return alive;
}

void XspiPort::connect_lines(const Use& use) {
    auto complain = [&](XspiSignal signal, const PadState& pad) {
        violations_.report(rule::kDataPin,
                           fmt::format("{} of port {} is needed, but its pad has MODER {} and AF {}: "
                                       "the line is not connected.",
                                       signal_name(signal), number_, pad.mode, pad.af));
    };
    for (unsigned i = 0; i < 8; ++i) {
        const auto signal = XspiSignal(unsigned(XspiSignal::Io0) + i);
        const auto bit = std::uint8_t(1u << i);
        PadState pad;
        const bool wired = connected(signal, &pad);
        // Else low: a line that nobody drives drifts to 0. ST's boot images for this board poll the status
        // register in 1S after they have switched the chip to 8D, and go on: so IO1 reads 0 there.
        if (pad.pull == 1) floating_ |= bit;
        if (wired) {
            connected_ |= bit;
            continue;
        }
        if (use.lines & bit) complain(signal, pad);
    }
    PadState pad;
    dqs_connected_ = connected(XspiSignal::Dqs0, &pad);
    if (use.strobe && !dqs_connected_) complain(XspiSignal::Dqs0, pad);
}

void XspiPort::check_speed(const Use& use) {
    const double mhz = double(use.clock_hz) / 1e6;
    if (use.clock_hz > limits_.highest_hz) {
        corrupt_ = true;
        violations_.report(rule::kTooFast,
                           fmt::format("XSPI{} clocks port {} at {:.1f} MHz, above {:.1f} MHz.", use.xspi,
                                       number_, mhz, double(limits_.highest_hz) / 1e6));
    }
    if (use.clock_hz > limits_.no_high_speed_hz && !power_.high_speed(number_)) {
        corrupt_ = true;
        violations_.report(
            rule::kNoHighSpeed,
            fmt::format("XSPI{} clocks port {} at {:.1f} MHz without SBS_CCCSR.XSPI{}_IOHSLV and the "
                        "option XSPI{}_HSLV: above {:.1f} MHz data are corrupted.",
                        use.xspi, number_, mhz, number_, number_, double(limits_.no_high_speed_hz) / 1e6));
    }
    if (use.clock_hz > limits_.not_compensated_hz && !power_.compensated(number_))
        violations_.report(rule::kNotCompensated,
                           fmt::format("XSPI{} clocks port {} at {:.1f} MHz without I/O compensation "
                                       "(SBS_CCCSR.XSPI{}_COMP_EN, XSPI{}_COMP_RDY).",
                                       use.xspi, number_, mhz, number_, number_));
}

void XspiPort::check_pad_speed(const Use& use) {
    for (const XspiPin& pin : wiring_) {
        const bool io = pin.signal >= XspiSignal::Io0;
        if (io && !(use.lines >> (unsigned(pin.signal) - unsigned(XspiSignal::Io0)) & 1)) continue;
        if (!io && pin.signal != XspiSignal::Clk) continue; // NCS is slow, DQS is an input here
        const unsigned speed = pads_.pad(pin.port, pin.pin).speed & 3;
        if (use.clock_hz <= limits_.pad_speed_hz[speed]) continue;
        violations_.report(rule::kPadSpeed, fmt::format("{} (P{}{}) has OSPEEDR {}, too slow for {:.1f} MHz.",
                                                        signal_name(pin.signal), pin.port, pin.pin, speed,
                                                        double(use.clock_hz) / 1e6));
    }
}

// Flips one line, another each time, in every n-th clock of the payload.
void XspiPort::corrupt(std::span<std::uint8_t> half_cycles) {
    for (std::size_t i = 0; i + 1 < half_cycles.size(); i += 2) {
        if (++data_clock_ % limits_.corrupt_every_clocks) continue;
        // IO0 and IO1 together, so that a transfer on one line is hit in either direction.
        const auto flip = std::uint8_t(3u | 1u << (corrupt_line_++ & 7));
        half_cycles[i] ^= flip;
        half_cycles[i + 1] ^= flip;
    }
}

void XspiPort::drive(std::span<std::uint8_t> half_cycles, bool payload) {
    if (!alive_) return;
    if (corrupt_ && payload) corrupt(half_cycles);
    for (auto& level : half_cycles) level |= std::uint8_t(~connected_); // a line without a path floats
    chip_->drive(half_cycles);
}

bool XspiPort::sample(std::span<std::uint8_t> half_cycles, bool payload) {
    if (!alive_) {
        std::fill(half_cycles.begin(), half_cycles.end(), floating_);
        return false;
    }
    const bool dqs = chip_->sample(half_cycles);
    const auto driven = std::uint8_t(connected_ & chip_->driven());
    for (auto& level : half_cycles) level = std::uint8_t((level & driven) | (floating_ & ~driven));
    if (corrupt_ && payload) corrupt(half_cycles);
    return dqs && dqs_connected_;
}

void XspiPort::deselect() {
    if (alive_) chip_->deselect();
    alive_ = false;
    owner_ = 0;
}

} // namespace vb
