#include "openocd-driver/memory/chip-search.hpp"

#include "flash-library/chips/vocabulary.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"

namespace xspi {

namespace {

constexpr std::uint8_t kReadStatus = 0x05, kReadId = 0x9F, kReadSecurity = 0x2B, kRelease = 0xAB;
constexpr std::uint8_t kBusy = 0x01, kProgramSuspended = 0x04, kEraseSuspended = 0x08; // SR; SCUR
constexpr std::uint32_t kReleaseUs = 100; // as in recover_to_spi()

// Macronix's form of register reads in octal modes: four address bytes, four dummy cycles (HARDWARE section
// 11). Without the strobe, which never comes from a chip that is in another mode; it is not needed below
// 50 MHz.
Command octal_read(Mode mode, std::uint8_t opcode) {
    Command command = plain_command(mode, opcode, CommandExtension::Inverse);
    command.address_bytes = 4;
    command.address_phase = command.data_phase = command.opcode_phase;
    command.dummy_cycles = 4;
    return command;
}

} // namespace

agent::TransferRequest reading(const Command& command, std::uint32_t address, std::uint32_t length) {
    agent::TransferRequest request;
    request.command = command;
    request.address = address;
    request.read_length = length;
    return request;
}

agent::TransferRequest reading_identity(const Command& command) {
    return reading(command, 0, command.data_phase.dtr ? 6 : 3);
}

// In octal DTR Macronix parts give every byte of the id on both clock edges (Linux's spi-nor compares every
// second byte), others give the bytes one after another.
ChipIdentity to_identity(const std::vector<std::uint8_t>& id) {
    bool doubled = id.size() == 6 && id[0] == id[1] && id[2] == id[3] && id[4] == id[5];
    return doubled ? ChipIdentity{id[0], id[2], id[4]} : ChipIdentity{id[0], id[1], id[2]};
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

std::uint8_t ChipSearch::octal_register(Mode mode, std::uint8_t opcode) {
    return flash_.transfer(reading(octal_read(mode, opcode), 0, 2)).front();
}

std::uint8_t ChipSearch::read_register(Mode mode, std::uint8_t opcode) {
    if (mode != Mode::Spi) return octal_register(mode, opcode);
    Command command = plain_command(mode, opcode);
    command.data_phase = command.opcode_phase;
    return flash_.transfer(reading(command, 0, 1)).front();
}

ChipIdentity ChipSearch::octal_identity(Mode mode) {
    return to_identity(flash_.transfer(reading_identity(octal_read(mode, kReadId))));
}

// A busy chip hears status reads only, and a wrong mode reads as lines that nobody drives, all 0 or all 1.
Unfinished ChipSearch::unfinished_in(Mode mode) {
    agent::TransferRequest release;
    release.command = plain_command(mode, kRelease, CommandExtension::Inverse);
    release.delay_us = kReleaseUs;
    flash_.queue_transfer(release);
    const std::uint8_t status = read_register(mode, kReadStatus);
    if (status != 0xFF && (status & kBusy) != 0) return Unfinished::Busy;
    const ChipIdentity id = mode == Mode::Spi
                                ? to_identity(flash_.transfer(reading_identity(read_id_command())))
                                : octal_identity(mode);
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

ChipIdentity ChipSearch::identity(Mode& powers_up_in) {
    powers_up_in = Mode::Spi;
    ChipIdentity id = to_identity(flash_.transfer(reading_identity(read_id_command())));
    if (id.answered() || lines_ < 8) return id;
    for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr}) {
        if (octal_identity(mode).made_by() != Manufacturer::Macronix) continue;
        run_sequence(flash_, leave_octal_default(mode));
        powers_up_in = mode;
        return to_identity(flash_.transfer(reading_identity(read_id_command())));
    }
    return id;
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
