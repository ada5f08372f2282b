// From a chip in any state to one that is known and in its best mode: the one way of driver, bootloader and
// flash-test. Port is whatever carries a transaction out:
//   bool read(const Command&, std::uint32_t address, std::span<std::uint8_t>)
//   bool play(const Sequence&)
//   bool configure(const ChipVocabulary&, std::uint32_t prescaler)
//   bool try_read(const Command&, std::uint32_t address, std::span<std::uint8_t>)
// false: the controller did not finish. For try_read that is an answer: nothing came, as without a data
// strobe.
#pragma once
#include "flash-library/chips/best-mode.hpp"
#include "flash-library/chips/chip-finding.hpp"
#include "flash-library/chips/chip-layout.hpp"
#include "flash-library/chips/quad-enable.hpp"
#include "flash-library/nor/bring-up-problem.hpp"
#include "flash-library/nor/bring-up-rates.hpp"
#include "flash-library/nor/quad-check.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace xspi {

// Room for what is read of the chip; outlives the bring-up. Half the stack of a bootloader otherwise.
struct SfdpStore {
    std::array<std::uint8_t, kMaximumSfdpBytes> bytes{};
    std::size_t size = 0;
    SfdpResult result;
    std::span<const std::uint8_t> read() const { return {bytes.data(), size}; }
};

template <typename Port> class ChipBringUp {
  public:
    // unknown_size: bytes, what the controller is told until the chip is described.
    ChipBringUp(Port& port, const Reach& reach, const BringUpRates& rates, SfdpStore& store,
                std::uint32_t unknown_size)
        : port_(port), reach_(reach), rates_(rates), store_(store), unknown_size_(unknown_size) {}

    // All return the problem, if there is one, in their order:
    BringUpProblem start();    // the controller for a chip that is not known
    BringUpProblem find();     // the chip to 1S-1S-1S, with its id: the same as before, if there was one
    BringUpProblem describe(); // what it says of itself
    void adopt(const ChipDescription& chip) { chip_ = chip; } // in place of both: it says nothing of itself
    BringUpProblem take_single(); // the controller for it, in 1S-1S-1S at the clock that identified it
    // From there: four address bytes where 1S-1S-1S needs them, and to the best mode where that is another.
    BringUpProblem enter_best() { return enter(best()); }
    BringUpProblem enter_single() { return enter(Mode::Spi); }

    Mode best() const { return best_mode(chip_, reach_); }
    const ChipDescription& chip() const { return chip_; }
    const FoundChip& found() const { return found_; }
    const ChipVocabulary& vocabulary() const { return vocabulary_; } // in mode()
    Mode mode() const { return mode_; }
    std::uint32_t prescaler() const { return prescaler_; } // in mode()
    std::uint32_t hz() const { return rates_.hz_of(prescaler_); }
    QuadEnabled quad_enabled() const { return quad_enabled_; }

  private:
    BringUpProblem problem(BringUpError error, BringUpStep step) const;
    BringUpProblem controller(BringUpStep step) const { return problem(BringUpError::Controller, step); }
    BringUpProblem not_entered(Mode mode) const;
    BringUpProblem configure(const ChipVocabulary& chip, std::uint32_t prescaler, BringUpStep step);
    BringUpProblem read_sfdp();
    BringUpProblem enter(Mode mode);
    BringUpProblem raise_clock();
    BringUpProblem enter_quad(Mode mode);
    BringUpProblem change_mode(Mode mode);
    BringUpProblem check_identity();
    BringUpProblem check_reading(const QuadSample& sample);

    Port& port_;
    Reach reach_;
    BringUpRates rates_;
    SfdpStore& store_;
    std::uint32_t unknown_size_;
    FoundChip found_;
    ChipDescription chip_;
    ChipVocabulary vocabulary_;
    Mode mode_ = Mode::Spi;
    std::uint32_t prescaler_ = 0;
    QuadEnabled quad_enabled_ = QuadEnabled::NotNeeded;
};

