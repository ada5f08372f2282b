// What the driver does in front of OpenOCD's own functions of a target's type: checksums and breakpoints in
// flash, and a sentence where an access or a halt cannot succeed.
#include "bridge-internal.h"

#include <jtag/jtag.h>
#include <target/breakpoints.h>
#include <target/cortex_m.h>

#define HALT_MS 300 // a core that can halt does so within microseconds

// OpenOCD's own functions of the types of our targets.
static struct hooked_type {
    struct target_type* type;
    int (*checksum_memory)(struct target*, target_addr_t, uint32_t, uint32_t*);
    int (*read_memory)(struct target*, target_addr_t, uint32_t, uint32_t, uint8_t*);
    int (*write_memory)(struct target*, target_addr_t, uint32_t, uint32_t, const uint8_t*);
    int (*add_breakpoint)(struct target*, struct breakpoint*);
    int (*halt)(struct target*);
    int (*resume)(struct target*, int, target_addr_t, int, int);
    int (*step)(struct target*, int, target_addr_t, int);
    int (*assert_reset)(struct target*);
    int (*deassert_reset)(struct target*);
} hooked_types[8];

static const struct hooked_type* hooked(const struct target* target) {
    const struct hooked_type* found = hooked_types;
    while (found->type != target->type) found++;
    return found;
}

// Where a checksum has just failed, and why has been said: OpenOCD then reads the same memory itself, and
// would find other causes.
static struct {
    struct target* target;
    target_addr_t address;
} explained;

static int checksum_memory(struct target* target, target_addr_t address, uint32_t count, uint32_t* checksum) {
    bool handled = false;
    int result = xspi_checksum(target, (uint32_t)address, count, checksum, &handled);
    if (handled && result != ERROR_OK) {
        explained.target = target;
        explained.address = address;
    }
    return handled ? result : hooked(target)->checksum_memory(target, address, count, checksum);
}

static int read_memory(struct target* target, target_addr_t address, uint32_t size, uint32_t count,
                       uint8_t* bytes) {
    const bool said = explained.target == target && explained.address == address;
    explained.target = NULL;
    if (said) return ERROR_FAIL;
    bool handled = false;
    int read = xspi_read_unmapped(target, (uint32_t)address, size * count, bytes, &handled);
    if (handled) return read;
    if (xspi_in_flash(target, (uint32_t)address)) bridge_forget_log(); // older trouble is not the cause
    int result = hooked(target)->read_memory(target, address, size, count, bytes);
    if (result != ERROR_OK) xspi_memory_unreadable(target, (uint32_t)address, bridge_command_runs());
    return result;
}

static int write_memory(struct target* target, target_addr_t address, uint32_t size, uint32_t count,
                        const uint8_t* bytes) {
    if (!bridge_driver_writes) {
        int result = xspi_check_write(target, (uint32_t)address);
        if (result != ERROR_OK) return result;
        xspi_memory_written(target, (uint32_t)address, size * count);
    }
    int result = hooked(target)->write_memory(target, address, size, count, bytes);
    if (result != ERROR_OK && !bridge_driver_writes) xspi_write_failed(target, (uint32_t)address);
    return result;
}

static void explain_refused_breakpoint(struct target* target, const struct breakpoint* breakpoint) {
    const struct cortex_m_common* core = target_to_cm(target);
    unsigned free_ones = 0;
    for (unsigned i = 0; i < core->fp_num_code; i++) free_ones += !core->fp_comparator_list[i].used;
    // OpenOCD counts revisions as FP_CTRL.REV does, from 0.
    xspi_breakpoint_refused(target, (uint32_t)breakpoint->address, core->fp_rev + 1, core->fp_num_code,
                            free_ones);
}

static int add_breakpoint(struct target* target, struct breakpoint* breakpoint) {
    if (xspi_check_execution(target, (uint32_t)breakpoint->address) != ERROR_OK) return ERROR_FAIL;
    if (breakpoint->type == BKPT_SOFT && xspi_in_flash(target, (uint32_t)breakpoint->address))
        breakpoint->type = BKPT_HARD;
    int result = hooked(target)->add_breakpoint(target, breakpoint);
    if (result != ERROR_OK && breakpoint->type == BKPT_HARD && is_armv7m(target_to_armv7m(target)))
        explain_refused_breakpoint(target, breakpoint);
    return result;
}

