#include "openocd-driver/memory/chip-search.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr std::uint8_t kReadStatus = 0x05, kReadSecurity = 0x2B, kRelease = 0xAB;
constexpr std::uint8_t kBusy = 0x01, kProgramSuspended = 0x04, kEraseSuspended = 0x08; // SR; SCUR
constexpr std::uint32_t kReleaseUs = 100; // as in recover_to_spi()

} // namespace

agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length) {
    agent::TransferRequest request;
    request.command = command;
    request.address = address;
    request.read_length = length;
    return request;
}

void run_sequence(AgentFlash& flash, const Sequence& sequence) {
    for (const SequenceStep& step : sequence) {
        agent::TransferRequest request;
        request.command = step.command;
        request.address = step.address;
        request.delay_us = step.delay_us;
        request.busy_timeout_us = step.wait_ready_timeout_us;
        flash.queue_transfer(request, {step.data.data(), step.data_length});
    }
    flash.finish();
}

// Over the agent, whose failures are exceptions.
bool ChipSearch::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> bytes) {
    const auto answer = flash_.transfer(reading(command, address, std::uint32_t(bytes.size())));
    std::copy_n(answer.begin(), bytes.size(), bytes.begin());
    return true;
}

bool ChipSearch::play(const Sequence& sequence) {
    run_sequence(flash_, sequence);
    return true;
}

std::uint8_t ChipSearch::read_register(Mode mode, std::uint8_t opcode) {
    if (mode != Mode::Spi) return flash_.transfer(reading(octal_register_read(mode, opcode), 0, 2)).front();
    Command command = plain_command(mode, opcode);
    command.data_phase = command.opcode_phase;
    return flash_.transfer(reading(command, 0, 1)).front();
}

// A busy chip hears status reads only, and a wrong mode reads as lines that nobody drives, all 0 or all 1.
Unfinished ChipSearch::unfinished_in(Mode mode) {
    agent::TransferRequest release;
    release.command = plain_command(mode, kRelease, CommandExtension::Inverse);
    release.delay_us = kReleaseUs;
    flash_.queue_transfer(release);
    const std::uint8_t status = read_register(mode, kReadStatus);
    if (status != 0xFF && (status & kBusy) != 0) return Unfinished::Busy;
    ChipIdentity id;
    read_identity(*this, mode == Mode::Spi ? read_id_command() : octal_register_read(mode, kReadIdOpcode),
                  id);
    if (id.made_by() != Manufacturer::Macronix) return Unfinished::Nothing;
    const std::uint8_t security = read_register(mode, kReadSecurity);
    if (security & kEraseSuspended) return Unfinished::EraseSuspended;
    return security & kProgramSuspended ? Unfinished::ProgramSuspended : Unfinished::Nothing;
}

Unfinished ChipSearch::unfinished_work() {
    if (lines_ >= 8)
        for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr})
            if (const Unfinished work = unfinished_in(mode); work != Unfinished::Nothing) return work;
    return unfinished_in(Mode::Spi);
}

void ChipSearch::recover() { recover_chip(*this, lines_); }

FoundChip ChipSearch::find(Unfinished work) {
    FoundChip found;
    find_chip(*this, lines_, work != Unfinished::Nothing, found);
    return found;
}

std::vector<std::uint8_t> ChipSearch::sfdp() {
    std::vector<std::uint8_t> bytes = flash_.transfer(reading(read_sfdp_command(), 0, 256));
    for (;;) {
        std::size_t wanted = (sfdp_bytes_wanted(bytes) + 7) & ~std::size_t(7);
        if (wanted <= bytes.size()) return bytes;
        auto more = flash_.transfer(
            reading(read_sfdp_command(), std::uint32_t(bytes.size()), std::uint32_t(wanted - bytes.size())));
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
}

} // namespace xspi
