// xspi.so being loaded into OpenOCD, and the events it then hears of.
#include "bridge-internal.h"

// An OpenOCD with driver registration but without the hooks still works, section by section; one without
// either is told so in words.
#pragma weak flash_driver_register
#pragma weak flash_job_hooks_register
#pragma weak image_hooks_register

static int target_event(struct target* target, enum target_event event, void* context) {
    (void)context;
    if (event == TARGET_EVENT_RESUMED) xspi_target_event(target, XSPI_TARGET_RESUMED);
    return ERROR_OK;
}

// Called before the reset itself: the reset events are for Tcl only. `reset run` lets the core run.
static int target_reset(struct target* target, enum target_reset_mode mode, void* context) {
    (void)context;
    xspi_target_event(target,
                      mode == RESET_HALT || mode == RESET_INIT ? XSPI_TARGET_RESET : XSPI_TARGET_RESET_RUN);
    return ERROR_OK;
}

static struct command_context* startup_context;

// Every connection has a context of its own, which is the interpreter's while one of its commands runs.
bool bridge_command_runs(void) { return current_command_context(startup_context->interp) != startup_context; }

// Of all that there is: OpenOCD's command knows no other way. Nobody has asked where the core then stands.
int bridge_reset_halt(struct target* target) {
    const bool verbose = target->verbose_halt_msg;
    target->verbose_halt_msg = false;
    int result = Jim_Eval(startup_context->interp, "reset halt") == JIM_OK ? ERROR_OK : ERROR_FAIL;
    target->verbose_halt_msg = verbose;
    return result;
}

static const char version_prefix[] = "Open On-Chip Debugger 0.12.0";

int Jim_xspiInit(Jim_Interp* interp);
__attribute__((visibility("default"))) int Jim_xspiInit(Jim_Interp* interp) {
    struct command_context* context = current_command_context(interp);
    startup_context = context;
    if (Jim_Eval(interp, "version") != JIM_OK ||
        strncmp(Jim_String(Jim_GetResult(interp)), version_prefix, strlen(version_prefix)) != 0) {
        LOG_ERROR(
            "XSPI-0102: xspi.so was built for OpenOCD 0.12.0 and does not work in this one (%s). Use the "
            "openocd of the openocd-xspi build.",
            Jim_String(Jim_GetResult(interp)));
        Jim_SetResultString(interp, "xspi.so: wrong OpenOCD version", -1);
        return JIM_ERR;
    }
    if (!flash_driver_register || flash_driver_register(&xspi_flash_driver) != ERROR_OK) {
        Jim_SetResultString(interp, "XSPI-0103: this OpenOCD cannot register the flash driver xspi", -1);
        return JIM_ERR;
    }
    if (flash_job_hooks_register) flash_job_hooks_register(&xspi_job_hooks);
    if (image_hooks_register) image_hooks_register(&xspi_image_hooks);
    xspi_set_hooks(flash_job_hooks_register != NULL);
    bridge_listen_to_log();
    target_register_event_callback(target_event, NULL);
    target_register_reset_callback(target_reset, NULL);
    if (register_commands(context, NULL, xspi_commands) != ERROR_OK) return JIM_ERR;
    Jim_SetEmptyResult(interp);
    return JIM_OK;
}
