// The commands of a serial NOR chip as data: opcode, protocol, phases. What they do is in serial-nor-*.cpp
// and in the models of the vendors.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vb {

// What the chip takes an opcode by: on one line, on four (QPI), or on eight.
enum class Protocol : std::uint8_t { spi = 1, octal_str = 2, octal_dtr = 4, qpi = 8 };
constexpr bool is_octal(Protocol p) { return p == Protocol::octal_str || p == Protocol::octal_dtr; }

enum class NorOp : std::uint8_t {
    no_operation,
    read,
    fast_read,
    octal_read,
    program,
    erase_sector,
    erase_block,
    erase_type, // one of the part's erase types, by the opcode and, with a sector map, the address
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
    // Of the quad families.
    read_status2,
    read_status3,
    write_status2,
    write_status3,
    volatile_write_enable,
    read_manufacturer_id,
    read_unique_id,
    lock_block,
    unlock_block,
    read_block_lock,
    enter_qpi,
    exit_qpi,
    set_read_parameters,
    enter_four_byte,
    exit_four_byte,
    read_extended_address,
    write_extended_address,
    read_flag_status,
    clear_flag_status,
    read_nonvolatile_configuration,
    write_nonvolatile_configuration,
    read_volatile_configuration,
    write_volatile_configuration,
    read_enhanced_configuration,
    write_enhanced_configuration,
    read_block_protection,
    write_block_protection,
    lock_block_protection,
    // Of EEPROMs.
    write_bytes, // WRITE: in place, within a page
    read_identification_page,
    write_identification_page,
};

// array: as CR2@0x300 says; fixed: as the command says; model: as the vendor's registers say.
enum class NorDummy : std::uint8_t { none, four, eight, twenty, array, fixed, model };
enum class NorData : std::uint8_t { none, in, out };

inline constexpr std::uint8_t kAddressByMode = 0xFF; // 3 bytes, or 4 in 4-byte address mode

struct NorCommand {
    NorOp op;
    std::uint16_t opcode;   // 8 bits in SPI and QPI; in OPI both bytes, the first one in the high half
    std::uint8_t protocols; // mask of Protocol
    std::uint8_t address_bytes;
    NorDummy dummy;
    NorData data;

    // Of the quad families.
    std::uint8_t address_lines = 0; // 0: as the opcode
    std::uint8_t data_lines = 0;
    bool dtr = false;              // address, mode bits and data on both edges
    std::uint8_t mode_clocks = 0;  // after the address, as many lines as it has
    std::uint8_t dummy_clocks = 0; // NorDummy::fixed
    bool wraps = false;            // a read within the wrap length
    std::uint32_t max_hz = 0;      // 0: as the part says

    bool in(Protocol p) const { return protocols & std::uint8_t(p); }
    bool four_lines() const { return address_lines == 4 || data_lines == 4; }
};

bool needs_write_enable(NorOp op);
bool works_while_busy(NorOp op);
bool works_while_suspended(NorOp op);
bool is_array_read(NorOp op);
bool is_status_read(NorOp op); // registers whose value may change while they are being read
bool addresses_array(NorOp op);

// Of the Macronix octal families MX25UW/UM/LM and MX66UW/UM/LM.
std::span<const NorCommand> macronix_octal_commands();

} // namespace vb
