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

SerialNor::SerialNor(const NorPart& part, Timeline& timeline, Violations& violations, Timing timing)
    : part_(part), timeline_(timeline), violations_(violations), timing_(timing), array_(part.bytes),
      protection_(part.bytes), timer_(timeline), sfdp_(kSfdpSpace, 0xFF), page_buffer_(part.page, 0xFF),
      operations_(timeline) {
    std::copy(part.sfdp.begin(), part.sfdp.end(), sfdp_.begin());
}

void SerialNor::select(const SpiPins& pins) {
    auto bytes = std::move(now_.bytes); // keeps its capacity
    bytes.clear();
    now_ = {};
    now_.bytes = std::move(bytes);
    now_.pins = pins;
    now_.protocol = registers_.protocol(); // a change of mode counts from the next CS# low
    now_.in.begin(lane_of(now_.protocol));
    selected_ = true;
}

void SerialNor::drive(std::span<const std::uint8_t> half_cycles) {
    if (absent_ || !selected_) return;
    if (const auto open = std::uint8_t(~now_.pins.io_connected)) {
        connected_levels_.assign(half_cycles.begin(), half_cycles.end());
        for (auto& level : connected_levels_) level |= open;
        half_cycles = connected_levels_;
    }
    for (std::size_t i = 0; i < half_cycles.size() && now_.first_count < now_.first.size(); ++i)
        now_.first[now_.first_count++] = half_cycles[i];
    if (half_cycles.size() % 2) {
        now_.half_clock = true;
        half_cycles = half_cycles.first(half_cycles.size() - 1);
    }
    now_.clocks += half_cycles.size() / 2;
    while (!half_cycles.empty()) half_cycles = half_cycles.subspan(accept(half_cycles));
}

// Returns how many half cycles it took; always some.
std::size_t SerialNor::accept(std::span<const std::uint8_t> half_cycles) {
    auto rest = half_cycles;
    switch (now_.phase) {
    case Phase::opcode:
        if (gather(rest, now_.protocol == Protocol::spi ? 1 : 2)) decode_opcode();
        break;
    case Phase::address:
        if (gather(rest, now_.command->address_bytes)) decode_address();
        break;
    case Phase::dummy: {
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
    case Phase::complete: now_.surplus = true; [[fallthrough]];
    case Phase::ignored: rest = {}; break;
    }
    return half_cycles.size() - rest.size();
}

// Takes the clocks that `bytes` bytes still lack; true when they are complete.
bool SerialNor::gather(std::span<const std::uint8_t>& half_cycles, unsigned bytes) {
    const unsigned per_clock = lane_of(now_.protocol).bits_per_clock();
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
    now_.in.begin(lane_of(now_.protocol));
}

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
    if (now_.phase != Phase::address || now_.command->data != NorData::out) {
        now_.phase = Phase::ignored;
        return;
    }
    static constexpr std::array<std::uint8_t, 64> kDrifted{}; // low, as a line drifts (XspiPort)
    const auto levels = std::span(kDrifted).first(std::min(2 * clocks, kDrifted.size()));
    auto rest = levels;
    if (gather(rest, now_.command->address_bytes)) decode_address();
    clocks -= (levels.size() - rest.size()) / 2;
}

bool SerialNor::sample(std::span<std::uint8_t> half_cycles) {
    std::fill(half_cycles.begin(), half_cycles.end(), 0xFF);
    driven_ = 0;
    if (absent_ || !selected_) return false;
    if (half_cycles.size() % 2) now_.half_clock = true;
    std::size_t clocks = half_cycles.size() / 2;
    now_.clocks += clocks;
    if (clocks && waits_for_input()) float_input(clocks);
    if (clocks && now_.phase == Phase::complete) now_.surplus = true;
    if (now_.phase == Phase::dummy) skip_dummy(clocks);
    if (now_.phase != Phase::data_out || clocks == 0) return false;

    if (is_status_read(now_.command->op)) (void)register_reply(); // the ring shows what the bits are now
    const auto driven =
        half_cycles.subspan(half_cycles.size() - 2 * clocks - half_cycles.size() % 2, 2 * clocks);
    now_.out.clocks(driven);
    driven_ = now_.protocol == Protocol::spi ? 0x02 : 0xFF; // SO is IO1
    if (const auto open = std::uint8_t(~now_.pins.io_connected))
        for (auto& level : driven) level |= open;
    const bool strobe = now_.protocol == Protocol::octal_dtr ||
                        (now_.protocol == Protocol::octal_str && registers_.strobe_in_str());
    return strobe && now_.pins.dqs_connected;
}

void SerialNor::deselect() {
    if (!std::exchange(selected_, false) || absent_) return;
    if (now_.clocks == 0 && !now_.half_clock) return; // CS# alone is no command
    const bool reset_enabled = std::exchange(reset_enabled_, false);
    if (auto complaint = complaint_at_end()) {
        if (!is_probe_of_another_protocol(now_.protocol, std::span(now_.first).first(now_.first_count),
                                          now_.clocks))
            report(complaint->rule, std::move(complaint->what));
        return;
    }
    if (now_.phase == Phase::data_out) finish_read();
    if (now_.phase == Phase::data_in || now_.phase == Phase::complete) execute(*now_.command, reset_enabled);
}

std::optional<SerialNor::Complaint> SerialNor::complaint_at_end() const {
    if (now_.not_understood) return now_.not_understood;
    const std::string name = now_.command ? name_of(*now_.command) : "a transaction";
    if (now_.half_clock)
        return Complaint{nor_rule::kHalfClock,
                         name + ": CS# rose in the middle of a clock (odd number of bytes in DTR?)"};
    if (now_.floated)
        return Complaint{nor_rule::kFloatingInput,
                         name + ": nobody drove the lines where the chip takes in opcode, address or data"};
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
