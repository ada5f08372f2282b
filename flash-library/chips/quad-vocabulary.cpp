#include "flash-library/chips/vocabulary.hpp"

namespace xspi {
namespace {

constexpr Phase kOne{1, false}, kFour{4, false};
constexpr std::uint8_t kModeByteClocks = 2; // on four lines
constexpr std::uint8_t kModeByte = 0xFF;

// QUADSPI sends 31 dummy clocks at most, and without one the lines are not turned round in time.
constexpr unsigned kMostDummyCycles = 31;
bool possible(const FastRead& read) {
    const unsigned clocks = read.mode_clocks + read.wait_states;
    return read.supported && clocks > 0 && clocks <= kMostDummyCycles;
}

// Opcode of the read: with dedicated opcodes the one that always takes four address bytes. 0: none.
std::uint8_t read_opcode(const ChipDescription& chip, const FastRead& read, bool has_four_byte,
                         std::uint8_t four_byte) {
    if (!possible(read)) return 0;
    if (chip.four_byte != FourByteMethod::DedicatedOpcodes) return read.opcode;
    return has_four_byte ? four_byte : 0;
}

// Where the mode bits go over four lines they and the dummy cycles are one count of clocks to SFDP; a single
// mode clock, as Micron has it, is the first of two that the mode byte takes.
void set_dummy_cycles(Command& command, const FastRead& read) {
    const unsigned clocks = read.mode_clocks + read.wait_states;
    const bool byte = command.address_phase == kFour && clocks >= kModeByteClocks;
    command.mode_bits = byte ? kModeByte : 0x100;
    command.dummy_cycles = static_cast<std::uint8_t>(clocks - (byte ? kModeByteClocks : 0u));
}

Command quad_read(const ChipDescription& chip, std::uint8_t opcode, Phase opcode_phase, Phase address_phase,
                  const FastRead& read) {
    Command command;
    command.opcode = opcode;
    command.opcode_phase = opcode_phase;
    command.address_bytes = address_bytes_of(chip);
    command.address_phase = address_phase;
    command.data_phase = kFour;
    set_dummy_cycles(command, read);
    return command;
}

// Where no opcode is known the one over one line stays: erasing and programming take what they take.
void set_program(const ChipDescription& chip, ChipVocabulary& out) {
    const bool dedicated = chip.four_byte == FourByteMethod::DedicatedOpcodes;
    const std::uint8_t opcode = dedicated ? chip.quad.four_byte_program : chip.quad.program_opcode;
    if (opcode == 0) return;
    out.program.opcode = opcode;
    out.program.address_phase = chip.quad.program_address_on_four ? kFour : kOne;
    out.program.data_phase = kFour;
}

bool qpi_vocabulary(const ChipDescription& chip, ChipVocabulary& out) {
    const QuadDescription& quad = chip.quad;
    const std::uint8_t opcode = read_opcode(chip, quad.qpi, quad.four_byte_input_output, 0xEC);
    if (opcode == 0 || quad.enter_qpi == 0 || !chip.quad_enable_known) return false;
    out = vocabulary_by_bytes(chip, Mode::Qpi);
    out.read = quad_read(chip, opcode, kFour, kFour, quad.qpi);
    return true;
}

} // namespace

bool quad_vocabulary(const ChipDescription& chip, Mode mode, ChipVocabulary& out) {
    const QuadDescription& quad = chip.quad;
    if (mode == Mode::Qpi) return qpi_vocabulary(chip, out);
    const bool io = mode == Mode::QuadIo;
    const FastRead& read = io ? quad.input_output : quad.output;
    const std::uint8_t opcode = io ? read_opcode(chip, read, quad.four_byte_input_output, 0xEC)
                                   : read_opcode(chip, read, quad.four_byte_output, 0x6C);
    if (!chip.known() || opcode == 0 || !chip.quad_enable_known) return false;
    out = spi_vocabulary(chip);
    out.read = quad_read(chip, opcode, kOne, io ? kFour : kOne, read);
    set_program(chip, out);
    return true;
}

} // namespace xspi
