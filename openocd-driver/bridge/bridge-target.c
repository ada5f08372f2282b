// What OpenOCD does for the driver: memory, core, algorithm, log.
#include "bridge-internal.h"

#include <jtag/adapter.h>

int bridge_read_memory(struct target* target, uint32_t address, uint32_t size, uint8_t* data) {
    return target_read_buffer(target, address, size, data);
}

bool bridge_driver_writes;

int bridge_write_memory(struct target* target, uint32_t address, uint32_t size, const uint8_t* data) {
    bridge_driver_writes = true;
    int result = target_write_buffer(target, address, size, data);
    bridge_driver_writes = false;
    return result;
}

// An HLA target has no access port that words could be queued for.
static struct adiv5_ap* queue_of(struct target* target) {
    const struct armv7m_common* armv7m = target_to_armv7m(target);
    return armv7m->is_hla_target ? NULL : armv7m->debug_ap;
}

static int access_one_by_one(struct target* target, const struct xspi_access* accesses, size_t count) {
    int result = ERROR_OK;
    for (size_t i = 0; i < count && result == ERROR_OK; i++) {
        const struct xspi_access* one = &accesses[i];
        result = one->out ? bridge_write_memory(target, one->address, one->size, one->out)
                          : bridge_read_memory(target, one->address, one->size, one->in);
    }
    return result;
}

// A word that is read lies in `words` until the queue has run.
static int queue_accesses(struct adiv5_ap* ap, const struct xspi_access* accesses, size_t count,
                          uint32_t* words) {
    for (size_t i = 0; i < count; i++)
        for (uint32_t at = 0; at < accesses[i].size; at += 4, words++) {
            const uint32_t address = accesses[i].address + at;
            int result = accesses[i].out ? mem_ap_write_u32(ap, address, le_to_h_u32(accesses[i].out + at))
                                         : mem_ap_read_u32(ap, address, words);
            if (result != ERROR_OK) return result;
        }
    return dap_run(ap->dap);
}

int bridge_access_memory(struct target* target, const struct xspi_access* accesses, size_t count) {
    struct adiv5_ap* ap = queue_of(target);
    if (!ap) return access_one_by_one(target, accesses, count);
    size_t size = 0;
    for (size_t i = 0; i < count; i++) size += accesses[i].size;
    uint32_t* words = calloc(size / 4 + 1, sizeof(*words));
    if (!words) return ERROR_FAIL;
    int result = queue_accesses(ap, accesses, count, words);
    const uint32_t* word = words;
    for (size_t i = 0; i < count; i++)
        for (uint32_t at = 0; at < accesses[i].size; at += 4, word++)
            if (accesses[i].in && result == ERROR_OK) h_u32_to_le(accesses[i].in + at, *word);
    free(words);
    return result;
}

bool bridge_target_halted(struct target* target) { return target->state == TARGET_HALTED; }

// The hook in front of OpenOCD's halt waits until the core stands.
int bridge_halt_target(struct target* target) { return target_halt(target); }

int bridge_poll_target(struct target* target) { return target_poll(target); }

bool bridge_target_was_reset(struct target* target) { return target->state == TARGET_RESET; }

const char* bridge_target_name(struct target* target) { return target_name(target); }

// One algorithm at a time: OpenOCD itself allows no second one.
static struct armv7m_algorithm algorithm;

// OpenOCD heeds Ctrl-C only from a terminal of its own. A long job ends for any SIGINT: from a script, from
// an IDE's stop button.
static volatile sig_atomic_t interrupted;
static void (*openocds_handler)(int);
static bool listening;

static void note_interrupt(int number) {
    interrupted = 1;
    if (openocds_handler != SIG_DFL && openocds_handler != SIG_IGN) openocds_handler(number);
}

static void listen_for_interrupt(void) {
    interrupted = 0;
    if (!listening) openocds_handler = signal(SIGINT, note_interrupt);
    listening = true;
}

static void stop_listening(void) {
    if (listening) signal(SIGINT, openocds_handler);
    listening = false;
}

int bridge_start_algorithm(struct target* target, uint32_t entry, uint32_t stack) {
    if (target->state != TARGET_HALTED) return ERROR_TARGET_NOT_HALTED;
    algorithm.common_magic = ARMV7M_COMMON_MAGIC;
    algorithm.core_mode = ARM_MODE_THREAD;
    struct reg_param sp;
    init_reg_param(&sp, "sp", 32, PARAM_OUT);
    buf_set_u32(sp.value, 0, 32, stack);
    int result = target_start_algorithm(target, 0, NULL, 1, &sp, entry & ~1u, 0, &algorithm);
    destroy_reg_param(&sp);
    if (result == ERROR_OK) listen_for_interrupt();
    return result;
}

int bridge_wait_algorithm(struct target* target, unsigned timeout_ms) {
    stop_listening();
    int result = target_wait_algorithm(target, 0, NULL, 0, NULL, 0, timeout_ms, &algorithm);
    if (result != ERROR_TARGET_TIMEOUT) return result;
    // OpenOCD has halted the core, but puts the registers back only after an algorithm that ended.
    target_wait_algorithm(target, 0, NULL, 0, NULL, 0, 500, &algorithm);
    return result;
}

void bridge_log(enum bridge_log_level level, const char* text) {
    switch (level) {
    case BRIDGE_ERROR: LOG_ERROR("%s", text); break;
    case BRIDGE_WARNING: LOG_WARNING("%s", text); break;
    case BRIDGE_USER: LOG_USER("%s", text); break;
    case BRIDGE_INFO: LOG_INFO("%s", text); break;
    case BRIDGE_DEBUG: LOG_DEBUG("%s", text); break;
    }
}

void bridge_keep_alive(void) { keep_alive(); }
void bridge_pause(unsigned milliseconds) { alive_sleep(milliseconds); }
int64_t bridge_milliseconds(void) { return timeval_ms(); }
unsigned bridge_link_khz(void) { return adapter_get_speed_khz(); }
bool bridge_shutdown_pending(void) { return interrupted || openocd_is_shutdown_pending(); }

int bridge_set_geometry(struct flash_bank* bank, uint32_t size, uint32_t sector_size) {
    free(bank->sectors);
    bank->sectors = NULL;
    bank->num_sectors = 0;
    bank->size = size;
    if (size == 0) return ERROR_OK;
    bank->sectors = alloc_block_array(0, sector_size, size / sector_size);
    if (!bank->sectors) return ERROR_FAIL;
    bank->num_sectors = size / sector_size;
    for (unsigned i = 0; i < bank->num_sectors; i++) bank->sectors[i].is_protected = 0;
    return ERROR_OK;
}

void bridge_set_base(struct flash_bank* bank, uint32_t base) { bank->base = base; }
