#include "flash-library/chips/vocabulary.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint8_t kFastReadDummy = 8; // 0Bh and 0Ch in 1S-1S-1S
constexpr std::uint8_t kWriteEnable = 0x06;
constexpr std::uint8_t kReadStatus = 0x05;
constexpr std::uint8_t kReadFlagStatus = 0x70;

Phase phase_of(Mode mode) {
    switch (mode) {
    case Mode::Spi:
    case Mode::QuadOutput:
    case Mode::QuadIo: return {1, false}; // opcodes go on one line
    case Mode::Dpi: return {2, false};
    case Mode::Qpi: return {4, false};
    case Mode::OctalStr: return {8, false};
    case Mode::OctalDtr: return {8, true};
    }
    return {1, false};
}

Command with_address(Command command, std::uint8_t bytes) {
    command.address_bytes = bytes;
    if (bytes != 0) command.address_phase = command.opcode_phase;
    return command;
}

Command with_data(Command command) {
    command.data_phase = command.opcode_phase;
    return command;
}

// Reads in 8D-8D-8D are sampled on the data strobe.
Command reading(Command command, std::uint8_t address_bytes, std::uint8_t dummy_cycles) {
    command = with_data(with_address(command, address_bytes));
    command.dummy_cycles = dummy_cycles;
    command.dqs = command.data_phase.dtr ? 1 : 0;
    return command;
}

std::uint32_t word_us(std::uint64_t time_us) { // MX66UW1G45G's chip erase does not fit: 71 minutes must do
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(time_us, 0xFFFFFFFFu));
}

EraseType erase_type(const Command& command, std::uint32_t size, const TypicalAndMaximum& time) {
    EraseType type;
    type.command = command;
    type.size = size;
    type.typical_us = word_us(time.typical_us);
    type.maximum_us = word_us(time.maximum_us);
    return type;
}

EraseType absent() {
    EraseType type;
    type.command.opcode_bytes = 0;
    return type;
}

void set_sizes_and_times(const ChipDescription& chip, ChipVocabulary& out) {
    out.size = chip.size;
    out.page_size = chip.page_size;
    out.page_typical_us = word_us(chip.page_program.typical_us);
    out.page_maximum_us = word_us(chip.page_program.maximum_us);
    out.fail_mask = chip.fail_opcode != 0 ? chip.fail_mask : 0;
}

// Erase types in their given order; four_byte: only those with an opcode that always takes four address
// bytes.
void set_erase_types(const ChipDescription& chip, Mode mode, bool four_byte, std::uint8_t address_bytes,
                     ChipVocabulary& out) {
    out.erase.fill(absent());
    unsigned count = 0;
    for (const DescribedEraseType& type : chip.erase) {
        const std::uint8_t opcode = four_byte ? type.four_byte_opcode : type.opcode;
        if (type.size == 0 || opcode == 0) continue;
        const Command command =
            with_address(plain_command(mode, opcode, chip.octal.extension), address_bytes);
        out.erase[count++] = erase_type(command, type.size, type.time);
    }
    out.chip_erase = absent();
    if (chip.chip_erase_opcode == 0) return;
    out.chip_erase = erase_type(plain_command(mode, chip.chip_erase_opcode, chip.octal.extension), chip.size,
                                chip.chip_erase);
}

// Flag status only where the chip says that 05h is not to be polled: it does not show the write enable latch.
void set_polling(const ChipDescription& chip, ChipVocabulary& out) {
    if (chip.polling.status_register) return;
    out.busy_mask = 0x80;
    out.busy_value = 0;
    out.enabled_mask = 0;
}

std::uint8_t status_opcode(const ChipDescription& chip) {
    return chip.polling.status_register ? kReadStatus : kReadFlagStatus;
}

Command none() {
    Command command;
    command.opcode_bytes = 0;
    return command;
}

// 03h and 02h with the addresses that the part has; the erase of a page is a program, too.
ChipVocabulary eeprom_vocabulary(const ChipDescription& chip) {
    ChipVocabulary out;
    const auto array = [&chip](std::uint8_t opcode) {
        return with_data(with_address(plain_command(Mode::Spi, opcode), chip.eeprom_address_bytes));
    };
    set_sizes_and_times(chip, out);
    out.read = array(0x03);
    out.program = array(0x02);
    out.write_enable = plain_command(Mode::Spi, kWriteEnable);
    out.read_status = reading(plain_command(Mode::Spi, kReadStatus), 0, 0);
    out.read_fail = none();
    out.erase.fill(absent());
    out.erase[0] = erase_type(out.program, chip.erase[0].size, chip.erase[0].time);
    out.chip_erase = absent();
    out.overwrites = 1;
    return out;
}

} // namespace

Command plain_command(Mode mode, std::uint8_t opcode, CommandExtension extension) {
    Command command;
    command.opcode = opcode;
    command.opcode_phase = phase_of(mode);
    if (octal(mode)) {
        const unsigned second = extension == CommandExtension::Inverse ? opcode ^ 0xFFu : opcode;
        command.opcode = static_cast<std::uint16_t>(opcode << 8 | second);
        command.opcode_bytes = 2;
    }
    return command;
}

