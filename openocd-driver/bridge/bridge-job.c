// Hooks around a whole programming job.
#include "bridge-internal.h"

// OpenOCD 0.12.0 takes what follows the end of a cut-off ELF file for data.
static bool cut_off(struct image* image, const struct imagesection* section) {
    if (image->type != IMAGE_ELF) return false;
    const struct image_elf* elf = image->type_private;
    const uint8_t* header = section->private;
    size_t size_field = elf->is_64_bit ? 8 : 4;
    size_t offset_at = elf->is_64_bit ? offsetof(Elf64_Phdr, p_offset) : offsetof(Elf32_Phdr, p_offset);
    size_t filesz_at = elf->is_64_bit ? offsetof(Elf64_Phdr, p_filesz) : offsetof(Elf32_Phdr, p_filesz);
    uint64_t offset = 0, filesz = 0;
    for (size_t i = 0; i < size_field; i++) {
        size_t byte = elf->endianness == ELFDATA2LSB ? size_field - 1 - i : i;
        offset = offset << 8 | header[offset_at + byte];
        filesz = filesz << 8 | header[filesz_at + byte];
    }
    size_t file_size = 0;
    return fileio_size(elf->fileio, &file_size) != ERROR_OK || offset > file_size ||
           filesz > file_size - offset;
}

// Reads every section of the image; what cannot be read refuses the job.
static int read_sections(struct image* image, struct xspi_segment* segments) {
    for (unsigned i = 0; i < image->num_sections; i++) {
        struct imagesection* section = &image->sections[i];
        if (section->base_address > UINT32_MAX ||
            section->base_address + section->size > UINT64_C(0x100000000)) {
            LOG_ERROR("XSPI-0003: section %u of the image, at " TARGET_ADDR_FMT
                      ", leaves the 32-bit address space",
                      i, section->base_address);
            return ERROR_FAIL;
        }
        uint8_t* data = malloc(section->size ? section->size : 1);
        if (!data) return ERROR_FAIL;
        segments[i].address = (uint32_t)section->base_address;
        segments[i].size = section->size;
        segments[i].data = data;
        size_t done = 0;
        int result =
            section->size ? image_read_section(image, (int)i, 0, section->size, data, &done) : ERROR_OK;
        if (result != ERROR_OK || done != section->size || cut_off(image, section)) {
            LOG_ERROR("XSPI-0004: section %u of the image (%" PRIu32 " bytes at " TARGET_ADDR_FMT
                      ") cannot be read: the file is damaged or cut off",
                      i, section->size, section->base_address);
            return ERROR_FAIL;
        }
    }
    return ERROR_OK;
}

static void free_segments(struct xspi_segment* segments, size_t count) {
    for (size_t i = 0; i < count; i++) free((void*)segments[i].data);
    free(segments);
}

// The image with all its data; free_segments() frees them.
static int take_image(struct image* image, struct xspi_image* taken, struct xspi_segment** segments) {
    *segments = calloc(image->num_sections + 1, sizeof(**segments));
    if (!*segments) return ERROR_FAIL;
    *taken = (struct xspi_image){*segments, image->num_sections, image->type == IMAGE_BINARY};
    return read_sections(image, *segments);
}

// ---- Image files that are not part of a job

bool bridge_find_file(const char* name, char* path, size_t size) {
    char* found = find_file(name);
    bool fits = found && strlen(found) < size;
    if (fits) strcpy(path, found);
    free(found);
    return fits;
}

struct bridge_image {
    struct image image;
    struct xspi_segment* segments;
};

int bridge_open_image(const char* file, bool has_address, uint32_t address, const char* type,
                      struct bridge_image** opened, struct xspi_image* image) {
    struct bridge_image* file_image = calloc(1, sizeof(*file_image));
    if (!file_image) return ERROR_FAIL;
    file_image->image.base_address_set = has_address;
    file_image->image.base_address = address;
    int result = image_open(&file_image->image, file, *type ? type : NULL);
    if (result != ERROR_OK) {
        free(file_image);
        return result;
    }
    result = take_image(&file_image->image, image, &file_image->segments);
    *opened = file_image;
    if (result != ERROR_OK) bridge_close_image(file_image);
    return result;
}

void bridge_close_image(struct bridge_image* opened) {
    free_segments(opened->segments, opened->segments ? opened->image.num_sections : 0);
    image_close(&opened->image);
    free(opened);
}

// ---- The hooks

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

static bool has_bank_of_ours(struct target* target) {
    for (struct flash_bank* bank = flash_bank_list(); bank; bank = bank->next)
        if (bank->target == target && bank->driver == &xspi_flash_driver) return true;
    return false;
}

static int job_begin(struct target* target, struct image* image, bool erase) {
    if (!has_bank_of_ours(target)) return ERROR_OK;
    if (!image) return xspi_job_begin(target, NULL, erase);
    struct xspi_image taken;
    struct xspi_segment* segments = NULL;
    int result = take_image(image, &taken, &segments);
    if (result == ERROR_OK) result = xspi_job_begin(target, &taken, erase);
    if (segments) free_segments(segments, image->num_sections);
    return result;
}

static int job_commit(struct target* target, int result) { return xspi_job_commit(target, result); }

static bool erases_itself(struct flash_bank* bank) { return bank->driver == &xspi_flash_driver; }

static bool takes(struct target* target, target_addr_t address) {
    return address <= UINT32_MAX && xspi_job_takes(target, (uint32_t)address);
}

const struct flash_job_hooks xspi_job_hooks = {.begin = job_begin,
                                               .commit = job_commit,
                                               .erases_itself = erases_itself,
                                               .takes = takes,
                                               .unreadable = xspi_image_unreadable};
