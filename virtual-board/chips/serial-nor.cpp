// Wires and phases of a transaction.
#include "chips/serial-nor.hpp"

#include "chips/nor-probe-pattern.hpp"
#include "chips/nor-rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace vb {

namespace {
constexpr std::size_t kSfdpSpace = 4096; // reads beyond the tables give FF
}

SerialNor::SerialNor(NorPart part, Timeline& timeline, Violations& violations, Timing timing)
    : part_(std::move(part)), timeline_(timeline), violations_(violations), timing_(timing),
      array_(part_.bytes), model_(make_nor_model(*this)), timer_(timeline),
      sfdp_(std::max(kSfdpSpace, part_.sfdp.size()), 0xFF), page_buffer_(part_.page, 0xFF),
      operations_(timeline) {
    std::copy(part_.sfdp.begin(), part_.sfdp.end(), sfdp_.begin());
}

void SerialNor::select(const SpiPins& pins) {
    auto bytes = std::move(now_.bytes); // keeps its capacity
    bytes.clear();
    now_ = {};
    now_.bytes = std::move(bytes);
    now_.pins = pins;
    now_.protocol = model_->protocol(); // a change of mode counts from the next CS# low
    now_.in.begin(lane_of(now_.protocol));
    selected_ = true;
    if (!next_read_) return;
    now_.continued = true;
    now_.command = next_read_;
    admit_clock(*next_read_);
    enter_input(Phase::address);
}

Lane SerialNor::lane(Phase phase) const {
    Lane lane = lane_of(now_.protocol);
    if (!now_.command || phase == Phase::opcode) return lane;
    const unsigned lines = phase == Phase::data_in || phase == Phase::data_out ? now_.command->data_lines
                                                                               : now_.command->address_lines;
    if (lines) lane.lines = lines;
    lane.dtr |= now_.command->dtr;
    return lane;
}

bool SerialNor::pauses(bool io3) {
    if (io3 || !model_->holds() || (now_.command && now_.command->four_lines())) return false;
    now_.held = true;
    return true;
}

// What arrives: a line without a path is at the level of its resistor.
std::span<const std::uint8_t> SerialNor::at_the_pins(std::span<const std::uint8_t> half_cycles) {
    const std::uint8_t connected = now_.pins.io_connected;
    const bool octal = part_.family == NorFamily::macronix_octal;
    const auto others = std::uint8_t((octal ? 0xFF : now_.pins.tied_high) & ~connected);
    if (connected == 0xFF) return half_cycles;
    levels_.assign(half_cycles.begin(), half_cycles.end());
    for (auto& level : levels_) level = std::uint8_t((level & connected) | others);
    return levels_;
}

// Clock by clock, as IO3 may be /HOLD now and data later. A chip that holds sees no clock.
void SerialNor::drive_with_hold(std::span<const std::uint8_t> half_cycles) {
    for (; half_cycles.size() >= 2 && selected_; half_cycles = half_cycles.subspan(2)) {
        const bool io3 = half_cycles[0] & 0x08;
        if (!io3 && model_->resets_by_pin()) {
            now_.held = true;
            hardware_reset();
            return;
        }
        if (!(half_cycles[0] & 0x04)) now_.wp_low = true;
        if (pauses(io3)) continue;
        auto clock = half_cycles.first(2);
        while (!clock.empty()) clock = clock.subspan(accept(clock));
    }
}

void SerialNor::drive(std::span<const std::uint8_t> half_cycles) {
    if (absent_ || !selected_) return;
    hear(half_cycles);
}

// SI and SO at once: while the chip answers it does not listen.
void SerialNor::exchange(std::span<std::uint8_t> half_cycles) {
    driven_ = 0;
    for (; half_cycles.size() >= 2; half_cycles = half_cycles.subspan(2)) {
        if (now_.phase == Phase::data_out) return (void)sample(half_cycles);
        if (!absent_ && selected_) hear(half_cycles.first(2));
        half_cycles[0] = half_cycles[1] = 0xFF;
    }
}

void SerialNor::hear(std::span<const std::uint8_t> half_cycles) {
    for (std::size_t i = 0; i < half_cycles.size() && now_.first_count < now_.first.size(); ++i)
        now_.first[now_.first_count++] = half_cycles[i] | std::uint8_t(~now_.pins.io_connected);
    if (half_cycles.size() % 2) {
        now_.half_clock = true;
        half_cycles = half_cycles.first(half_cycles.size() - 1);
    }
    now_.clocks += half_cycles.size() / 2;
    half_cycles = at_the_pins(half_cycles);
    if (model_->holds() || model_->resets_by_pin()) return drive_with_hold(half_cycles);
    while (!half_cycles.empty()) half_cycles = half_cycles.subspan(accept(half_cycles));
}

