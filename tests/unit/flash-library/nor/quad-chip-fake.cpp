#include "tests/unit/flash-library/nor/quad-chip-fake.hpp"

#include <algorithm>

using namespace xspi;

QuadChipFake::QuadChipFake(std::uint32_t identity, std::span<const std::uint8_t> sfdp, Maker maker)
    : memory(1 << 20), identity_(identity), sfdp_(sfdp), maker_(maker) {
    for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
}

void QuadChipFake::reset() {
    status = kept_status, status2 = kept_status2;
    enhanced = enhanced_at_reset;
    lines = (enhanced & 0x80) == 0 ? 4 : (enhanced & 0x40) == 0 ? 2 : 1;
    volatile_configuration = volatile_at_reset;
    continuous.reset();
    four_byte = false;
    write_enabled_ = volatile_enabled_ = false;
}

bool QuadChipFake::quad_enabled() const {
    if (maker_ == Maker::Micron) return true;
    return qe_register == 1 ? (status & 0x40) != 0 : (status2 & (qe_register == 2 ? 0x02 : 0x80)) != 0;
}

// The first address, and what follows it: Winbond's M5-4 = 10 stays, Macronix's P7-4 differing from P3-0 in
// every bit, Micron's DQ0 = 0 in the first clock.
void QuadChipFake::leave_by(const std::vector<wire::Clock>& clocks, bool high) {
    const unsigned address_bits = four_byte ? 32 : 24;
    const unsigned per_clock = continuous->lines * (continuous->dtr ? 2 : 1);
    constexpr unsigned kTurnAround = 2;
    const unsigned mode_clocks = maker_ == Maker::Micron ? 1 : 8 / per_clock;
    if (high && clocks.size() > address_bits / per_clock + mode_clocks + kTurnAround) fought = true;
    std::vector<bool> bits;
    for (const wire::Clock& clock : clocks)
        for (const wire::Edge* edge : {&clock.rising, continuous->dtr ? &clock.falling : nullptr})
            for (unsigned line = continuous->lines; edge != nullptr && line-- > 0;)
                bits.push_back((*edge)[line] == wire::Level::High);
    const std::size_t first = address_bits;
    if (maker_ == Maker::Micron) {
        const std::size_t dq0 = first + continuous->lines - 1;
        if (clocks.size() > address_bits / per_clock && bits.size() > dq0 && bits[dq0]) continuous.reset();
        return;
    }
    if (bits.size() < first + 8) return;
    const bool stays =
        maker_ == Maker::Winbond
            ? bits[first + 2] && !bits[first + 3]
            : std::equal(bits.begin() + long(first), bits.begin() + long(first) + 4,
                         bits.begin() + long(first) + 4, [](bool a, bool b) { return a != b; });
    if (!stays) continuous.reset();
}

std::optional<std::uint8_t> QuadChipFake::hears(const wire::Transaction& transaction) {
    const auto clocks = wire::clocks_of(transaction);
    if (continuous) {
        leave_by(clocks, transaction.command.opcode == 0xFF);
        return std::nullopt;
    }
    const auto opcode = wire::heard(clocks, lines, true);
    if (asleep) {
        if (opcode == 0xAB) asleep = false;
        return std::nullopt;
    }
    // These end with their last clock; what goes on is not taken for them.
    constexpr std::uint8_t kBare[] = {0x06, 0x50, 0x66, 0x99, 0xFF, 0xF5, 0x38, 0x35, 0xB7, 0xE9};
    const bool bare = opcode && transaction.read == 0 &&
                      std::find(std::begin(kBare), std::end(kBare), *opcode) != std::end(kBare);
    if (bare && clocks.size() != 8 / lines) return std::nullopt;
    return opcode;
}

void QuadChipFake::write_status(std::uint8_t opcode, std::span<const std::uint8_t> data) {
    const bool for_good = write_enabled_;
    if ((!write_enabled_ && !volatile_enabled_) || locked || data.empty()) return;
    std::uint8_t first = status, second = status2;
    if (opcode == 0x01) {
        if (data.size() > 1 && !has_two_byte_01) return;
        first = data[0];
        if (data.size() > 1) second = data[1];
    } else if (opcode == 0x3E ? qe_register == 3 : has_31) {
        second = data[0];
    }
    status = first, status2 = second;
    if (!for_good) return;
    kept_status = first, kept_status2 = second;
    ++writes_for_good;
}

