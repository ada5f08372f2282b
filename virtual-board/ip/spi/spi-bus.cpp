#include "ip/spi/spi-bus.hpp"

#include "ip/spi/spi-rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vb {

using namespace spi;

namespace {
constexpr std::uint8_t kSi = 1u << 0, kSo = 1u << 1;
constexpr unsigned kChunk = 8; // clocks at once: a chip turns round between bytes
} // namespace

SpiBus::SpiBus(std::string name, const Pads& pads, Violations& violations, const Limits& limits)
    : name_(std::move(name)), pads_(pads), violations_(violations), limits_(limits) {}

void SpiBus::solder(SpiSeat seat) { seats_.push_back({std::move(seat)}); }

// A line that nobody drives and nothing pulls drifts low.
SpiBus::Level SpiBus::level(const SpiTrace& trace) const {
    if (!trace.port) return {false, trace.resistor.value_or(false)};
    const PadState pad = pads_.pad(trace.port, trace.pin);
    const bool drives = pad.mode == 1 && !(pad.open_drain && pad.output);
    const bool pulled = pad.mode != 3 && pad.pull == 1; // an analog pad has no pull
    return {pad.mode == 2 && trace.af && pad.af == *trace.af,
            drives ? pad.output : trace.resistor.value_or(pulled)};
}

// What floats counts as high, and as a mistake as soon as it is clocked.
bool SpiBus::is_low(Seat& seat) const {
    const SpiTrace& nss = seat.nss;
    seat.floats = false;
    PadState pad;
    if (nss.port) pad = pads_.pad(nss.port, nss.pin);
    if (pad.mode == 1 && !(pad.open_drain && pad.output)) return !pad.output;
    if (pad.mode == 2 && nss.af && pad.af == *nss.af && nss_) return !*nss_;
    if (nss.resistor) return !*nss.resistor;
    if (pad.mode != 3 && pad.pull) return pad.pull == 2;
    seat.floats = true;
    return false;
}

void SpiBus::set_nss(std::optional<bool> level, Picoseconds now) {
    nss_ = level;
    update(now);
}

// As an input of the controller: low, unless its pad carries it and something holds it high.
bool SpiBus::nss_input_is_high() const {
    return std::any_of(seats_.begin(), seats_.end(), [this](const Seat& seat) {
        const Level found = level(seat.nss);
        return found.connected && found.high;
    });
}

void SpiBus::update(Picoseconds now) {
    for (Seat& seat : seats_) {
        const bool low = is_low(seat);
        if (low == seat.low) continue;
        if (running_) {
            run_to(now);
            violations_.report(rule::kSelectInFrame,
                               fmt::format("NCS of a chip on {} {} while SCK runs: {} of {} clocks passed.",
                                           name_, low ? "falls" : "rises", passed_, frame_.bits));
        }
        seat.low = low;
        if (low)
            check_select_high(seat, now);
        else
            close(seat, now);
    }
    if (!any_selected()) stands_since_.reset();
}

void SpiBus::check_select_high(const Seat& seat, Picoseconds now) {
    const Picoseconds high = now - seat.high_since;
    const Picoseconds needed = seat.after_read ? seat.high_after_read : seat.high_after_other;
    if (!seat.used || high >= needed) return;
    violations_.report(rule::kSelectHigh,
                       fmt::format("NCS of the chip on {} was high for {:.1f} ns; the chip wants {} ns.",
                                   name_, double(high) / kPerNanosecond, needed / kPerNanosecond));
}

void SpiBus::close(Seat& seat, Picoseconds now) {
    if (std::exchange(seat.open, false)) {
        seat.chip->deselect();
        seat.after_read = seat.answered;
        seat.used = true;
    }
    seat.high_since = now;
}

bool SpiBus::any_selected() const {
    return std::any_of(seats_.begin(), seats_.end(), [](const Seat& seat) { return seat.low; });
}

bool SpiBus::clock_may_float() const {
    return std::any_of(seats_.begin(), seats_.end(), [this](const Seat& seat) {
        return seat.low && !seat.sck.resistor && level(seat.sck).connected &&
               pads_.pad(seat.sck.port, seat.sck.pin).pull == 0;
    });
}