// What every chip understands, for as long as nothing is known about this one.
inline ChipVocabulary unknown_chip(std::uint32_t size) {
    ChipVocabulary chip{};
    chip.read = plain_command(Mode::Spi, 0x03);
    chip.read.address_bytes = 3;
    chip.read.address_phase = {1, false};
    chip.read.data_phase = {1, false};
    chip.size = size;
    chip.page_size = 256;
    return chip;
}

template <typename Port>
BringUpProblem ChipBringUp<Port>::problem(BringUpError error, BringUpStep step) const {
    BringUpProblem problem;
    problem.error = error;
    problem.step = step;
    problem.mode = mode_;
    problem.hz = hz();
    problem.expected = chip_.identity;
    return problem;
}

template <typename Port> BringUpProblem ChipBringUp<Port>::not_entered(Mode mode) const {
    BringUpProblem p = controller(BringUpStep::EnterMode);
    p.mode = mode;
    return p;
}

template <typename Port> BringUpProblem
ChipBringUp<Port>::configure(const ChipVocabulary& chip, std::uint32_t prescaler, BringUpStep step) {
    prescaler_ = prescaler;
    return port_.configure(chip, prescaler) ? BringUpProblem{} : controller(step);
}

template <typename Port> BringUpProblem ChipBringUp<Port>::start() {
    mode_ = Mode::Spi;
    return configure(unknown_chip(unknown_size_), rates_.spi_prescaler, BringUpStep::Start);
}

template <typename Port> BringUpProblem ChipBringUp<Port>::find() {
    const ChipIdentity before = chip_.identity;
    if (!find_chip(port_, lines_in_use(reach_.lines), found_)) return controller(BringUpStep::Find);
    const bool other = before.answered() && found_.identity != before;
    if (found_.identity.answered() && !other) return {};
    BringUpProblem p = problem(found_.identity.answered() ? BringUpError::OtherChip : BringUpError::NoChip,
                               BringUpStep::Find);
    p.found = found_.identity;
    return p;
}

// The first 256 bytes at once, then as far as the tables reach.
template <typename Port> BringUpProblem ChipBringUp<Port>::read_sfdp() {
    store_.size = 0;
    for (std::size_t wanted = 256; wanted > store_.size && wanted <= store_.bytes.size();
         wanted = (sfdp_bytes_wanted(store_.read()) + 7) & ~std::size_t{7}) {
        const std::span<std::uint8_t> rest(store_.bytes.data() + store_.size, wanted - store_.size);
        if (!port_.read(read_sfdp_command(), static_cast<std::uint32_t>(store_.size), rest))
            return controller(BringUpStep::ReadSfdp);
        store_.size = wanted;
    }
    store_.result = parse_sfdp(store_.read());
    return {};
}

template <typename Port> BringUpProblem ChipBringUp<Port>::describe() {
    chip_ = {};
    if (const auto p = read_sfdp()) return p;
    const bool usable = store_.result.error == SfdpError::None;
    const SfdpTables* tables = usable ? &store_.result.tables : nullptr;
    const auto layout = usable ? layout_in_use(port_, tables->sector_map) : std::nullopt;
    const DescribeError error = describe_chip(found_.identity, tables, chip_, layout);
    if (error == DescribeError::None) return {};
    BringUpProblem p = problem(BringUpError::UnknownChip, BringUpStep::ReadSfdp);
    p.expected = p.found = found_.identity;
    p.describe = error;
    p.sfdp = store_.result.error;
    chip_ = {};
    return p;
}

template <typename Port> BringUpProblem ChipBringUp<Port>::take_single() {
    mode_ = Mode::Spi;
    vocabulary_ = spi_vocabulary(chip_);
    return configure(vocabulary_, rates_.spi_prescaler, BringUpStep::TakeSize);
}

