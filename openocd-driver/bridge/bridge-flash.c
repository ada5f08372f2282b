// The flash driver `xspi` as OpenOCD knows flash drivers, and the image checksum over its windows.
#include "bridge-internal.h"

// OpenOCD's own functions of the types of our targets, which stand in front of them.
static struct hooked_type {
    struct target_type* type;
    int (*checksum_memory)(struct target*, target_addr_t, uint32_t, uint32_t*);
    int (*write_memory)(struct target*, target_addr_t, uint32_t, uint32_t, const uint8_t*);
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

static int hook_type(struct target_type* type) {
    for (size_t i = 0; i < ARRAY_SIZE(hooked_types); i++) {
        if (hooked_types[i].type == type) return ERROR_OK;
        if (hooked_types[i].type) continue;
        hooked_types[i] = (struct hooked_type){type, type->checksum_memory, type->write_memory};
        type->checksum_memory = checksum_memory;
        type->write_memory = write_memory;
        return ERROR_OK;
    }
    return ERROR_FAIL;
}

FLASH_BANK_COMMAND_HANDLER(bank_command) {
    if (CMD_ARGC != 7) return ERROR_COMMAND_SYNTAX_ERROR;
    // Padding cannot be told from image: 0 would pad with 0xFF to the sector's end and fill gaps.
    bank->write_start_alignment = 1;
    bank->write_end_alignment = 1;
    bank->minimal_write_gap = 1;
    if (hook_type(bank->target->type) != ERROR_OK) return ERROR_FAIL;
    return xspi_bank_open(bank, bank->target, bank->name, (uint32_t)bank->base, CMD_ARGV[6],
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

static int bank_verify(struct flash_bank* bank, const uint8_t* data, uint32_t offset, uint32_t count) {
    return xspi_bank_verify(bank->driver_priv, data, offset, count);
}

static int bank_erase_check(struct flash_bank* bank) {
    if (bank->num_sectors == 0) return ERROR_FLASH_BANK_NOT_PROBED;
    // The chip that answers may have other sectors than the one that was expected.
    unsigned sectors = bank->num_sectors;
    int* erased = calloc(sectors, sizeof(*erased));
    if (!erased) return ERROR_FAIL;
    int result = xspi_bank_erase_check(bank->driver_priv, bank->sectors[0].size, sectors, erased);
    if (result == ERROR_OK && bank->num_sectors != sectors) result = ERROR_FLASH_BANK_NOT_PROBED;
    for (unsigned i = 0; i < bank->num_sectors; i++)
        bank->sectors[i].is_erased = result == ERROR_OK ? erased[i] : -1;
    free(erased);
    return result;
}

static int bank_protect_check(struct flash_bank* bank) {
    (void)bank;
    return ERROR_OK;
}

static int bank_protect(struct flash_bank* bank, int set, unsigned int first, unsigned int last) {
    (void)first;
    (void)last;
    return xspi_bank_protect(bank->driver_priv, set != 0);
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
    .usage = "external|internal",
    .flash_bank_command = bank_command,
    .erase = bank_erase,
    .protect = bank_protect,
    .write = bank_write,
    .read = bank_read,
    .verify = bank_verify,
    .probe = bank_probe,
    .auto_probe = bank_auto_probe,
    .erase_check = bank_erase_check,
    .protect_check = bank_protect_check,
    .info = bank_info,
    .free_driver_priv = bank_free,
};
