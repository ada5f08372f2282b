#include "ip/quadspi/quadspi-bank.hpp"

#include "ip/quadspi/quadspi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb {

using namespace quadspi;

QuadspiBank::QuadspiBank(std::string name, unsigned number, QuadspiSeat seat, const Pads& pads,
                         Violations& violations, const Limits& limits)
    : name_(std::move(name)), number_(number), seat_(std::move(seat)), pads_(pads), violations_(violations),
      limits_(limits) {}

// A line that nobody drives and nothing pulls drifts low: the harmful assumption for HOLD#.
QuadspiBank::Line QuadspiBank::line(const QuadspiTrace& trace) const {
    Line result;
    if (trace.port) {
        const PadState pad = pads_.pad(trace.port, trace.pin);
        result.mode = pad.mode;
        result.af = pad.af;
        result.connected = pad.mode == 2 && pad.af == trace.af;
        const bool drives = pad.mode == 1 && !(pad.open_drain && pad.output);
        result.level = drives ? pad.output : trace.resistor.value_or(pad.pull == 1);
    } else {
        result.level = trace.resistor.value_or(false);
    }
    return result;
}

void QuadspiBank::select(const Use& use) {
    payload_clock_ = 0;
    connected_ = resting_ = 0;
    corrupt_ = corrupt_reads_ = false;
    connect_lines(use);
    alive_ = reaches_chip();
    if (!alive_) return;
    check_speed(use);
    check_pad_speed(use);
    seat_.chip->select({use.clock_hz, connected_, false, std::uint8_t(resting_ & ~connected_)});
}

bool QuadspiBank::reaches_chip() {
    if (!seat_.chip) {
        violations_.report(
            rule::kNoChip,
            fmt::format("{} selects bank {} (CR.FSEL, CR.DFM), where no chip is.", name_, number_));
        return false;
    }
    bool alive = true;
    for (auto [signal, trace] : {std::pair{"CLK", &seat_.clk}, std::pair{"NCS", &seat_.ncs}}) {
        const Line found = line(*trace);
        if (found.connected) continue;
        violations_.report(
            rule::kClockOrSelectPin,
            fmt::format(
                "{} of {} bank {}: pad P{}{} has MODER {} and AF {}, not AF{}; the chip sees nothing.",
                signal, name_, number_, trace->port ? trace->port : '?', trace->pin, found.mode, found.af,
                trace->af));
        alive = false;
    }
    return alive;
}

// IO2 and IO3 of commands on one or two lines may be used otherwise (RM0433): no violation, but the chip sees
// the level that they have then.
void QuadspiBank::connect_lines(const Use& use) {
    for (unsigned i = 0; i < 4; ++i) {
        const Line found = line(seat_.io[i]);
        const auto bit = std::uint8_t(1u << i);
        if (found.level) resting_ |= bit;
        if (found.connected)
            connected_ |= bit;
        else if ((use.lines & bit) && seat_.chip)
            violations_.report(
                rule::kDataPin,
                fmt::format("IO{} of {} bank {} is needed, but its pad has MODER {} and AF {}: the "
                            "line is not connected.",
                            i, name_, number_, found.mode, found.af));
    }
}

void QuadspiBank::check_speed(const Use& use) {
    const double mhz = double(use.clock_hz) / 1e6;
    const std::uint64_t highest = use.ddr ? limits_.highest_ddr_hz : limits_.highest_hz;
    if (use.clock_hz > highest) {
        corrupt_ = true;
        violations_.report(rule::kTooFast,
                           fmt::format("{} clocks bank {} at {:.1f} MHz{}, above {:.1f} MHz.", name_, number_,
                                       mhz, use.ddr ? " in DDR" : "", double(highest) / 1e6));
    }
    if (!use.reading || use.ddr || use.shift || use.clock_hz <= limits_.no_shift_hz) return;
    corrupt_reads_ = true;
    violations_.report(
        rule::kNoShift,
        fmt::format("{} samples at {:.1f} MHz with CR.SSHIFT 0: above {:.1f} MHz data are corrupted.", name_,
                    mhz, double(limits_.no_shift_hz) / 1e6));
}

void QuadspiBank::check_pad_speed(const Use& use) {
    auto slow = [&](const char* signal, unsigned index, const QuadspiTrace& trace) {
        const unsigned speed = pads_.pad(trace.port, trace.pin).speed & 3;
        if (use.clock_hz <= limits_.pad_speed_hz[speed]) return;
        violations_.report(rule::kPadSpeed,
                           fmt::format("{}{} (P{}{}) has OSPEEDR {}, too slow for {:.1f} MHz.", signal,
                                       index < 4 ? std::to_string(index) : "", trace.port, trace.pin, speed,
                                       double(use.clock_hz) / 1e6));
    };
    slow("CLK", 4, seat_.clk);
    for (unsigned i = 0; i < 4; ++i)
        if (use.lines & connected_ & 1u << i) slow("IO", i, seat_.io[i]);
}

// Flips IO0 and IO1, so that a transfer on one line is hit in either direction, and another line each time.
void QuadspiBank::corrupt(std::span<std::uint8_t> half_cycles) {
    for (std::size_t i = 0; i + 1 < half_cycles.size(); i += 2) {
        if (++payload_clock_ % limits_.corrupt_every_clocks) continue;
        const auto flip = std::uint8_t(3u | 1u << (corrupt_line_++ & 3));
        half_cycles[i] ^= flip;
        half_cycles[i + 1] ^= flip;
    }
}

void QuadspiBank::drive(std::span<std::uint8_t> half_cycles, bool payload) {
    if (!alive_) return;
    if (corrupt_ && payload) corrupt(half_cycles);
    for (auto& level : half_cycles) level = std::uint8_t((level & connected_) | (resting_ & ~connected_));
    seat_.chip->drive(half_cycles);
}

void QuadspiBank::sample(std::span<std::uint8_t> half_cycles, bool quad, bool payload) {
    if (!alive_) {
        std::fill(half_cycles.begin(), half_cycles.end(), resting_);
        return;
    }
    const auto held = std::uint8_t(quad ? 0 : 0x0C & connected_);
    std::fill(half_cycles.begin(), half_cycles.end(), std::uint8_t((0x08 & held) | (resting_ & ~held)));
    seat_.chip->sample(half_cycles);
    const auto driven = std::uint8_t(connected_ & seat_.chip->driven());
    for (auto& level : half_cycles) level = std::uint8_t((level & driven) | (resting_ & ~driven & 0x0F));
    if ((corrupt_ || corrupt_reads_) && payload) corrupt(half_cycles);
}

void QuadspiBank::deselect() {
    if (alive_) seat_.chip->deselect();
    alive_ = false;
}

} // namespace vb