void SpiBus::begin(const SpiFrame& frame, Picoseconds at) {
    frame_ = frame;
    began_ = at;
    passed_ = 0;
    received_ = 0;
    running_ = true;
    for (Seat& seat : seats_) {
        if (seat.floats && seat.chip)
            violations_.report(
                rule::kSelectFloats,
                fmt::format(
                    "{} runs its clock while NCS of a chip floats: pad P{}{} does not drive it, and no "
                    "resistor holds it.",
                    name_, seat.nss.port ? seat.nss.port : '?', seat.nss.pin));
        if (seat.low && seat.chip) check_pins(seat);
    }
    if (stands_since_ && at > *stands_since_) {
        use_.standing += at - *stands_since_;
        ++use_.pauses;
    }
    stands_since_.reset();
}

void SpiBus::check_pins(const Seat& seat) {
    const auto complain = [this](const char* rule, const char* signal, const SpiTrace& trace) {
        const PadState pad = trace.port ? pads_.pad(trace.port, trace.pin) : PadState{};
        violations_.report(rule, fmt::format("{} of {}: pad P{}{} has MODER {} and AF {}: the line is not "
                                             "connected.",
                                             signal, name_, trace.port ? trace.port : '?', trace.pin,
                                             pad.mode, pad.af));
    };
    if (!level(seat.sck).connected) complain(rule::kClockPin, "SCK", seat.sck);
    const SpiTrace& out = frame_.swapped ? seat.miso : seat.mosi;
    if (frame_.drives && !level(out).connected) complain(rule::kDataPin, "MOSI", out);
}

void SpiBus::run_to(Picoseconds now) {
    if (!running_ || now <= began_) return;
    const Picoseconds passed = now - began_;
    clock(passed >= frame_.duration() ? frame_.bits : unsigned(passed * frame_.hz / kPerSecond));
}

std::uint32_t SpiBus::end() {
    clock(frame_.bits);
    running_ = false;
    use_.running += frame_.duration();
    ++use_.frames;
    if (any_selected()) stands_since_ = ends_at();
    return received_;
}

void SpiBus::cut(Picoseconds now) {
    run_to(now);
    running_ = false;
    use_.running += std::min(now - began_, frame_.duration());
}

// MOSI where the chip samples it, with the rising edge. Modes 0 and 3: in the middle of the bit. Mode 1
// changes MOSI with that edge, so that the chip may still see the bit before; mode 2 likewise, and it may see
// the one after: the harmful assumptions.
bool SpiBus::mosi_bit(unsigned index) const {
    const auto bit = [this](unsigned i) { return bool(frame_.value >> frame_bit(i) & 1); };
    if (frame_.cpol == frame_.cpha) return bit(index);
    if (frame_.cpha) return index ? bit(index - 1) : last_mosi_;
    return bit(std::min(index + 1, frame_.bits - 1));
}

// Until so many clocks of the frame have passed.
void SpiBus::clock(unsigned until) {
    while (passed_ < until) {
        const unsigned bits = std::min(until - passed_, kChunk - passed_ % kChunk);
        std::optional<unsigned> heard;
        bool resting = false, connected = true;
        for (Seat& seat : seats_) {
            const Level in = level(frame_.listens_to_mosi() ? seat.mosi : seat.miso);
            resting |= in.connected && in.high;
            if (!seat.low || !seat.chip) continue;
            const auto one = exchange(seat, bits);
            if (!one) continue;
            connected = in.connected;
            if (heard)
                violations_.report(rule::kSeveralSelected,
                                   fmt::format("Two chips on {} drive MISO at once.", name_));
            if (!connected)
                violations_.report(rule::kDataPin,
                                   fmt::format("A chip answers {}, but the pad of MISO does not "
                                               "carry it: what comes in is 0.",
                                               name_));
            heard = heard.value_or(~0u) & *one;
        }
        take_in(bits, connected ? heard.value_or(resting ? ~0u : 0) : 0);
    }
}