template <typename Port> BringUpProblem ChipBringUp<Port>::enter(Mode mode) {
    quad_enabled_ = QuadEnabled::NotNeeded;
    if (!port_.play(enter_four_byte(chip_))) return controller(BringUpStep::AddressLength);
    const Sequence dummy_cycles = default_dummy_cycles(chip_);
    if (!dummy_cycles.empty() && !port_.play(dummy_cycles)) return controller(BringUpStep::AddressLength);
    if (mode == Mode::Spi) return lines_in_use(reach_.lines) == 1 ? raise_clock() : BringUpProblem{};
    if (quad(mode)) return enter_quad(mode);
    if (!octal(mode)) return {}; // there is no other
    if (!port_.play(enter_octal_dtr(chip_))) return not_entered(mode);
    if (const auto p = change_mode(mode)) return p;
    return check_identity();
}

// Where one line is all there is, 1S-1S-1S is the chip's own mode, and not only the one that it is found in.
template <typename Port> BringUpProblem ChipBringUp<Port>::raise_clock() {
    QuadSample sample;
    if (!take_sample(port_, vocabulary_.read, chip_.size, sample)) return controller(BringUpStep::Compare);
    if (const auto p = change_mode(Mode::Spi)) return p;
    return check_reading(sample);
}

// A chip that does not take QE stays in 1S-1S-1S: quad_enabled() says why.
template <typename Port> BringUpProblem ChipBringUp<Port>::enter_quad(Mode mode) {
    if (!enable_quad(port_, chip_, quad_enabled_)) return controller(BringUpStep::QuadEnable);
    if (quad_enabled_ == QuadEnabled::Refused) return {};
    QuadSample sample;
    if (!take_sample(port_, vocabulary_.read, chip_.size, sample)) return controller(BringUpStep::Compare);
    if (mode == Mode::Qpi && !port_.play(enter_qpi(chip_))) return not_entered(mode);
    if (const auto p = change_mode(mode)) return p;
    if (mode == Mode::Qpi)
        if (const auto p = check_identity()) return p;
    return check_reading(sample);
}

template <typename Port> BringUpProblem ChipBringUp<Port>::change_mode(Mode mode) {
    mode_ = mode;
    (void)xspi::vocabulary(chip_, mode, vocabulary_);
    const std::uint32_t limit_hz = mode_clock_hz(chip_, mode, reach_);
    return configure(vocabulary_, rates_.prescaler_up_to(limit_hz), BringUpStep::ChangeClock);
}

// The answer in the new mode must be the answer in 1S-1S-1S: also the proof that DQS toggles, without which
// the first mapped read would stand still for ever.
template <typename Port> BringUpProblem ChipBringUp<Port>::check_identity() {
    const Command command = read_id_command(chip_, mode_);
    std::array<std::uint8_t, 6> answer{};
    const std::size_t length = identity_length(command);
    BringUpProblem p = problem(BringUpError::FastMode, BringUpStep::Check);
    p.answered = port_.try_read(command, 0, std::span(answer.data(), length));
    if (p.answered) p.found = identity_from({answer.data(), length});
    return p.answered && p.found == chip_.identity ? BringUpProblem{} : p;
}

template <typename Port> BringUpProblem ChipBringUp<Port>::check_reading(const QuadSample& sample) {
    std::array<std::uint8_t, QuadSample::kBytes> again{};
    BringUpProblem p = problem(BringUpError::FastMode, BringUpStep::Check);
    p.answered = port_.try_read(vocabulary_.read, sample.address, again);
    const auto [expected, found] = std::mismatch(sample.bytes.begin(), sample.bytes.end(), again.begin());
    if (p.answered && expected == sample.bytes.end()) return {};
    if (expected != sample.bytes.end()) {
        p.address = sample.address + static_cast<std::uint32_t>(expected - sample.bytes.begin());
        p.expected_byte = *expected, p.found_byte = *found;
    }
    return p;
}

} // namespace xspi
