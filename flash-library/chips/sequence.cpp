#include "flash-library/chips/sequence.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/chips/vocabulary.hpp"

namespace xspi {
namespace {

constexpr std::uint8_t kWriteEnable = 0x06, kWriteStatus = 0x01, kWriteConfiguration2 = 0x72;
constexpr std::uint8_t kResetEnable = 0x66, kReset = 0x99, kReleasePowerDown = 0xAB;
constexpr std::uint8_t kHigh = 0xFF;      // on Winbond's and others' chips also "exit QPI"
constexpr std::uint8_t kLeaveQuad = 0xF5; // RSTQIO of Macronix, ISSI, MT25Q
constexpr std::uint8_t kWriteVolatile = 0x81,
                       kWriteEnhancedVolatile = 0x61;   // Micron's configuration registers
constexpr std::uint8_t kN25q3V = 0xBA, kN25q1V8 = 0xBB; // second byte of RDID, MT25Q's too
constexpr std::uint8_t kVolatileDefault = 0xFB; // dummy cycles as each command has them, no XIP, no wrap
constexpr std::uint8_t kSingleProtocol = 0xC0;  // neither quad (bit 7) nor dual (bit 6)
// W25Q64JV 30 us, MX66L 40 us when idle.
constexpr std::uint32_t kIdleResetUs = 100;
// A reset that meets a 64 KiB erase under way needs 25 ms, a status write 40 ms (MX66L,
// docs/hardware/macronix-octal.md, recovery).
constexpr std::uint32_t kBusyResetUs = 40'000;
constexpr std::uint32_t kRegisterUs = 1;  // a volatile register's write: 40 ns on MT25Q
constexpr std::uint32_t kReleaseUs = 100; // release from deep power-down: 30 us by SFDP, 35 us on others

SequenceStep& add(Sequence& sequence, const Command& command, std::uint32_t delay_us = 0) {
    SequenceStep& step =
        sequence.steps[sequence.count < Sequence::kSteps ? sequence.count++ : Sequence::kSteps - 1];
    step = {};
    step.command = command;
    step.delay_us = delay_us;
    return step;
}

void add_reset(Sequence& sequence, Mode mode, CommandExtension extension, std::uint32_t delay_us) {
    add(sequence, plain_command(mode, kReleasePowerDown, extension), kReleaseUs);
    add(sequence, plain_command(mode, kResetEnable, extension));
    add(sequence, plain_command(mode, kReset, extension), delay_us);
}

// One transaction with its lines high for 8 / lines clocks times 1 + more. A multi-line mode takes opcodes of
// all ones for no write, and a chip that reads continuously takes them for address and mode bits that end it:
// M5-4 = 11 (Winbond, GigaDevice), another nibble than A (Infineon, ISSI, SST), P7-4 = P3-0 (Macronix), DQ0 =
// 1 in the first clock after the address (Micron's XIP).
void add_high(Sequence& sequence, unsigned lines, unsigned more) {
    Command command = plain_command(lines == 4 ? Mode::Qpi : Mode::Spi, kHigh);
    if (more != 0) command.data_phase = command.opcode_phase;
    SequenceStep& step = add(sequence, command);
    for (; step.data_length < more; ++step.data_length) step.data[step.data_length] = kHigh;
}

// Address and mode bits, in clocks, as chips read on: DTR 1-4-4 3 + 1 and 4 + 1; STR 1-4-4 6 + 2 and 8 + 2;
// DTR 1-2-2 6 + 2 and 8 + 2; STR 1-2-2 12 + 4 and 16 + 4; with XIP over one line 24 + 1 and 32 + 1. The short
// ones first, so that none goes on long enough for a chip to drive its data against ours: the first one that
// is long enough ends it (as in Micron's "power loss and interface rescue").
void leave_continuous_read(Sequence& sequence, unsigned lines) {
    if (lines == 4)
        for (const unsigned more : {1u, 2u, 3u, 4u, 6u, 7u, 8u, 9u, 12u, 16u})
            add_high(sequence, 4, more); // 4 to 34 clocks
    else
        for (const unsigned more : {0u, 1u, 2u, 4u}) add_high(sequence, 1, more); // 8 to 40
}

void add_register_write(Sequence& sequence, Mode mode, std::uint8_t opcode, std::uint8_t value) {
    Command command = plain_command(mode, opcode);
    command.data_phase = command.opcode_phase;
    SequenceStep& step = add(sequence, command, kRegisterUs);
    step.data[0] = value;
    step.data_length = 1;
}

// Opcode, four address bytes and data where it is long enough to be a register write; on the wire it is all
// the same.
void add_bytes(Sequence& sequence, const ByteSequence& source) {
    Command command = plain_command(Mode::Spi, source.bytes[0]);
    unsigned at = 1;
    std::uint32_t address = 0;
    if (source.length >= 6) {
        command.address_bytes = 4;
        command.address_phase = command.opcode_phase;
        for (; at < 5; ++at) address = address << 8 | source.bytes[at];
    }
    if (at < source.length) command.data_phase = command.opcode_phase;
    SequenceStep& step = add(sequence, command);
    step.address = address;
    for (; at < source.length; ++at) step.data[step.data_length++] = source.bytes[at];
}

bool writes_status(const ByteSequence& bytes) { return bytes.length != 0 && bytes.bytes[0] == kWriteStatus; }
bool enables_write(const ByteSequence& bytes) { return bytes.length == 1 && bytes.bytes[0] == kWriteEnable; }

} // namespace

Sequence enter_octal_dtr(const ChipDescription& chip) {
    Sequence sequence;
    if (!chip.octal.present) return sequence;
    const auto& enter = chip.octal.enter;
    for (unsigned i = 0; i < enter.size(); ++i) {
        if (enter[i].length == 0 || writes_status(enter[i])) continue;
        const bool for_status =
            enables_write(enter[i]) && i + 1 < enter.size() && writes_status(enter[i + 1]);
        if (!for_status) add_bytes(sequence, enter[i]);
    }
    return sequence;
}

Sequence leave_octal_default(Mode mode) {
    Sequence sequence;
    add(sequence, plain_command(mode, kWriteEnable, CommandExtension::Inverse));
    Command command = plain_command(mode, kWriteConfiguration2, CommandExtension::Inverse);
    command.address_bytes = 4;
    command.address_phase = command.data_phase = command.opcode_phase;
    SequenceStep& step = add(sequence, command, kIdleResetUs);
    step.data_length = mode == Mode::OctalDtr ? 2 : 1; // in DTR a register's byte is sent on both edges
    return sequence;
}

Sequence leave_quad_default(std::uint8_t enhanced_configuration) {
    Sequence sequence;
    add(sequence, plain_command(Mode::Qpi, kWriteEnable));
    add_register_write(sequence, Mode::Qpi, kWriteEnhancedVolatile,
                       static_cast<std::uint8_t>(enhanced_configuration | kSingleProtocol));
    return sequence;
}

Sequence default_dummy_cycles(const ChipDescription& chip) {
    Sequence sequence;
    const bool has_register = chip.identity.type == kN25q3V || chip.identity.type == kN25q1V8;
    if (chip.identity.made_by() != Manufacturer::Micron || !has_register) return sequence;
    add(sequence, plain_command(Mode::Spi, kWriteEnable));
    add_register_write(sequence, Mode::Spi, kWriteVolatile, kVolatileDefault);
    return sequence;
}

// DWORD 15 bits 8:4: 38h with QE set, 38h, 35h.
Sequence enter_qpi(const ChipDescription& chip) {
    Sequence sequence;
    const bool by_38 = (chip.quad.enter_qpi & 3) != 0, by_35 = (chip.quad.enter_qpi & 4) != 0;
    if (by_38 || by_35) add(sequence, plain_command(Mode::Spi, by_38 ? 0x38 : 0x35));
    return sequence;
}

Sequence enter_four_byte(const ChipDescription& chip) {
    Sequence sequence;
    const bool with_enable = chip.four_byte == FourByteMethod::EnterWriteEnableB7;
    if (!with_enable && chip.four_byte != FourByteMethod::EnterB7) return sequence;
    if (with_enable) add(sequence, plain_command(Mode::Spi, kWriteEnable));
    add(sequence, plain_command(Mode::Spi, 0xB7));
    return sequence;
}

Sequence recover_to_spi(unsigned lines, bool works) {
    const std::uint32_t reset_us = works ? kBusyResetUs : kIdleResetUs;
    Sequence sequence;
    if (lines >= 8) {
        for (const Mode mode : {Mode::OctalDtr, Mode::OctalStr}) {
            add_reset(sequence, mode, CommandExtension::Inverse, reset_us); // Macronix
            add_reset(sequence, mode, CommandExtension::Same, reset_us);    // Infineon, Micron
        }
    }
    if (lines < 8) leave_continuous_read(sequence, lines);
    if (lines == 4) {
        add(sequence, plain_command(Mode::Qpi, kHigh));
        add(sequence, plain_command(Mode::Qpi, kLeaveQuad));
        add_reset(sequence, Mode::Dpi, CommandExtension::Same, reset_us);
    }
    if (lines >= 4) add_reset(sequence, Mode::Qpi, CommandExtension::Same, reset_us);
    add_reset(sequence, Mode::Spi, CommandExtension::Same, kBusyResetUs);
    return sequence;
}

Sequence release_from_power_down(Mode mode) {
    Sequence sequence;
    add(sequence, plain_command(mode, kReleasePowerDown, CommandExtension::Inverse), kReleaseUs);
    return sequence;
}

Sequence reset_in_spi(bool idle) {
    Sequence sequence;
    add_reset(sequence, Mode::Spi, CommandExtension::Same, idle ? kIdleResetUs : kBusyResetUs);
    return sequence;
}

} // namespace xspi
