#include "firmware/bootloader/flash-bring-up.hpp"
#include "firmware/common/board.hpp"
#include "flash-library/board/flash-port.hpp"
#include "flash-library/chips/vocabulary.hpp"
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

constexpr unsigned data_lines() {
    return kBoard.pin(Signal::Io7).connected() ? 8 : kBoard.pin(Signal::Io3).connected() ? 4 : 1;
}

std::array<std::uint8_t, kMaximumSfdpBytes> sfdp_bytes;
SfdpResult sfdp;
} // namespace

FlashBringUp::FlashBringUp(const Timebase& timebase, const FlashClock& clock)
    : timebase_(timebase), clock_(clock),
      controller_(controller_registers(kBoard), kBoard.mapped_base, timebase) {}

bool FlashBringUp::done(TransferResult result, std::string_view what) {
    if (result == TransferResult::Done) return true;
    say(Reason::Controller, Text() << "the XSPI controller did not finish while it should " << what
                                   << ": status " << Hex{controller_.failure_status()});
    return false;
}

bool FlashBringUp::play(const SequenceStep& step) {
    const bool data = step.command.data_phase.lines != 0;
    const std::span<const std::uint8_t> bytes(step.data.data(), step.data_length);
    const TransferResult result = data ? controller_.write(step.command, step.address, bytes)
                                       : controller_.command(step.command, step.address);
    if (result != TransferResult::Done) return false;
    if (step.delay_us != 0) timebase_.delay_us(step.delay_us);
    if (step.wait_ready_timeout_us == 0) return true;
    Command read_status = plain_command(Mode::Spi, 0x05); // such steps come in 1S-1S-1S only
    read_status.data_phase = {1, false};
    std::uint32_t status = 0;
    return controller_.poll(read_status, 0, 1, 0, step.wait_ready_timeout_us, status) == TransferResult::Done;
}

bool FlashBringUp::play(const Sequence& sequence, std::string_view what) {
    for (const SequenceStep& step : sequence)
        if (!play(step)) return done(TransferResult::Timeout, what);
    return true;
}

// In 8D-8D-8D Macronix repeats every byte of the id, others send it as in 1S-1S-1S (Linux's spi-nor:
// macronix.c).
bool FlashBringUp::read_id(const Command& command, ChipIdentity& identity) {
    std::array<std::uint8_t, 6> id{};
    if (controller_.read(command, 0, id) != TransferResult::Done) return false;
    const bool repeated = command.data_phase.dtr && id[0] == id[1] && id[2] == id[3] && id[4] == id[5];
    identity = repeated ? ChipIdentity{id[0], id[2], id[4]} : ChipIdentity{id[0], id[1], id[2]};
    return true;
}

Reason FlashBringUp::identify() {
    timebase_.delay_us(kPortSettlesUs);
    if (!done(controller_.configure(clock_.spi_prescaler, kSizeBeforeSfdp, false, chip_select(kBoard)),
              "start"))
        return Reason::Controller;
    if (!play(recover_to_spi(data_lines()), "reset the chip")) return Reason::Controller;
    if (!read_id(read_id_command(), chip_.identity))
        return done(TransferResult::Timeout, "read the chip's id"), Reason::Controller;
    if (chip_.identity.answered()) return Reason::None;
    say(Reason::NoChip, Text() << "the flash does not answer: RDID gives " << Hex{chip_.identity.word(), 6});
    return Reason::NoChip;
}

// Grows as the tables say what belongs to them.
Reason FlashBringUp::read_sfdp(std::span<const std::uint8_t>& data) {
    std::size_t have = 0;
    for (;;) {
        const std::size_t want = sfdp_bytes_wanted(std::span(sfdp_bytes.data(), have));
        if (want <= have || want > sfdp_bytes.size()) break;
        const std::span<std::uint8_t> rest(sfdp_bytes.data() + have, want - have);
        if (!done(controller_.read(read_sfdp_command(), static_cast<std::uint32_t>(have), rest), "read SFDP"))
            return Reason::Controller;
        have = want;
    }
    data = {sfdp_bytes.data(), have};
    return Reason::None;
}

Reason FlashBringUp::describe() {
    std::span<const std::uint8_t> data;
    if (const Reason reason = read_sfdp(data); reason != Reason::None) return reason;
    sfdp = parse_sfdp(data);
    const ChipIdentity identity = chip_.identity;
    const DescribeError error =
        describe_chip(identity, sfdp.error == SfdpError::None ? &sfdp.tables : nullptr, chip_);
    if (error == DescribeError::None) return Reason::None;
    say(Reason::UnknownChip, Text() << "the flash with id " << Hex{identity.word(), 6}
                                    << " is not usable: " << sentence_for(error));
    return Reason::UnknownChip;
}

// The answer in the new mode must be the answer in 1S-1S-1S: also the proof that DQS toggles, without which
// the first mapped read would stand still for ever.
Reason FlashBringUp::enter_octal() {
    if (!play(enter_octal_dtr(chip_), "bring the chip to 8D-8D-8D")) return Reason::Controller;
    const std::uint32_t chip_hz =
        chip_.octal.maximum_mhz != 0 ? chip_.octal.maximum_mhz * 1'000'000u : clock_.hz;
    const std::uint32_t prescaler = prescaler_for(clock_.kernel_hz, std::min(clock_.hz, chip_hz));
    hz_ = clock_.kernel_hz / (prescaler + 1);
    mode_ = Mode::OctalDtr;
    if (!done(controller_.configure(prescaler, vocabulary_.size, vocabulary_.swap_bytes != 0,
                                    chip_select(kBoard)),
              "change its clock"))
        return Reason::Controller;
    ChipIdentity again;
    const bool answered = read_id(read_id_command(chip_, Mode::OctalDtr), again);
    if (answered && again == chip_.identity) return Reason::None;
    Text text;
    text << "the flash does not answer in 8D-8D-8D at " << hz_ / 1'000'000 << " MHz: RDID gives ";
    if (answered)
        text << Hex{again.word(), 6} << " instead of " << Hex{chip_.identity.word(), 6};
    else
        text << "nothing (no DQS)";
    say(Reason::FastMode, text);
    return Reason::FastMode;
}

// Fewer lines, or a chip without 8D-8D-8D: one line, at the clock that identified it.
Reason FlashBringUp::enter_single() {
    vocabulary_ = spi_vocabulary(chip_);
    hz_ = clock_.spi_hz;
    if (!play(enter_four_byte(chip_), "change the address length")) return Reason::Controller;
    if (!done(controller_.configure(clock_.spi_prescaler, vocabulary_.size, false, chip_select(kBoard)),
              "take the chip's size"))
        return Reason::Controller;
    return Reason::None;
}

Reason FlashBringUp::enter_mode() {
    return data_lines() == 8 && octal_dtr_vocabulary(chip_, vocabulary_) ? enter_octal() : enter_single();
}

Reason FlashBringUp::run() {
    for (const auto phase : {&FlashBringUp::identify, &FlashBringUp::describe, &FlashBringUp::enter_mode})
        if (const Reason reason = (this->*phase)(); reason != Reason::None) return reason;
    return done(controller_.map(vocabulary_.read), "map the flash") ? Reason::None : Reason::Controller;
}

} // namespace firmware
