// Banks of other drivers that jobs of ours go over.
#include "bridge-internal.h"

uint32_t bridge_lent_base(struct flash_bank* bank) { return (uint32_t)bank->base; }

int bridge_lent_probe(struct flash_bank* bank, bool again, uint32_t* size, unsigned* sectors) {
    int result = again ? bank->driver->probe(bank) : bank->driver->auto_probe(bank);
    if (result != ERROR_OK) return result;
    *size = bank->size;
    *sectors = bank->num_sectors;
    return ERROR_OK;
}

int bridge_reprobe(struct target* target, const char* driver) {
    int result = ERROR_OK;
    // Aliases copy what their bank has, and stand behind it or in front of it.
    for (int aliases = 0; aliases < 2; aliases++)
        for (struct flash_bank* bank = flash_bank_list(); bank; bank = bank->next) {
            if (bank->target != target || strcmp(bank->driver->name, aliases ? "virtual" : driver) != 0)
                continue;
            int probed = bank->driver->probe(bank);
            if (result == ERROR_OK) result = probed;
        }
    return result;
}

static void copy_blocks(const struct flash_sector* from, unsigned count, struct xspi_lent_block* to) {
    for (unsigned i = 0; i < count; i++)
        to[i] = (struct xspi_lent_block){from[i].offset, from[i].size, from[i].is_protected == 1};
}

void bridge_lent_sectors(struct flash_bank* bank, struct xspi_lent_block* sectors) {
    copy_blocks(bank->sectors, bank->num_sectors, sectors);
}

int bridge_lent_protection(struct flash_bank* bank, struct xspi_lent_block* blocks, unsigned* count) {
    int result = bank->driver->protect_check ? bank->driver->protect_check(bank) : ERROR_OK;
    if (result != ERROR_OK) return result;
    const bool own = bank->num_prot_blocks != 0;
    *count = own ? bank->num_prot_blocks : bank->num_sectors;
    if (*count > bank->num_sectors) return ERROR_FAIL;
    copy_blocks(own ? bank->prot_blocks : bank->sectors, *count, blocks);
    return ERROR_OK;
}

int bridge_lent_erase(struct flash_bank* bank, unsigned first, unsigned last) {
    return bank->driver->erase(bank, first, last);
}

int bridge_lent_write(struct flash_bank* bank, const uint8_t* data, uint32_t offset, uint32_t count) {
    return bank->driver->write(bank, data, offset, count);
}
