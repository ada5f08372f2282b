// The commands of a serial NOR chip as data: opcode, protocol, phases. What they do is in serial-nor-*.cpp.
#pragma once
#include <cstdint>
#include <span>

namespace vb {

enum class Protocol : std::uint8_t { spi = 1, octal_str = 2, octal_dtr = 4 };

enum class NorOp : std::uint8_t {
    read,
    fast_read,
    octal_read,
    program,
    erase_sector,
    erase_block,
    erase_chip,
    write_enable,
    write_disable,
    read_status,
    read_configuration,
    write_status,
    read_configuration2,
    write_configuration2,
    read_id,
    read_sfdp,
    reset_enable,
    reset,
    suspend,
    resume,
    power_down,
    release_power_down,
    read_security,
    write_security,
    write_buffer_initial,
    write_buffer_continue,
    write_buffer_confirm,
    read_buffer,
    set_burst_length,
    read_fast_boot,
    write_fast_boot,
    erase_fast_boot,
    read_dpb,
    write_dpb,
    gang_lock,
    gang_unlock,
    write_protect_selection,
};

enum class NorDummy : std::uint8_t { none, four, eight, twenty, array }; // array: as CR2@0x300 says
enum class NorData : std::uint8_t { none, in, out };

struct NorCommand {
    NorOp op;
    std::uint16_t opcode;   // 8 bits in SPI; in OPI both bytes, the first one in the high half
    std::uint8_t protocols; // mask of Protocol
    std::uint8_t address_bytes;
    NorDummy dummy;
    NorData data;

    bool in(Protocol p) const { return protocols & std::uint8_t(p); }
};

bool needs_write_enable(NorOp op);
bool works_while_busy(NorOp op);
bool works_while_suspended(NorOp op);
bool is_array_read(NorOp op);
bool is_status_read(NorOp op); // registers whose value may change while they are being read

// Of the Macronix octal families MX25UW/UM/LM and MX66UW/UM/LM.
std::span<const NorCommand> macronix_octal_commands();

} // namespace vb
