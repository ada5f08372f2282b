// The flash driver `xspi` as OpenOCD knows flash drivers.
#include "bridge-internal.h"

// A loader that is named without its folder lies beside the script that names it.
static char* beside_script(Jim_Interp* interp, const char* name) {
    char script[BRIDGE_PATH_SIZE];
    bridge_script_file(interp, script, sizeof(script));
    char* slash = strrchr(script, '/');
    if (slash) *slash = 0;
    return name[0] == '/' || !slash ? strdup(name) : alloc_printf("%s/%s", script, name);
}

static int loader_bank(struct command_invocation* cmd, struct flash_bank* bank) {
    const char* words[16];
    const unsigned count = CMD_ARGC - 6;
    if (count > ARRAY_SIZE(words)) return ERROR_COMMAND_SYNTAX_ERROR;
    for (unsigned i = 0; i < count; i++) words[i] = CMD_ARGV[6 + i];
    char* file = beside_script(CMD_CTX->interp, words[1]);
    if (!file) return ERROR_FAIL;
    words[1] = file;
    int result = xspi_bank_open(bank, bank->target, bank->name, (uint32_t)bank->base, count, words,
                                &bank->driver_priv);
    free(file);
    return result;
}

FLASH_BANK_COMMAND_HANDLER(bank_command) {
    if (CMD_ARGC < 7) return ERROR_COMMAND_SYNTAX_ERROR;
    // Padding cannot be told from image: 0 would pad with 0xFF to the sector's end and fill gaps.
    bank->write_start_alignment = 1;
    bank->write_end_alignment = 1;
    bank->minimal_write_gap = 1;
    if (bridge_hook_type(bank->target->type) != ERROR_OK) return ERROR_FAIL;
    if (CMD_ARGC > 7 && strcmp(CMD_ARGV[6], "loader") == 0) return loader_bank(CMD, bank);
    return xspi_bank_open(bank, bank->target, bank->name, (uint32_t)bank->base, CMD_ARGC - 6, CMD_ARGV + 6,
                          &bank->driver_priv);
}

static int bank_probe(struct flash_bank* bank) { return xspi_bank_probe(bank->driver_priv); }
static int bank_auto_probe(struct flash_bank* bank) { return xspi_bank_auto_probe(bank->driver_priv); }

static int bank_erase(struct flash_bank* bank, unsigned int first, unsigned int last) {
    if (last >= bank->num_sectors || first > last) return ERROR_FLASH_SECTOR_INVALID;
    uint32_t offset = bank->sectors[first].offset;
    return xspi_bank_erase(bank->driver_priv, offset,
                           bank->sectors[last].offset + bank->sectors[last].size - offset);
}

static int bank_write(struct flash_bank* bank, const uint8_t* data, uint32_t offset, uint32_t count) {
    return xspi_bank_write(bank->driver_priv, data, offset, count);
}

static int bank_read(struct flash_bank* bank, uint8_t* data, uint32_t offset, uint32_t count) {
    return xspi_bank_read(bank->driver_priv, data, offset, count);
}

static int bank_erase_check(struct flash_bank* bank) {
    int result = xspi_bank_know_size(bank->driver_priv);
    if (result != ERROR_OK) return result;
    if (bank->num_sectors == 0) return ERROR_FLASH_BANK_NOT_PROBED;
    // The chip that answers may have other sectors than the one that was expected.
    unsigned sectors = bank->num_sectors;
    int* erased = calloc(sectors, sizeof(*erased));
    if (!erased) return ERROR_FAIL;
    result = xspi_bank_erase_check(bank->driver_priv, bank->sectors[0].size, sectors, erased);
    if (result == ERROR_OK && bank->num_sectors != sectors) result = ERROR_FLASH_BANK_NOT_PROBED;
    for (unsigned i = 0; i < bank->num_sectors; i++)
        bank->sectors[i].is_erased = result == ERROR_OK ? erased[i] : -1;
    free(erased);
    return result;
}

static int bank_protect_check(struct flash_bank* bank) {
    int result = xspi_bank_know_size(bank->driver_priv);
    if (result != ERROR_OK) return result;
    if (bank->num_sectors == 0) return ERROR_FLASH_BANK_NOT_PROBED;
    unsigned sectors = bank->num_sectors;
    int* locked = calloc(sectors, sizeof(*locked));
    if (!locked) return ERROR_FAIL;
    result = xspi_bank_protect_check(bank->driver_priv, bank->sectors[0].size, sectors, locked);
    if (result == ERROR_OK && bank->num_sectors != sectors) result = ERROR_FLASH_BANK_NOT_PROBED;
    for (unsigned i = 0; i < bank->num_sectors; i++)
        bank->sectors[i].is_protected = result == ERROR_OK ? locked[i] : -1;
    free(locked);
    return result;
}

static int bank_protect(struct flash_bank* bank, int set, unsigned int first, unsigned int last) {
    if (last >= bank->num_sectors || first > last) return ERROR_FLASH_SECTOR_INVALID;
    uint32_t offset = bank->sectors[first].offset;
    return xspi_bank_protect(bank->driver_priv, set != 0, offset,
                             bank->sectors[last].offset + bank->sectors[last].size - offset);
}

static int bank_info(struct flash_bank* bank, struct command_invocation* cmd) {
    char* text = malloc(XSPI_TEXT_SIZE);
    if (!text) return ERROR_FAIL;
    int result = xspi_bank_info(bank->driver_priv, text, XSPI_TEXT_SIZE);
    if (result == ERROR_OK) command_print_sameline(cmd, "%s", text);
    free(text);
    return result;
}

static void bank_free(struct flash_bank* bank) {
    xspi_bank_close(bank->driver_priv);
    bank->driver_priv = NULL;
}

const struct flash_driver xspi_flash_driver = {
    .name = "xspi",
    .usage = "external|internal|(loader FILE [size BYTES] [sectors LIST])",
    .flash_bank_command = bank_command,
    .erase = bank_erase,
    .protect = bank_protect,
    .write = bank_write,
    .read = bank_read,
    .probe = bank_probe,
    .auto_probe = bank_auto_probe,
    .erase_check = bank_erase_check,
    .protect_check = bank_protect_check,
    .info = bank_info,
    .free_driver_priv = bank_free,
};