void QuadChipFake::execute(std::uint8_t opcode, std::span<const std::uint8_t> data) {
    const bool reset_was_enabled = reset_enabled_;
    reset_enabled_ = false;
    switch (opcode) {
    case 0x06: write_enabled_ = true; return;
    case 0x50: volatile_enabled_ = has_50; return;
    case 0x66: reset_enabled_ = true; return;
    case 0x99:
        if (reset_was_enabled && has_reset) reset();
        return;
    case 0xFF:
        if (lines == 4 && maker_ == Maker::Winbond) lines = 1;
        return;
    case 0xF5:
        if (lines == 4 && maker_ == Maker::Macronix) lines = 1;
        return;
    case 0x38:
        if (maker_ == Maker::Winbond && quad_enabled()) lines = 4;
        return;
    case 0x35:
        if (maker_ == Maker::Macronix) lines = 4;
        return;
    case 0xB7: four_byte = true; return;
    case 0xE9: four_byte = false; return;
    case 0x01:
    case 0x31:
    case 0x3E: write_status(opcode, data); break;
    case 0x61:
        if (write_enabled_ && maker_ == Maker::Micron && !data.empty()) {
            enhanced = data[0];
            lines = (enhanced & 0x80) == 0 ? 4 : (enhanced & 0x40) == 0 ? 2 : 1;
        }
        break;
    case 0x81:
        if (write_enabled_ && maker_ == Maker::Micron && !data.empty()) volatile_configuration = data[0];
        break;
    case 0x02:
    case 0x12:
    case 0x20:
    case 0x21:
    case 0x32:
    case 0x52:
    case 0x60:
    case 0xC4:
    case 0xC7:
    case 0xD8:
    case 0xDC: harmed = true; break;
    default: return;
    }
    write_enabled_ = volatile_enabled_ = false;
}

std::uint8_t QuadChipFake::register_value(std::uint8_t opcode) const {
    if (opcode == 0x05) return static_cast<std::uint8_t>((status & 0xFC) | (write_enabled_ ? 2 : 0));
    if (opcode == 0x70) return 0x80;
    if (opcode == 0x35 && maker_ == Maker::Winbond) return status2;
    if (opcode == 0x3F) return status2;
    if (opcode == 0x15 && maker_ == Maker::Winbond) return 0; // status register 3
    if (opcode == 0x65 && maker_ == Maker::Micron) return enhanced;
    return 0xFF;
}

void QuadChipFake::answer(std::uint8_t opcode, const Command& command, std::uint32_t address,
                          std::span<std::uint8_t> bytes) const {
    const bool array = opcode == 0x03 || opcode == 0x0B || opcode == 0x0C || opcode == 0x6B ||
                       opcode == 0x6C || opcode == 0xEB || opcode == 0xEC;
    const bool on_four = command.data_phase.lines == 4;
    const bool id = opcode == 0x9F || (opcode == 0xAF && lines == 4);
    if (array && on_four && lines == 1 && !quad_enabled()) return;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (array)
            bytes[i] = memory[(address + i) % memory.size()];
        else if (id)
            bytes[i] = static_cast<std::uint8_t>(identity_ >> (16 - 8 * (i % 3)));
        else if (opcode == 0x5A)
            bytes[i] = address + i < sfdp_.size() ? sfdp_[address + i] : 0xFF;
        else
            bytes[i] = register_value(opcode);
        const bool other_dummy_cycles = maker_ == Maker::Micron && volatile_configuration >> 4 != 0xF;
        if (array && command.dummy_cycles != 0 && other_dummy_cycles) bytes[i] ^= 0x5A; // of another clock
        if (on_four) bytes[i] &= static_cast<std::uint8_t>(~(stuck_low | stuck_low << 4));
    }
}

bool QuadChipFake::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    if (transactions_left == 0) return false;
    --transactions_left;
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0xFF});
    const auto opcode = hears({command, address, {}, bytes.size()});
    reset_enabled_ = false;
    if (!opcode || command.opcode_phase.lines != lines) return true;
    answer(*opcode, command, address, bytes);
    return true;
}

bool QuadChipFake::play(const Sequence& sequence) {
    for (const SequenceStep& step : sequence) {
        if (transactions_left == 0) return false;
        --transactions_left;
        const wire::Transaction transaction = wire::transaction(step);
        const auto opcode = hears(transaction);
        if (opcode) execute(*opcode, transaction.written);
    }
    return true;
}

bool QuadChipFake::configure(const ChipVocabulary&, std::uint32_t prescaler) {
    if (transactions_left == 0) return false;
    --transactions_left;
    prescalers.push_back(prescaler);
    return true;
}
