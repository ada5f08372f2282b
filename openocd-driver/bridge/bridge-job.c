// Hooks around a whole programming job, and in place of OpenOCD's readers of image files.
#include "bridge-internal.h"

// ---- Image files, for every command of OpenOCD that takes one

bool bridge_find_file(const char* name, char* path, size_t size) {
    char* found = find_file(name);
    bool fits = found && strlen(found) < size;
    if (fits) strcpy(path, found);
    free(found);
    return fits;
}

// Whether it is a bin; of an image that gdb builds OpenOCD leaves type_private NULL.
struct image_facts {
    bool binary;
};

static int fill_image(struct image* image, const struct xspi_image_file* file) {
    const struct xspi_image* read = xspi_image_of(file);
    struct image_facts* facts = malloc(sizeof(*facts));
    if (!facts) return ERROR_FAIL;
    facts->binary = read->binary;
    image->type = IMAGE_BUILDER;
    image->type_private = facts;
    image->num_sections = 0;
    image->sections = NULL;
    image->base_address = 0; // it is moved already
    image->base_address_set = false;
    image->start_address_set = xspi_image_start(file, &image->start_address);
    for (size_t i = 0; i < read->count; i++)
        image_add_section(image, read->segments[i].address, read->segments[i].size, 0,
                          read->segments[i].data);
    return ERROR_OK;
}

static int open_image(struct image* image, const char* url, const char* type) {
    if (type && (strcmp(type, "mem") == 0 || strcmp(type, "build") == 0)) return ERROR_NOT_IMPLEMENTED;
    struct xspi_image_file* file = NULL;
    int result = xspi_image_open(url, image->base_address_set ? (uint64_t)image->base_address : 0,
                                 type ? type : "", &file);
    if (result == ERROR_OK) result = fill_image(image, file);
    xspi_image_close(file);
    return result;
}

// The segments are to be freed, their data are the image's.
static int take_image(const struct image* image, struct xspi_image* taken) {
    if (image->type != IMAGE_BUILDER) {
        LOG_ERROR("XSPI-0014: type mem, the memory of a target, cannot be programmed; `dump_image` it first");
        return ERROR_FAIL;
    }
    struct xspi_segment* segments = calloc(image->num_sections + 1, sizeof(*segments));
    if (!segments) return ERROR_FAIL;
    const struct image_facts* facts = image->type_private;
    *taken = (struct xspi_image){segments, image->num_sections, facts && facts->binary};
    for (unsigned i = 0; i < image->num_sections; i++) {
        const struct imagesection* section = &image->sections[i];
        if (section->base_address > UINT32_MAX ||
            section->base_address + section->size > UINT64_C(0x100000000)) {
            LOG_ERROR("XSPI-0003: section %u of the image, at " TARGET_ADDR_FMT
                      ", goes beyond the 32-bit address space",
                      i, section->base_address);
            free(segments);
            return ERROR_FAIL;
        }
        segments[i] = (struct xspi_segment){(uint32_t)section->base_address, section->size, section->private};
    }
    return ERROR_OK;
}

// ---- Banks

size_t bridge_list_banks(struct target* target, struct xspi_bank_range* banks) {
    size_t count = 0;
    for (struct flash_bank* bank = flash_bank_list(); bank && count < BRIDGE_BANKS; bank = bank->next) {
        if (bank->target != target) continue;
        banks[count].name = bank->name;
        banks[count].base = (uint32_t)bank->base;
        banks[count].size = bank->size;
        banks[count].ours = bank->driver == &xspi_flash_driver;
        count++;
    }
    return count;
}

// ---- The hooks

static int job_begin(struct target* target, struct image* image, bool erase, bool* taken) {
    if (!xspi_has_banks(target)) return ERROR_OK;
    if (!image) return xspi_job_begin(target, NULL, erase, taken);
    struct xspi_image whole;
    int result = take_image(image, &whole);
    if (result != ERROR_OK) return result;
    result = xspi_job_begin(target, &whole, erase, taken);
    free((void*)whole.segments);
    return result;
}

static int verify_image(struct target* target, struct image* image, bool* verified) {
    if (!xspi_has_banks(target) || image->type != IMAGE_BUILDER) return ERROR_OK;
    struct xspi_image taken;
    int result = take_image(image, &taken);
    if (result != ERROR_OK) return result;
    result = xspi_image_verify(target, &taken, verified);
    free((void*)taken.segments);
    return result;
}

const struct image_hooks xspi_image_hooks = {.open = open_image, .verify = verify_image};

static int job_commit(struct target* target, int result) { return xspi_job_commit(target, result); }

static bool takes_erase(struct flash_bank* bank, unsigned first, unsigned last) {
    if (bank->driver == &xspi_flash_driver || last >= bank->num_sectors || first > last) return false;
    const uint32_t offset = bank->sectors[first].offset;
    return xspi_job_takes_erase(bank, offset, bank->sectors[last].offset + bank->sectors[last].size - offset);
}

const struct flash_job_hooks xspi_job_hooks = {
    .begin = job_begin, .commit = job_commit, .takes_erase = takes_erase};