// In modes whose opcodes are one byte.
ChipVocabulary vocabulary_by_bytes(const ChipDescription& chip, Mode mode) {
    ChipVocabulary out;
    set_sizes_and_times(chip, out);
    const bool dedicated = chip.four_byte == FourByteMethod::DedicatedOpcodes;
    const std::uint8_t address_bytes = address_bytes_of(chip);
    const auto plain = [mode](std::uint8_t opcode) { return plain_command(mode, opcode); };
    out.read = chip.fast_read ? reading(plain(dedicated ? 0x0C : 0x0B), address_bytes, kFastReadDummy)
                              : reading(plain(dedicated ? 0x13 : 0x03), address_bytes, 0);
    out.program = with_data(with_address(plain(dedicated ? 0x12 : 0x02), address_bytes));
    out.write_enable = plain(kWriteEnable);
    out.read_status = reading(plain(status_opcode(chip)), 0, 0);
    out.read_fail = chip.fail_opcode != 0 ? reading(plain(chip.fail_opcode), 0, 0) : none();
    set_erase_types(chip, mode, dedicated, address_bytes, out);
    set_polling(chip, out);
    return out;
}

ChipVocabulary spi_vocabulary(const ChipDescription& chip) {
    return chip.eeprom() ? eeprom_vocabulary(chip) : vocabulary_by_bytes(chip, Mode::Spi);
}

bool octal_dtr_vocabulary(const ChipDescription& chip, ChipVocabulary& out) {
    const OctalDescription& octal = chip.octal;
    // A 16-bit word extension means opcodes that no table lists: JESD216 gives them one byte each.
    if (!octal.present || octal.extension == CommandExtension::Word) return false;
    const auto command = [&octal](std::uint8_t opcode) {
        return plain_command(Mode::OctalDtr, opcode, octal.extension);
    };
    out = {};
    set_sizes_and_times(chip, out);
    out.read = reading(command(octal.read_opcode), 4, octal.read_dummy_cycles);
    out.program = with_data(with_address(command(0x12), 4));
    out.write_enable = command(kWriteEnable);
    out.read_status =
        reading(command(status_opcode(chip)), octal.status_address_bytes, octal.status_dummy_cycles);
    out.read_fail = chip.fail_opcode != 0 ? reading(command(chip.fail_opcode), octal.status_address_bytes,
                                                    octal.status_dummy_cycles)
                                          : none();
    set_erase_types(chip, Mode::OctalDtr, true, 4, out);
    set_polling(chip, out);
    out.swap_bytes = octal.swap_bytes ? 1 : 0;
    out.even_only = 1;
    return out.erase[0].present();
}

bool vocabulary(const ChipDescription& chip, Mode mode, ChipVocabulary& out) {
    switch (mode) {
    case Mode::Spi: out = spi_vocabulary(chip); return chip.known();
    case Mode::OctalDtr: return kHasOctal && octal_dtr_vocabulary(chip, out);
    case Mode::QuadOutput:
    case Mode::QuadIo:
    case Mode::Qpi: return kHasQuad && quad_vocabulary(chip, mode, out);
    case Mode::OctalStr:
    case Mode::Dpi: return false;
    }
    return false;
}

Command read_id_command() { return reading(plain_command(Mode::Spi, kReadIdOpcode), 0, 0); }

bool has_unique_id(const ChipIdentity& chip) {
    return chip.made_by() == Manufacturer::Winbond || chip.made_by() == Manufacturer::GigaDevice;
}

// Four bytes of dummies, sent as an address: QUADSPI has 31 dummy clocks at most.
Command read_unique_id_command() { return with_address(reading(plain_command(Mode::Spi, 0x4B), 0, 0), 4); }

Command read_sfdp_command() { return reading(plain_command(Mode::Spi, 0x5A), 3, 8); }

Command register_read(Mode mode, std::uint8_t opcode) {
    if (!octal(mode)) return reading(plain_command(mode, opcode), 0, 0);
    Command command = reading(plain_command(mode, opcode, CommandExtension::Inverse), 4, 4);
    command.dqs = 0;
    return command;
}

// In 4S-4S-4S Macronix and Micron have an opcode of its own for it, QPIID and MULTIPLE I/O READ ID.
Command read_id_command(const ChipDescription& chip, Mode mode) {
    if (mode == Mode::Qpi) {
        const Manufacturer maker = chip.identity.made_by();
        const bool own = maker == Manufacturer::Macronix || maker == Manufacturer::Micron;
        return register_read(mode, own ? kReadIdOnFourOpcode : kReadIdOpcode);
    }
    if (!octal(mode)) return read_id_command();
    return reading(plain_command(mode, kReadIdOpcode, chip.octal.extension), chip.octal.status_address_bytes,
                   chip.octal.status_dummy_cycles);
}

Command read_sfdp_command(const ChipDescription& chip, Mode mode) {
    if (!octal(mode)) return read_sfdp_command();
    return reading(plain_command(mode, 0x5A, chip.octal.extension), chip.octal.sfdp_address_bytes,
                   chip.octal.sfdp_dummy_cycles);
}

} // namespace xspi
