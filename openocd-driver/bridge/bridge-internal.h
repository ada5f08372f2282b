// What the C files of the bridge share. They are the only ones that include OpenOCD's headers, and the only
// ones that differ between OpenOCD versions: 0.12.0.
#pragma once
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "openocd-driver/bridge/bridge.h"

#include <flash/nor/core.h>
#include <flash/nor/driver.h>
#include <flash/nor/imp.h>
#include <helper/binarybuffer.h>
#include <helper/command.h>
#include <helper/configuration.h>
#include <helper/log.h>
#include <helper/time_support.h>
#include <server/server.h>
#include <target/algorithm.h>
#include <target/arm_adi_v5.h>
#include <target/armv7m.h>
#include <target/cortex_m.h>
#include <target/image.h>
#include <target/register.h>
#include <target/target.h>
#include <target/target_type.h>

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

extern bool bridge_driver_writes; // bridge-target.c: what is being written comes from the driver
int bridge_hook_type(struct target_type* type); // bridge-hooks.c
int bridge_listen_to_log(void);                 // bridge-log.c
// bridge-reset.c: a reset that a halted core meets where it stands.
bool bridge_can_hold_in_reset(struct target* target);
int bridge_assert_reset(struct target* target);
void bridge_leave_reset(struct target* target);
enum { BRIDGE_PATH_SIZE = 4096 };
// bridge-commands.c: the script that runs, or "".
void bridge_script_file(Jim_Interp* interp, char* file, size_t size);
bool bridge_command_runs(void); // bridge-module.c: a command of telnet, Tcl or gdb's monitor

extern const struct flash_driver xspi_flash_driver;       // bridge-flash.c
extern const struct flash_job_hooks xspi_job_hooks;       // bridge-job.c
extern const struct image_hooks xspi_image_hooks;         // bridge-job.c
extern const struct command_registration xspi_commands[]; // bridge-commands.c