// Returns how many half cycles it took; always some.
std::size_t SerialNor::accept(std::span<const std::uint8_t> half_cycles) {
    auto rest = half_cycles;
    switch (now_.phase) {
    case Phase::opcode:
        if (gather(rest, is_octal(now_.protocol) ? 2 : 1)) decode_opcode();
        break;
    case Phase::address:
        if (gather(rest, now_.address_bytes)) decode_address();
        break;
    case Phase::dummy: {
        if (now_.mode_left) take_mode_bits(rest);
        if (now_.phase != Phase::dummy || rest.empty()) break;
        if (std::exchange(now_.first_dummy, false)) pass_first_dummy(rest[0] & 1);
        std::size_t clocks = rest.size() / 2;
        skip_dummy(clocks);
        rest = rest.last(2 * clocks);
        break;
    }
    case Phase::data_in:
        now_.in.clocks(rest, now_.bytes);
        rest = {};
        break;
    case Phase::data_out: { // controller and chip drive against each other; the chip shifts on
        std::vector<std::uint8_t> lost(rest.size());
        now_.out.clocks(lost);
        rest = {};
        break;
    }
    case Phase::complete: now_.surplus = now_.command->op != NorOp::no_operation; [[fallthrough]];
    case Phase::ignored: rest = {}; break;
    }
    return half_cycles.size() - rest.size();
}

// Takes the clocks that `bytes` bytes still lack; true when they are complete.
bool SerialNor::gather(std::span<const std::uint8_t>& half_cycles, unsigned bytes) {
    const unsigned per_clock = lane(now_.phase).bits_per_clock();
    const std::size_t clocks_at_once = std::max(1u, 8 / per_clock);
    while (!half_cycles.empty() && now_.bytes.size() < bytes) {
        const auto part = half_cycles.first(
            std::min(half_cycles.size(), now_.in.on_byte_boundary() ? 2 * clocks_at_once : 2));
        now_.in.clocks(part, now_.bytes);
        half_cycles = half_cycles.subspan(part.size());
    }
    return now_.bytes.size() >= bytes;
}

void SerialNor::enter_input(Phase phase) {
    now_.phase = phase;
    now_.bytes.clear();
    now_.in.begin(lane(phase));
    if (phase != Phase::address) return;
    const std::uint8_t bytes = now_.command->address_bytes;
    now_.address_bytes = bytes != kAddressByMode ? bytes : model_->four_byte_address() ? 4 : 3;
}

void SerialNor::take_mode_bits(std::span<const std::uint8_t>& half_cycles) {
    const Lane lanes = lane(Phase::address);
    const std::size_t clocks = std::min<std::size_t>(now_.mode_left, half_cycles.size() / 2);
    for (std::size_t i = 0; i < 2 * clocks; i += lanes.dtr ? 1 : 2) {
        if (now_.mode_bits >= 8) break;
        now_.mode = std::uint8_t(now_.mode << lanes.lines | (half_cycles[i] & ((1u << lanes.lines) - 1)));
        now_.mode_bits += lanes.lines;
    }
    half_cycles = half_cycles.subspan(2 * clocks);
    now_.mode_left -= unsigned(clocks);
    if (now_.mode_left == 0) end_of_mode_bits();
}

void SerialNor::end_of_mode_bits() {
    next_read_ = model_->continues(now_.mode, now_.mode_bits) ? now_.command : nullptr;
    if (now_.dummy_left == 0) begin_reply();
}

void SerialNor::pass_first_dummy(bool io0) { next_read_ = io0 ? nullptr : now_.command; }

void SerialNor::skip_dummy(std::size_t& clocks) {
    const auto skipped = std::min<std::size_t>(clocks, now_.dummy_left);
    now_.dummy_left -= unsigned(skipped);
    clocks -= skipped;
    if (now_.dummy_left == 0) begin_reply();
}

bool SerialNor::waits_for_input() const {
    return now_.phase == Phase::opcode || now_.phase == Phase::address || now_.phase == Phase::data_in;
}

// Clocks on which nobody drives what the chip takes in. It cannot tell: a read counts the address's clocks
// off all the same and answers, with DQS. What, nobody can say, so begin_reply makes it garbage.
void SerialNor::float_input(std::size_t& clocks) {
    now_.floated = true;
    if (now_.phase != Phase::address || now_.command->data != NorData::out || now_.continued) {
        now_.phase = Phase::ignored;
        return;
    }
    static constexpr std::array<std::uint8_t, 64> kDrifted{}; // low, as a line drifts (XspiPort)
    const auto levels = std::span(kDrifted).first(std::min(2 * clocks, kDrifted.size()));
    auto rest = levels;
    if (gather(rest, now_.address_bytes)) decode_address();
    clocks -= (levels.size() - rest.size()) / 2;
}

