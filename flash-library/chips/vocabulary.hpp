// Makes a chip's vocabulary in one protocol mode from its description.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"

namespace xspi {

// A command without address and data in `mode`; the chip's command extension makes the second byte in octal
// modes.
Command plain_command(Mode mode, std::uint8_t opcode, CommandExtension extension = CommandExtension::Inverse);

// 1S-1S-1S. Where FourByteMethod is EnterB7 or EnterWriteEnableB7, enter_four_byte() has to come first.
ChipVocabulary spi_vocabulary(const ChipDescription& chip);

// 8D-8D-8D with the dummy cycles of the power-up state, which serve every lower clock. False: the chip has no
// such mode, or does not say enough about it. enter_octal_dtr() leads into it.
bool octal_dtr_vocabulary(const ChipDescription& chip, ChipVocabulary& out);

// 1S-1S-4S, 1S-4S-4S and 4S-4S-4S, with the dummy cycles that the chip has by default. Erase types and
// registers are those of 1S-1S-1S, or of the same on four lines. A mode byte of FFh goes out where there are
// clocks for it, which no chip takes for the wish to stay in continuous read. False: the chip has no such
// mode, or says too little about it. QE and what else leads there: enable_quad(), enter_qpi().
bool quad_vocabulary(const ChipDescription& chip, Mode mode, ChipVocabulary& out);

// What 1S-1S-1S has, on the lines of any mode whose opcodes are one byte.
ChipVocabulary vocabulary_by_bytes(const ChipDescription& chip, Mode mode);
constexpr std::uint8_t address_bytes_of(const ChipDescription& chip) {
    return chip.four_byte == FourByteMethod::NotNeeded ? 3 : 4;
}

// Any mode; false where chip or code does not have it.
bool vocabulary(const ChipDescription& chip, Mode mode, ChipVocabulary& out);

// Identification, before anything is known about the chip.
inline constexpr std::uint8_t kReadIdOpcode = 0x9F; // RDID
inline constexpr std::uint8_t kReadIdOnFourOpcode = 0xAF;
inline constexpr std::uint8_t kReadStatusOpcode = 0x05; // RDSR
inline constexpr std::uint8_t kWriteInProgress = 0x01;  // in what RDSR gives
namespace macronix {
inline constexpr std::uint8_t kReadSecurityOpcode = 0x2B;                       // RDSCUR
inline constexpr std::uint8_t kProgramSuspended = 0x04, kEraseSuspended = 0x08; // PSB and ESB in it
} // namespace macronix
namespace winbond {
inline constexpr std::uint8_t kReadStatus2Opcode = 0x35, kSuspended = 0x80; // SUS: an erase or a program
} // namespace winbond
namespace micron {
inline constexpr std::uint8_t kReadEnhancedVolatileOpcode = 0x65;
inline constexpr std::uint8_t kReadFlagStatusOpcode = 0x70, kFlagProgramSuspended = 0x04,
                              kFlagEraseSuspended = 0x40;
} // namespace micron
Command read_id_command();   // 9Fh, 1S-1S-1S
Command read_sfdp_command(); // 5Ah, 1S-1S-1S, eight dummy cycles
// 4Bh, 1S-1S-1S, 32 dummy cycles (W25Q64JV data sheet, 8.2.33; GD25Q64E likewise): every chip has another.
bool has_unique_id(const ChipIdentity& chip);
Command read_unique_id_command();
inline constexpr std::size_t kUniqueIdBytes = 8;
// A register: in octal modes in Macronix's form, four address bytes and four dummy cycles
// (docs/hardware/macronix-octal.md, commands). Without the strobe, which never comes from a chip that is in
// another mode; it is not needed below 50 MHz.
Command register_read(Mode mode, std::uint8_t opcode);
inline Command identity_read(Mode mode) { return register_read(mode, kReadIdOpcode); }
Command read_id_command(const ChipDescription& chip, Mode mode); // in the mode the chip is in
Command read_sfdp_command(const ChipDescription& chip, Mode mode);
// Bytes to read for identity_from(): in DTR there may be two of each.
constexpr std::uint32_t identity_length(const Command& command) { return command.data_phase.dtr ? 6 : 3; }

} // namespace xspi
