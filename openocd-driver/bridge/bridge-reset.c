// A reset in which nobody's code runs: OpenOCD lets a halted core go on before it resets it, for about a
// millisecond, through whatever RAM and flash hold by then.
#include "bridge-internal.h"

#include <jtag/interface.h>
#include <jtag/jtag.h>
#include <target/arm_adi_v5.h>

#define LEAVES_RESET_MS 100 // OpenOCD's own way gives it 50

static bool resets_by_pin(void) { return jtag_get_reset_config() & RESET_HAS_SRST; }

static int read_register(struct target* target, uint32_t address, uint32_t* value) {
    return mem_ap_read_atomic_u32(target_to_armv7m(target)->debug_ap, address, value);
}

static int write_register(struct target* target, uint32_t address, uint32_t value) {
    return mem_ap_write_atomic_u32(target_to_armv7m(target)->debug_ap, address, value);
}

// OpenOCD collects the flags that reading clears: its next poll is to see the reset.
static int read_dhcsr(struct target* target, uint32_t* dhcsr) {
    struct cortex_m_common* core = target_to_cm(target);
    int result = read_register(target, DCB_DHCSR, dhcsr);
    if (result != ERROR_OK) return result;
    core->dcb_dhcsr = *dhcsr;
    core->dcb_dhcsr_cumulated_sticky |= *dhcsr;
    return ERROR_OK;
}

static int write_dhcsr(struct target* target, uint32_t bits) {
    struct cortex_m_common* core = target_to_cm(target);
    if (core->isrmasking_mode == CORTEX_M_ISRMASK_ON) bits |= C_MASKINTS;
    core->dcb_dhcsr = DBGKEY | C_DEBUGEN | bits;
    return write_register(target, DCB_DHCSR, core->dcb_dhcsr);
}

// A reset by the pin that the debug unit outlives: OpenOCD pulls it first, so the core stands already.
static bool stands_by_pin(void) {
    return resets_by_pin() && (jtag_get_reset_config() & RESET_SRST_NO_GATING);
}

bool bridge_can_hold_in_reset(struct target* target) {
    return target_was_examined(target) && is_armv7m(target_to_armv7m(target)) &&
           target_to_armv7m(target)->debug_ap && !stands_by_pin() &&
           !target_has_event_action(target, TARGET_EVENT_RESET_ASSERT);
}

static int request_reset(struct target* target) {
    const struct cortex_m_common* core = target_to_cm(target);
    if (resets_by_pin()) return adapter_assert_reset();
    const bool of_core_alone =
        core->vectreset_supported && core->soft_reset_config == CORTEX_M_RESET_VECTRESET;
    // The core may answer no more: the reset is under way then.
    write_register(target, NVIC_AIRCR, AIRCR_VECTKEY | (of_core_alone ? AIRCR_VECTRESET : AIRCR_SYSRESETREQ));
    if (dap_dp_init_or_reconnect(target_to_armv7m(target)->debug_ap->dap) != ERROR_OK)
        LOG_TARGET_ERROR(target, "DP initialisation failed");
    return ERROR_OK;
}

// A core that stands keeps C_HALT until its reset; one that sleeps is reached only when it is asked to halt.
static int hold(struct target* target) {
    uint32_t dhcsr = 0;
    int result = read_dhcsr(target, &dhcsr);
    if (result != ERROR_OK) return result;
    const bool enabled = dhcsr & C_DEBUGEN;
    const bool held = (dhcsr & S_SLEEP) || (enabled && (dhcsr & S_HALT));
    if (held || !enabled) result = write_dhcsr(target, held ? C_HALT : 0);
    return result;
}

// OpenOCD puts DEMCR back when it sees the core out of reset.
static int prepare_first_stop(struct target* target) {
    write_register(target, DCB_DCRDR, 0);
    write_register(target, NVIC_DFSR, UINT32_C(0x1F));
    if (!target->reset_halt) return ERROR_OK;
    return write_register(target, DCB_DEMCR, TRCENA | VC_HARDERR | VC_BUSERR | VC_CORERESET);
}

// As OpenOCD's own: whatever fails on the way, the reset is tried.
int bridge_assert_reset(struct target* target) {
    const int held = hold(target);
    const int prepared = prepare_first_stop(target);
    const int requested = request_reset(target);
    target->state = TARGET_RESET;
    if (target->reset_halt) target->debug_reason = DBG_REASON_DBGRQ;
    register_cache_invalidate(target_to_armv7m(target)->arm.core_cache);
    return held != ERROR_OK ? held : prepared != ERROR_OK ? prepared : requested;
}

static int await_out_of_reset(struct target* target, uint32_t* dhcsr) {
    const int64_t end = timeval_ms() + LEAVES_RESET_MS;
    for (;;) {
        const bool last_look = timeval_ms() > end;
        if (read_dhcsr(target, dhcsr) == ERROR_OK && !(*dhcsr & S_RESET_ST)) return ERROR_OK;
        if (last_look) return ERROR_FAIL;
        alive_sleep(1);
    }
}

// ARM leaves open whether C_HALT outlives a reset. One that does would hold the core at its first
// instruction.
void bridge_leave_reset(struct target* target) {
    uint32_t dhcsr = 0, dfsr = 0;
    if (await_out_of_reset(target, &dhcsr) != ERROR_OK) return;
    if (target->reset_halt || !(dhcsr & S_HALT)) return;
    if (read_register(target, NVIC_DFSR, &dfsr) == ERROR_OK && dfsr == DFSR_HALTED) write_dhcsr(target, 0);
}
