#include "firmware/flash/flash-bring-up.hpp"
#include "firmware/common/board.hpp"

namespace firmware {

using namespace xspi;

namespace {
// As much as three address bytes reach: enough for RDSFDP, and a size that every chip's commands fit in.
constexpr std::uint32_t kSizeBeforeSfdp = 16u << 20;
// A chip needs up to 50 us from the port's supply to its first answer (docs/hardware/stm32h7rs.md, bring-up
// of the flash port).
constexpr std::uint32_t kPortSettlesUs = 100;

SfdpStore sfdp_store;

Reach reach_of(const FlashConnection& connection, const FlashClock& clock, std::uint32_t supply_mv) {
    Reach reach;
    reach.lines = static_cast<std::uint8_t>(connection.data_lines);
    reach.supply_mv = supply_mv;
    reach.clock_hz = clock.hz;
    reach.spi_hz = clock.spi_hz;
    return reach;
}

BringUpRates rates_of(const FlashConnection& connection, const FlashClock& clock) {
    return {clock.kernel_hz, clock.spi_prescaler, clock.prescaler, division_of(kFamily, connection.kind)};
}

// The sentences take more than a kibibyte, and `xspi info` has them.
std::string_view why(DescribeError error) {
    if constexpr (kOnlyLines != 0)
        return error == DescribeError::Unknown ? "no SFDP" : "its SFDP";
    else
        return sentence_for(error);
}

std::string_view doing(BringUpStep step) {
    switch (step) {
    case BringUpStep::Start: return "start";
    case BringUpStep::Find: return "reset the chip and read its id";
    case BringUpStep::ReadSfdp: return "read SFDP";
    case BringUpStep::TakeSize: return "take the chip's size";
    case BringUpStep::AddressLength: return "change the address length";
    case BringUpStep::QuadEnable: return "set the chip's QE bit";
    case BringUpStep::EnterMode: return "bring the chip to ";
    case BringUpStep::ChangeClock: return "change its clock";
    case BringUpStep::Compare:
    case BringUpStep::Check: return "read the chip";
    }
    return "";
}
} // namespace

FlashBringUp::FlashBringUp(NorController& controller, const Timebase& timebase,
                           const FlashConnection& connection, const FlashClock& clock,
                           std::uint32_t supply_mv)
    : controller_(controller), timebase_(timebase), port_(controller, timebase, connection),
      chip_(port_, reach_of(connection, clock, supply_mv), rates_of(connection, clock), sfdp_store,
            kSizeBeforeSfdp) {}

std::span<const std::uint8_t> FlashBringUp::sfdp() const { return sfdp_store.read(); }

BringUpError FlashBringUp::fail(BringUpError error, const Text& sentence) {
    sentence_ = sentence;
    return error;
}

BringUpError FlashBringUp::stalled(std::string_view what) {
    return fail(BringUpError::Controller, Text() << "the flash controller did not finish; it had to " << what
                                                 << ": status " << Hex{controller_.failure_status()});
}

BringUpError FlashBringUp::fast_mode(const BringUpProblem& p) {
    Text text;
    text << "the flash does not answer in " << name_of(p.mode) << " at " << p.hz / 1'000'000 << " MHz: ";
    if (!kHasQuad || octal(p.mode) || p.mode == Mode::Qpi) {
        text << "RDID gives ";
        if (p.answered)
            text << Hex{p.found.word(), 6} << " instead of " << Hex{p.expected.word(), 6};
        else
            text << "nothing (no DQS)";
    } else {
        text << "at " << Hex{p.address} << " it reads " << Hex{p.found_byte, 2} << " instead of "
             << Hex{p.expected_byte, 2};
    }
    return fail(p.error, text);
}

BringUpError FlashBringUp::explain(const BringUpProblem& p) {
    switch (p.error) {
    case BringUpError::None: return p.error;
    case BringUpError::Controller:
        if (p.step == BringUpStep::EnterMode)
            return stalled((Text() << doing(p.step) << name_of(p.mode)).view());
        return stalled(doing(p.step));
    case BringUpError::NoChip:
        return fail(p.error, Text() << "the flash does not answer: RDID gives " << Hex{p.found.word(), 6});
    case BringUpError::OtherChip:
        return fail(BringUpError::NoChip, Text() << "the flash answers RDID with " << Hex{p.found.word(), 6}
                                                 << " after a reset, and with " << Hex{p.expected.word(), 6}
                                                 << " before");
    case BringUpError::UnknownChip:
        return fail(p.error, Text() << "the flash with id " << Hex{p.found.word(), 6}
                                    << " is not usable: " << why(p.describe));
    case BringUpError::FastMode: return fast_mode(p);
    }
    return p.error;
}

BringUpError FlashBringUp::identify() {
    timebase_.delay_us(kPortSettlesUs);
    if (const auto p = chip_.start()) return explain(p);
    return explain(chip_.find());
}

BringUpError FlashBringUp::find() {
    if (const auto e = identify(); e != BringUpError::None) return e;
    return explain(chip_.describe());
}

BringUpError FlashBringUp::enter_best() { return explain(chip_.enter_best()); }

BringUpError FlashBringUp::enter_single() {
    if (const auto p = chip_.take_single()) return explain(p);
    return explain(chip_.enter_single());
}

BringUpError FlashBringUp::back_to_single() {
    const auto e = identify();
    return e == BringUpError::None ? enter_single() : e;
}

BringUpError FlashBringUp::map() {
    const TransferResult result = controller_.map(vocabulary().read, {});
    return result == TransferResult::Done ? BringUpError::None : stalled("map the flash");
}

BringUpError FlashBringUp::run() {
    if (const auto e = find(); e != BringUpError::None) return e;
    if (const auto p = chip_.take_single()) return explain(p);
    if (const auto e = enter_best(); e != BringUpError::None) return e;
    return map();
}

Text FlashBringUp::notice() const {
    Text text;
    if (!kHasQuad) return text;
    if (chip_.quad_enabled() == QuadEnabled::NonVolatile)
        text << "the flash's QE bit was 0 and is 1 now, for good: its write cannot be made volatile";
    if (chip_.quad_enabled() == QuadEnabled::Refused)
        text << "the flash does not take its QE bit: it is used over one line";
    return text;
}

} // namespace firmware
