// What the driver does in front of OpenOCD's own functions of a target's type, and what OpenOCD said last.
#include "bridge-internal.h"

#define HALT_MS 300 // a core that can halt does so within microseconds

static struct hooked_type {
    struct target_type* type;
    int (*checksum_memory)(struct target*, target_addr_t, uint32_t, uint32_t*);
    int (*write_memory)(struct target*, target_addr_t, uint32_t, uint32_t, const uint8_t*);
    int (*halt)(struct target*);
    int (*deassert_reset)(struct target*);
} hooked_types[8];

static const struct hooked_type* hooked(const struct target* target) {
    const struct hooked_type* found = hooked_types;
    while (found->type != target->type) found++;
    return found;
}

static int checksum_memory(struct target* target, target_addr_t address, uint32_t count, uint32_t* checksum) {
    bool handled = false;
    int result = xspi_checksum(target, (uint32_t)address, count, checksum, &handled);
    return handled ? result : hooked(target)->checksum_memory(target, address, count, checksum);
}

static int write_memory(struct target* target, target_addr_t address, uint32_t size, uint32_t count,
                        const uint8_t* bytes) {
    if (!bridge_driver_writes) xspi_memory_written(target, (uint32_t)address, size * count);
    return hooked(target)->write_memory(target, address, size, count, bytes);
}

// OpenOCD itself waits for seconds and then says that it timed out.
static int await_halt(struct target* target) {
    const int64_t end = timeval_ms() + HALT_MS;
    while (target->state != TARGET_HALTED) {
        int result = target_poll(target);
        if (result != ERROR_OK) return result;
        if (target->state == TARGET_HALTED) break;
        if (timeval_ms() > end) {
            uint32_t dhcsr = 0;
            result = target_read_u32(target, DCB_DHCSR, &dhcsr);
            xspi_not_halted(target_name(target), result == ERROR_OK, dhcsr);
            return ERROR_FAIL;
        }
        alive_sleep(5);
    }
    return ERROR_OK;
}

static int halt(struct target* target) {
    int result = hooked(target)->halt(target);
    return result == ERROR_OK ? await_halt(target) : result;
}

static int deassert_reset(struct target* target) {
    int result = hooked(target)->deassert_reset(target);
    return result == ERROR_OK && target->reset_halt ? await_halt(target) : result;
}

int bridge_hook_type(struct target_type* type) {
    for (size_t i = 0; i < ARRAY_SIZE(hooked_types); i++) {
        if (hooked_types[i].type == type) return ERROR_OK;
        if (hooked_types[i].type) continue;
        hooked_types[i] = (struct hooked_type){type, type->checksum_memory, type->write_memory, type->halt,
                                               type->deassert_reset};
        type->checksum_memory = checksum_memory;
        type->write_memory = write_memory;
        type->halt = halt;
        type->deassert_reset = deassert_reset;
        return ERROR_OK;
    }
    return ERROR_FAIL;
}

// ---- What OpenOCD said

static char recent[8192];
static size_t recent_length;

static void take_line(void* context, const char* file, unsigned line, const char* function,
                      const char* text) {
    (void)context, (void)file, (void)line, (void)function;
    size_t length = strlen(text);
    if (length >= sizeof(recent)) return;
    if (recent_length + length >= sizeof(recent)) recent_length = 0; // an older half is of no use any more
    memcpy(recent + recent_length, text, length + 1);
    recent_length += length;
}

int bridge_listen_to_log(void) { return log_add_callback(take_line, NULL); }

const char* bridge_recent_log(void) { return recent; }