// Where the core would go on.
static int check_execution(struct target* target, int current, target_addr_t address) {
    if (!is_armv7m(target_to_armv7m(target))) return ERROR_OK;
    const struct reg* pc = target_to_armv7m(target)->arm.pc;
    if (current && (!pc || !pc->valid)) return ERROR_OK;
    return xspi_check_execution(target, current ? buf_get_u32(pc->value, 0, 32) : (uint32_t)address);
}

static int resume(struct target* target, int current, target_addr_t address, int handle_breakpoints,
                  int debug_execution) {
    int result = check_execution(target, current, address);
    if (result != ERROR_OK) return result;
    return hooked(target)->resume(target, current, address, handle_breakpoints, debug_execution);
}

static int step(struct target* target, int current, target_addr_t address, int handle_breakpoints) {
    int result = check_execution(target, current, address);
    return result != ERROR_OK ? result : hooked(target)->step(target, current, address, handle_breakpoints);
}

// A reset is shown for one poll, and the core's state with the next.
static int look_at(struct target* target) {
    int result = target_poll(target);
    return result == ERROR_OK && target->state == TARGET_RESET ? target_poll(target) : result;
}

// S_RESET_ST tells of a past reset when it is read once, and of one that lasts when it is read again.
static int explain_no_halt(struct target* target) {
    uint32_t dhcsr = 0;
    int result = target_read_u32(target, DCB_DHCSR, &dhcsr);
    if (result == ERROR_OK) result = target_read_u32(target, DCB_DHCSR, &dhcsr);
    xspi_not_halted(target_name(target), result == ERROR_OK, dhcsr);
    return ERROR_FAIL;
}

// OpenOCD itself waits for seconds and then says that it timed out. Its clock is the host's, which may have
// let us sleep through all of it: the last look comes after the time.
static int await_halt(struct target* target) {
    const int64_t end = timeval_ms() + HALT_MS;
    for (;;) {
        const bool last_look = timeval_ms() > end;
        int result = target->state == TARGET_HALTED ? ERROR_OK : look_at(target);
        if (result != ERROR_OK || target->state == TARGET_HALTED) return result;
        if (last_look) return explain_no_halt(target);
        alive_sleep(5);
    }
}

// In reset OpenOCD asks for nothing, and the core halts for nobody: a reset that is over is seen first, and
// one by the pin that we hold is waited for where it ends.
static int halt(struct target* target) {
    int result = target->state == TARGET_RESET && !jtag_get_srst() ? look_at(target) : ERROR_OK;
    if (result == ERROR_OK) result = hooked(target)->halt(target);
    return result == ERROR_OK && !jtag_get_srst() ? await_halt(target) : result;
}

static int assert_reset(struct target* target) {
    if (!bridge_can_hold_in_reset(target)) return hooked(target)->assert_reset(target);
    return bridge_assert_reset(target);
}

static int deassert_reset(struct target* target) {
    int result = hooked(target)->deassert_reset(target);
    if (result != ERROR_OK) return result;
    if (bridge_can_hold_in_reset(target)) bridge_leave_reset(target);
    return target->reset_halt ? await_halt(target) : ERROR_OK;
}

int bridge_hook_type(struct target_type* type) {
    for (size_t i = 0; i < ARRAY_SIZE(hooked_types); i++) {
        if (hooked_types[i].type == type) return ERROR_OK;
        if (hooked_types[i].type) continue;
        hooked_types[i] = (struct hooked_type){
            type,       type->checksum_memory, type->read_memory, type->write_memory, type->add_breakpoint,
            type->halt, type->resume,          type->step,        type->assert_reset, type->deassert_reset};
        type->checksum_memory = checksum_memory;
        type->read_memory = read_memory;
        type->write_memory = write_memory;
        type->add_breakpoint = add_breakpoint;
        type->halt = halt;
        type->resume = resume;
        type->step = step;
        type->assert_reset = assert_reset;
        type->deassert_reset = deassert_reset;
        return ERROR_OK;
    }
    return ERROR_FAIL;
}
