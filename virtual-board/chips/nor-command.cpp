#include "chips/nor-command.hpp"

namespace vb {

using enum NorOp;

// WRBI (22h) too: it begins a program operation. The rest: the manual of MX66L1G45G, WEL.
bool needs_write_enable(NorOp op) {
    switch (op) {
    case program:
    case write_bytes:
    case erase_sector:
    case erase_block:
    case erase_type:
    case erase_chip:
    case write_status:
    case write_configuration2:
    case write_security:
    case write_buffer_initial:
    case write_fast_boot:
    case erase_fast_boot:
    case write_dpb:
    case gang_lock:
    case gang_unlock:
    case write_protect_selection: return true;
    default: return false;
    }
}

// While busy (same manual): status reads, suspend and reset. RDCR and RDSCUR as on Macronix' quad parts,
// whose manual says of each that it can be read at any time.
bool works_while_busy(NorOp op) {
    return is_status_read(op) || op == suspend || op == reset_enable || op == reset;
}

// In a suspend (the Verilog model): reads, register reads, WREN, WRDI, resume and reset; no program during
// erase suspend.
bool works_while_suspended(NorOp op) {
    switch (op) {
    case read_configuration2:
    case read_id:
    case read_sfdp:
    case read_fast_boot:
    case read_dpb:
    case write_enable:
    case write_disable:
    case set_burst_length:
    case resume: return true;
    default: return is_array_read(op) || works_while_busy(op);
    }
}

bool addresses_array(NorOp op) {
    switch (op) {
    case program:
    case write_bytes:
    case erase_sector:
    case erase_block:
    case erase_type:
    case write_buffer_initial:
    case write_buffer_continue:
    case read_buffer:
    case read_dpb:
    case write_dpb:
    case lock_block:
    case unlock_block:
    case read_block_lock: return true;
    default: return is_array_read(op);
    }
}

bool is_array_read(NorOp op) { return op == read || op == fast_read || op == octal_read; }

bool is_status_read(NorOp op) {
    switch (op) {
    case read_status:
    case read_configuration:
    case read_security:
    case read_status2:
    case read_status3:
    case read_flag_status: return true;
    default: return false;
    }
}

} // namespace vb
