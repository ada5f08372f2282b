// The command `xspi` of OpenOCD's command line.
#include "bridge-internal.h"

// As a vector, since an evaluated script would be one of its own.
void bridge_script_file(Jim_Interp* interp, char* file, size_t size) {
    Jim_Obj* words[] = {Jim_NewStringObj(interp, "info", -1), Jim_NewStringObj(interp, "script", -1)};
    Jim_IncrRefCount(words[0]);
    Jim_IncrRefCount(words[1]);
    const bool known = Jim_EvalObjVector(interp, 2, words) == JIM_OK;
    snprintf(file, size, "%s", known ? Jim_String(Jim_GetResult(interp)) : "");
    Jim_DecrRefCount(interp, words[0]);
    Jim_DecrRefCount(interp, words[1]);
    Jim_SetEmptyResult(interp);
}

// xspi board NAME FACTS: declares what the board's file says.
static int board_command(struct command_invocation* cmd) {
    if (CMD_ARGC != 3) return ERROR_COMMAND_SYNTAX_ERROR;
    if (CMD_CTX->mode != COMMAND_CONFIG) {
        command_print(cmd, "XSPI-0101: `xspi board` belongs in a board's file, before `init`");
        return ERROR_FAIL;
    }
    char* tcl = malloc(XSPI_TEXT_SIZE);
    if (!tcl) return ERROR_FAIL;
    char file[BRIDGE_PATH_SIZE];
    bridge_script_file(CMD_CTX->interp, file, sizeof(file));
    int result = xspi_board(CMD_ARGV[1], CMD_ARGV[2], file, tcl, XSPI_TEXT_SIZE);
    if (result == ERROR_OK) result = command_run_line(CMD_CTX, tcl);
    free(tcl);
    return result;
}

static void print(void* command, const char* text) {
    command_print_sameline((struct command_invocation*)command, "%s", text);
}

COMMAND_HANDLER(handle_xspi_command) {
    if (CMD_ARGC != 0 && strcmp(CMD_ARGV[0], "board") == 0) return board_command(CMD);
    return xspi_command(CMD_ARGC, CMD_ARGV, CMD_CTX->mode != COMMAND_CONFIG, print, CMD);
}

// For the Tcl of this project: what went wrong with the link, in words.
COMMAND_HANDLER(handle_xspi_explain_command) {
    if (CMD_ARGC < 1 || CMD_ARGC > 2) return ERROR_COMMAND_SYNTAX_ERROR;
    xspi_explain(CMD_ARGV[0], CMD_ARGC == 2 ? CMD_ARGV[1] : "");
    return ERROR_OK;
}

// xspi_lend NAME: after the bank has been declared.
COMMAND_HANDLER(handle_xspi_lend_command) {
    if (CMD_ARGC != 1) return ERROR_COMMAND_SYNTAX_ERROR;
    struct flash_bank* bank = get_flash_bank_by_name_noprobe(CMD_ARGV[0]);
    if (!bank) {
        command_print(CMD, "XSPI-0703: there is no flash bank %s", CMD_ARGV[0]);
        return ERROR_FAIL;
    }
    if (bridge_hook_type(bank->target->type) != ERROR_OK) return ERROR_FAIL;
    void* handle; // the driver finds it by its bank
    const char* lent = "lent";
    return xspi_bank_open(bank, bank->target, bank->name, (uint32_t)bank->base, 1, &lent, &handle);
}

const struct command_registration xspi_commands[] = {
    {
        .name = "xspi_lend",
        .handler = handle_xspi_lend_command,
        .mode = COMMAND_CONFIG,
        .help = "lets jobs go over a bank of another driver; used by the scripts of openocd-xspi",
        .usage = "BANK",
    },
    {
        .name = "xspi_explain",
        .handler = handle_xspi_explain_command,
        .mode = COMMAND_ANY,
        .help = "explains why the target is not reached; for openocd-xspi's scripts",
        .usage = "init|reset [WORDS]",
    },
    {
        .name = "xspi",
        .handler = handle_xspi_command,
        .mode = COMMAND_ANY,
        .help = "external serial flash: see `xspi help`",
        .usage = "board NAME {FACTS} | COMMAND [WORD]... [-json]; `xspi help` lists the commands",
    },
    COMMAND_REGISTRATION_DONE};
