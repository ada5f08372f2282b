#include "firmware/flash/flash-bring-up.hpp"
#include "flash-library/chips/chip-finding.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/devices/connected-setup.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"

#include <algorithm>
#include <array>

namespace firmware {

using namespace xspi;

namespace {
// As much as three address bytes reach: enough for RDSFDP, and a size that every chip's commands fit in.
constexpr std::uint32_t kSizeBeforeSfdp = 16u << 20;
// A chip needs up to 50 us from the port's supply to its first answer (SILICON, PWR / SBS).
constexpr std::uint32_t kPortSettlesUs = 100;

std::array<std::uint8_t, kMaximumSfdpBytes> sfdp_bytes;
std::size_t sfdp_size = 0;
SfdpResult sfdp_tables;
} // namespace

FlashBringUp::FlashBringUp(NorController& controller, const Timebase& timebase,
                           const FlashConnection& connection, const FlashClock& clock)
    : controller_(controller), timebase_(timebase), connection_(connection), clock_(clock),
      port_(controller, timebase) {}

std::span<const std::uint8_t> FlashBringUp::sfdp() const { return {sfdp_bytes.data(), sfdp_size}; }

BringUpError FlashBringUp::fail(BringUpError error, const Text& sentence) {
    sentence_ = sentence;
    return error;
}

BringUpError FlashBringUp::stalled(std::string_view what) {
    return fail(BringUpError::Controller, Text() << "the flash controller did not finish while it should "
                                                 << what << ": status " << Hex{controller_.failure_status()});
}

BringUpError FlashBringUp::configure(std::uint32_t prescaler, const ChipVocabulary& chip,
                                     std::string_view what) {
    prescaler_ = prescaler;
    hz_ = clock_.kernel_hz / (prescaler + 1);
    NorSetup setup = connected_setup(connection_);
    setup.prescaler = prescaler;
    setup.chip = chip;
    const auto result = controller_.configure(setup);
    return result == TransferResult::Done ? BringUpError::None : stalled(what);
}

BringUpError FlashBringUp::play(const Sequence& sequence, std::string_view what) {
    return port_.play(sequence) ? BringUpError::None : stalled(what);
}

BringUpError FlashBringUp::identify() {
    timebase_.delay_us(kPortSettlesUs);
    ChipVocabulary unknown;
    unknown.size = kSizeBeforeSfdp;
    if (const auto e = configure(clock_.spi_prescaler, unknown, "start"); e != BringUpError::None) return e;
    FoundChip found;
    if (!find_chip(port_, connection_.data_lines, found)) return stalled("reset the chip and read its id");
    chip_.identity = found.identity;
    if (chip_.identity.answered()) return BringUpError::None;
    return fail(BringUpError::NoChip,
                Text() << "the flash does not answer: RDID gives " << Hex{chip_.identity.word(), 6});
}

// Grows as the tables say what belongs to them.
BringUpError FlashBringUp::read_sfdp() {
    sfdp_size = 0;
    for (;;) {
        const std::size_t want = sfdp_bytes_wanted(std::span(sfdp_bytes.data(), sfdp_size));
        if (want <= sfdp_size || want > sfdp_bytes.size()) return BringUpError::None;
        const std::span<std::uint8_t> rest(sfdp_bytes.data() + sfdp_size, want - sfdp_size);
        const auto address = static_cast<std::uint32_t>(sfdp_size);
        if (!port_.read(read_sfdp_command(), address, rest)) return stalled("read SFDP");
        sfdp_size = want;
    }
}

BringUpError FlashBringUp::describe() {
    if (const auto e = read_sfdp(); e != BringUpError::None) return e;
    sfdp_tables = parse_sfdp(sfdp());
    const ChipIdentity identity = chip_.identity;
    const DescribeError error =
        describe_chip(identity, sfdp_tables.error == SfdpError::None ? &sfdp_tables.tables : nullptr, chip_);
    if (error == DescribeError::None) return BringUpError::None;
    return fail(BringUpError::UnknownChip, Text() << "the flash with id " << Hex{identity.word(), 6}
                                                  << " is not usable: " << sentence_for(error));
}

BringUpError FlashBringUp::find() {
    if (const auto e = identify(); e != BringUpError::None) return e;
    return describe();
}

bool FlashBringUp::has_octal() const {
    ChipVocabulary octal;
    return connection_.data_lines == 8 && octal_dtr_vocabulary(chip_, octal);
}

// The answer in the new mode must be the answer in 1S-1S-1S: also the proof that DQS toggles, without which
// the first mapped read would stand still for ever.
BringUpError FlashBringUp::enter_octal() {
    (void)octal_dtr_vocabulary(chip_, vocabulary_);
    if (const auto e = play(enter_octal_dtr(chip_), "bring the chip to 8D-8D-8D"); e != BringUpError::None)
        return e;
    const std::uint32_t chip_hz =
        chip_.octal.maximum_mhz != 0 ? chip_.octal.maximum_mhz * 1'000'000u : clock_.hz;
    mode_ = Mode::OctalDtr;
    if (const auto e = configure(prescaler_for(clock_.kernel_hz, std::min(clock_.hz, chip_hz)), vocabulary_,
                                 "change its clock");
        e != BringUpError::None)
        return e;
    ChipIdentity again;
    const bool answered = read_identity(port_, read_id_command(chip_, Mode::OctalDtr), again);
    if (answered && again == chip_.identity) return BringUpError::None;
    Text text;
    text << "the flash does not answer in 8D-8D-8D at " << hz_ / 1'000'000 << " MHz: RDID gives ";
    if (answered)
        text << Hex{again.word(), 6} << " instead of " << Hex{chip_.identity.word(), 6};
    else
        text << "nothing (no DQS)";
    return fail(BringUpError::FastMode, text);
}

// Fewer lines, or a chip without 8D-8D-8D: one line, at the clock that identified it.
BringUpError FlashBringUp::enter_single() {
    vocabulary_ = spi_vocabulary(chip_);
    mode_ = Mode::Spi;
    if (const auto e = play(enter_four_byte(chip_), "change the address length"); e != BringUpError::None)
        return e;
    return configure(clock_.spi_prescaler, vocabulary_, "take the chip's size");
}

BringUpError FlashBringUp::back_to_single() {
    const ChipIdentity before = chip_.identity;
    const auto e = identify();
    if (e == BringUpError::None && chip_.identity == before) return enter_single();
    const ChipIdentity now = chip_.identity;
    chip_.identity = before;
    if (e != BringUpError::None) return e;
    return fail(BringUpError::NoChip, Text() << "the flash answers RDID with " << Hex{now.word(), 6}
                                             << " after a reset, and with " << Hex{before.word(), 6}
                                             << " before");
}

BringUpError FlashBringUp::map() {
    const TransferResult result = controller_.map(vocabulary_.read, {});
    return result == TransferResult::Done ? BringUpError::None : stalled("map the flash");
}

BringUpError FlashBringUp::run() {
    if (const auto e = find(); e != BringUpError::None) return e;
    if (const auto e = has_octal() ? enter_octal() : enter_single(); e != BringUpError::None) return e;
    return map();
}

} // namespace firmware