// `levels`: the first clock's in the lowest bit. Mode 2 samples with the falling edge, with which the chip
// changes its output: the bit before.
void SpiBus::take_in(unsigned bits, unsigned levels) {
    for (unsigned i = 0; i < bits; ++i) {
        const bool now = levels >> i & 1;
        const bool bit = frame_.cpol && !frame_.cpha ? last_miso_ : now;
        last_miso_ = now;
        received_ |= std::uint32_t(bit) << frame_bit(passed_);
        last_mosi_ = frame_.value >> frame_bit(passed_) & 1;
        ++passed_;
    }
}

// Nothing: the chip does not drive what the controller listens to.
std::optional<unsigned> SpiBus::exchange(Seat& seat, unsigned bits) {
    if (!level(seat.sck).connected) return std::nullopt; // it sees no clock
    if (!seat.open) open(seat);
    if (std::exchange(seat.hz, frame_.hz) != frame_.hz)
        violations_.report(rule::kClockChanged,
                           fmt::format("{} changes its clock to {} Hz while NCS is low.", name_, frame_.hz));
    const Level si = level(seat.mosi), so = level(seat.miso);
    const bool to_si = frame_.drives && !frame_.swapped && si.connected,
               to_so = frame_.drives && frame_.swapped && so.connected;
    const auto flips = [this](unsigned i) { // a link that is too fast
        return frame_.hz > limits_.highest_hz && (clocks_ + i + 1) % limits_.corrupt_every_clocks == 0;
    };
    std::array<std::uint8_t, 2 * kChunk> levels;
    const auto wire = std::span(levels).first(2 * bits);
    for (unsigned i = 0; i < bits; ++i) {
        const bool mosi = mosi_bit(passed_ + i) != flips(i);
        wire[2 * i] = std::uint8_t(seat.tied_high | ((to_si ? mosi : si.high) ? kSi : 0) |
                                   ((to_so ? mosi : so.high) ? kSo : 0));
        wire[2 * i + 1] = wire[2 * i];
    }
    if (frame_.drives)
        seat.chip->exchange(wire);
    else
        (void)seat.chip->sample(wire);
    const std::uint8_t input = frame_.listens_to_mosi() ? kSi : kSo;
    const bool answers = seat.chip->driven() & input;
    unsigned heard = 0;
    for (unsigned i = 0; answers && i < bits; ++i)
        heard |= unsigned(((wire[2 * i] & input) != 0) != flips(i)) << i;
    clocks_ += bits;
    seat.answered |= answers;
    return answers ? std::optional(heard) : std::nullopt;
}

// With its first clock, as only that has a frequency; NCS alone is nothing to a chip.
void SpiBus::open(Seat& seat) {
    seat.open = true;
    seat.answered = false;
    seat.hz = frame_.hz;
    check_speed(seat);
    if (frame_.cpol != frame_.cpha)
        violations_.report(rule::kClockMode,
                           fmt::format("{} runs with CPOL {} and CPHA {}; serial memories take 0/0 and 1/1.",
                                       name_, unsigned(frame_.cpol), unsigned(frame_.cpha)));
    SpiPins pins;
    pins.clock_hz = frame_.hz;
    pins.io_connected = kSi | kSo; // what a line without a path has is computed here
    pins.dqs_connected = false;
    pins.tied_high = seat.tied_high;
    pins.driven_high = 0;
    seat.chip->select(pins);
}

void SpiBus::check_speed(const Seat& seat) {
    const double mhz = double(frame_.hz) / 1e6;
    if (frame_.hz > limits_.highest_hz)
        violations_.report(rule::kTooFast,
                           fmt::format("{} runs at {:.1f} MHz, above {:.1f} MHz: bits are corrupted.", name_,
                                       mhz, double(limits_.highest_hz) / 1e6));
    const auto slow = [&](const char* signal, const SpiTrace& trace) {
        const unsigned speed = pads_.pad(trace.port, trace.pin).speed & 3;
        if (!trace.port || frame_.hz <= limits_.pad_speed_hz[speed]) return;
        violations_.report(rule::kPadSpeed,
                           fmt::format("{} (P{}{}) of {} has OSPEEDR {}, too slow for {:.1f} MHz.", signal,
                                       trace.port, trace.pin, name_, speed, mhz));
    };
    slow("SCK", seat.sck);
    if (frame_.drives) slow("MOSI", frame_.swapped ? seat.miso : seat.mosi);
}

} // namespace vb
