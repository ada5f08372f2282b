// Banks of other drivers that jobs of ours go over.
#include "bridge-internal.h"

uint32_t bridge_lent_base(struct flash_bank* bank) { return (uint32_t)bank->base; }

int bridge_lent_probe(struct flash_bank* bank, uint32_t* size, uint32_t* sector_size) {
    int result = bank->driver->auto_probe(bank);
    if (result != ERROR_OK) return result;
    if (bank->num_sectors == 0) return ERROR_FAIL;
    *size = bank->size;
    *sector_size = bank->sectors[0].size;
    for (unsigned i = 0; i < bank->num_sectors; i++)
        if (bank->sectors[i].size != *sector_size) return ERROR_FAIL;
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

int bridge_lent_protection(struct flash_bank* bank, bool* locked, unsigned sectors) {
    int result = bank->driver->protect_check ? bank->driver->protect_check(bank) : ERROR_OK;
    if (result != ERROR_OK) return result;
    const bool blocks = bank->num_prot_blocks != 0;
    const struct flash_sector* parts = blocks ? bank->prot_blocks : bank->sectors;
    const unsigned count = blocks ? bank->num_prot_blocks : bank->num_sectors;
    if (count != sectors) return ERROR_FAIL;
    for (unsigned i = 0; i < sectors; i++) locked[i] = parts[i].is_protected == 1;
    return ERROR_OK;
}

int bridge_lent_erase(struct flash_bank* bank, unsigned first, unsigned last) {
    return bank->driver->erase(bank, first, last);
}

int bridge_lent_write(struct flash_bank* bank, const uint8_t* data, uint32_t offset, uint32_t count) {
    return bank->driver->write(bank, data, offset, count);
}