bool SerialNor::sample(std::span<std::uint8_t> half_cycles) {
    std::fill(half_cycles.begin(), half_cycles.end(), 0xFF);
    driven_ = 0;
    if (absent_ || !selected_) return false;
    if (half_cycles.size() % 2) now_.half_clock = true;
    std::size_t clocks = half_cycles.size() / 2;
    now_.clocks += clocks;
    if (pauses((now_.pins.io_connected & now_.pins.driven_high & 8) | (now_.pins.tied_high & 8)))
        return false;
    if (clocks && waits_for_input()) float_input(clocks);
    if (clocks && now_.phase == Phase::complete) now_.surplus = now_.command->op != NorOp::no_operation;
    if (clocks && now_.phase == Phase::dummy && (now_.mode_left || now_.first_dummy)) float_mode_bits(clocks);
    if (now_.phase == Phase::dummy) skip_dummy(clocks);
    if (now_.phase != Phase::data_out || clocks == 0) return false;

    if (is_status_read(now_.command->op)) (void)register_reply(); // the ring shows what the bits are now
    const auto driven =
        half_cycles.subspan(half_cycles.size() - 2 * clocks - half_cycles.size() % 2, 2 * clocks);
    now_.out.clocks(driven);
    driven_ = lane(Phase::data_out).outputs();
    if (const auto open = std::uint8_t(~now_.pins.io_connected))
        for (auto& level : driven) level |= open;
    return model_->strobes(now_.protocol) && now_.pins.dqs_connected;
}

// Nobody drives what would say whether the next read has an opcode. A line drifts low.
void SerialNor::float_mode_bits(std::size_t& clocks) {
    const auto floating = unsigned(std::min<std::size_t>(now_.mode_left, clocks));
    if (part_.traits.continuous != NorContinuous::never || now_.first_dummy) now_.mode_floated = true;
    now_.first_dummy = false;
    now_.mode_left -= floating;
    clocks -= floating;
    if (floating && now_.mode_left == 0) end_of_mode_bits();
}

void SerialNor::deselect() {
    if (!std::exchange(selected_, false) || absent_) return;
    if (now_.clocks == 0 && !now_.half_clock) return; // CS# alone is no command
    const bool reset_enabled = std::exchange(reset_enabled_, false);
    if (auto complaint = complaint_at_end()) {
        const bool quad = part_.family != NorFamily::macronix_octal;
        if (!is_probe_of_another_protocol(now_.protocol, std::span(now_.first).first(now_.first_count),
                                          now_.clocks, quad))
            report(complaint->rule, std::move(complaint->what));
        return;
    }
    if (now_.phase == Phase::data_out) finish_read();
    const bool done = now_.phase == Phase::data_in || now_.phase == Phase::complete;
    const bool released = now_.command && now_.command->op == NorOp::release_power_down &&
                          (now_.phase == Phase::dummy || now_.phase == Phase::data_out);
    if (done || released) execute(*now_.command, reset_enabled);
}

std::optional<SerialNor::Complaint> SerialNor::complaint_at_end() const {
    if (now_.not_understood) return now_.not_understood;
    if (now_.held)
        return Complaint{nor_rule::kHold,
                         fmt::format("IO3 is low in a transaction of {} clocks: as {} it {} the chip",
                                     now_.clocks, model_->resets_by_pin() ? "/RESET" : "/HOLD",
                                     model_->resets_by_pin() ? "resets" : "pauses")};
    const std::string name = now_.command ? name_of(*now_.command) : "a transaction";
    if (now_.half_clock)
        return Complaint{nor_rule::kHalfClock,
                         name + ": CS# rose in the middle of a clock (odd number of bytes in DTR?)"};
    if (now_.floated)
        return Complaint{nor_rule::kFloatingInput,
                         name + ": nobody drove the lines where the chip takes in opcode, address or data"};
    if (now_.continued && now_.phase == Phase::address)
        return std::nullopt; // how software leaves such a read
    if (now_.phase == Phase::opcode || now_.phase == Phase::address)
        return Complaint{nor_rule::kTruncated,
                         fmt::format("{}: CS# rose after {} clocks, in the {}", name, now_.clocks,
                                     now_.phase == Phase::opcode ? "opcode" : "address")};
    if (now_.surplus)
        return Complaint{nor_rule::kByteBoundary, name + ": CS# did not rise right after the last bit"};
    if (now_.phase == Phase::data_in && !now_.in.on_byte_boundary())
        return Complaint{nor_rule::kByteBoundary, name + ": CS# rose within a byte of data"};
    return std::nullopt;
}

FlashActivity SerialNor::activity() const {
    FlashActivity activity;
    activity.erases.assign(erases_.begin(), erases_.end());
    activity.pages_programmed = pages_programmed_;
    activity.chip_bytes_read = bytes_read_;
    return activity;
}

} // namespace vb
