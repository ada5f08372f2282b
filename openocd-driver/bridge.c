// The one file that includes OpenOCD's headers and that differs between OpenOCD versions: 0.12.0.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "bridge.h"

#include <flash/nor/core.h>
#include <flash/nor/driver.h>
#include <flash/nor/imp.h>
#include <helper/binarybuffer.h>
#include <helper/command.h>
#include <helper/log.h>
#include <helper/time_support.h>
#include <server/server.h>
#include <target/algorithm.h>
#include <target/armv7m.h>
#include <target/image.h>
#include <target/register.h>
#include <target/target.h>
#include <target/target_type.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// An OpenOCD with driver registration but without the hooks still works, section by section; one without
// either is told so in words.
#pragma weak flash_driver_register
#pragma weak flash_job_hooks_register

// ---- What OpenOCD does for the driver
// ------------------------------------------------------------------------

int bridge_read_memory(struct target* target, uint32_t address, uint32_t size, uint8_t* data) {
    return target_read_buffer(target, address, size, data);
}

int bridge_write_memory(struct target* target, uint32_t address, uint32_t size, const uint8_t* data) {
    return target_write_buffer(target, address, size, data);
}

bool bridge_target_halted(struct target* target) { return target->state == TARGET_HALTED; }

int bridge_halt_target(struct target* target) {
    int result = target_halt(target);
    return result == ERROR_OK ? target_wait_state(target, TARGET_HALTED, 500) : result;
}

int bridge_poll_target(struct target* target) { return target_poll(target); }

const char* bridge_target_name(struct target* target) { return target_name(target); }

// One algorithm at a time: OpenOCD itself allows no second one.
static struct armv7m_algorithm algorithm;

int bridge_start_algorithm(struct target* target, uint32_t entry, uint32_t stack) {
    if (target->state != TARGET_HALTED) return ERROR_TARGET_NOT_HALTED;
    algorithm.common_magic = ARMV7M_COMMON_MAGIC;
    algorithm.core_mode = ARM_MODE_THREAD;
    struct reg_param sp;
    init_reg_param(&sp, "sp", 32, PARAM_OUT);
    buf_set_u32(sp.value, 0, 32, stack);
    int result = target_start_algorithm(target, 0, NULL, 1, &sp, entry & ~1u, 0, &algorithm);
    destroy_reg_param(&sp);
    return result;
}

int bridge_wait_algorithm(struct target* target, unsigned timeout_ms) {
    int result = target_wait_algorithm(target, 0, NULL, 0, NULL, 0, timeout_ms, &algorithm);
    if (result != ERROR_TARGET_TIMEOUT) return result;
    // OpenOCD has halted the core, but puts the registers back only after an algorithm that ended.
    target_wait_algorithm(target, 0, NULL, 0, NULL, 0, 500, &algorithm);
    return result;
}

void bridge_log(enum bridge_log_level level, const char* text) {
    switch (level) {
    case BRIDGE_ERROR: LOG_ERROR("%s", text); break;
    case BRIDGE_WARNING: LOG_WARNING("%s", text); break;
    case BRIDGE_USER: LOG_USER("%s", text); break;
    case BRIDGE_INFO: LOG_INFO("%s", text); break;
    case BRIDGE_DEBUG: LOG_DEBUG("%s", text); break;
    }
}

void bridge_keep_alive(void) { keep_alive(); }
int64_t bridge_milliseconds(void) { return timeval_ms(); }
bool bridge_shutdown_pending(void) { return openocd_is_shutdown_pending(); }

int bridge_set_geometry(struct flash_bank* bank, uint32_t size, uint32_t sector_size) {
    free(bank->sectors);
    bank->sectors = NULL;
    bank->num_sectors = 0;
    bank->size = size;
    if (size == 0) return ERROR_OK;
    bank->sectors = alloc_block_array(0, sector_size, size / sector_size);
    if (!bank->sectors) return ERROR_FAIL;
    bank->num_sectors = size / sector_size;
    for (unsigned i = 0; i < bank->num_sectors; i++) bank->sectors[i].is_protected = 0;
    return ERROR_OK;
}

// ---- The flash driver
// ----------------------------------------------------------------------------------------

static int (*original_checksum)(struct target*, target_addr_t, uint32_t, uint32_t*);

static int checksum_memory(struct target* target, target_addr_t address, uint32_t count, uint32_t* checksum) {
    bool handled = false;
    int result = xspi_checksum(target, (uint32_t)address, count, checksum, &handled);
    return handled ? result : original_checksum(target, address, count, checksum);
}

FLASH_BANK_COMMAND_HANDLER(bank_command) {
    if (CMD_ARGC != 7) return ERROR_COMMAND_SYNTAX_ERROR;
    // Padding cannot be told from image: 0 would pad with 0xFF to the sector's end and fill gaps.
    bank->write_start_alignment = 1;
    bank->write_end_alignment = 1;
    bank->minimal_write_gap = 1;
    if (bank->target->type->checksum_memory != checksum_memory) {
        original_checksum = bank->target->type->checksum_memory;
        bank->target->type->checksum_memory = checksum_memory;
    }
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

static const struct flash_driver xspi_flash = {
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

// ---- Hooks around a whole job
// --------------------------------------------------------------------------------

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

static size_t list_banks(struct target* target, struct xspi_bank_range* banks, size_t room) {
    size_t count = 0;
    for (struct flash_bank* bank = flash_bank_list(); bank && count < room; bank = bank->next) {
        if (bank->target != target) continue;
        banks[count].name = bank->name;
        banks[count].base = (uint32_t)bank->base;
        banks[count].size = bank->size;
        banks[count].ours = bank->driver == &xspi_flash;
        count++;
    }
    return count;
}

static int job_begin(struct target* target, struct image* image, bool erase) {
    struct xspi_bank_range banks[32];
    size_t bank_count = list_banks(target, banks, ARRAY_SIZE(banks));
    bool any_ours = false;
    for (size_t i = 0; i < bank_count; i++) any_ours |= banks[i].ours;
    if (!any_ours) return ERROR_OK;
    if (!image) return xspi_job_begin(target, NULL, 0, erase, banks, bank_count);
    struct xspi_segment* segments = calloc(image->num_sections + 1, sizeof(*segments));
    if (!segments) return ERROR_FAIL;
    int result = read_sections(image, segments);
    if (result == ERROR_OK)
        result = xspi_job_begin(target, segments, image->num_sections, erase, banks, bank_count);
    for (unsigned i = 0; i < image->num_sections; i++) free((void*)segments[i].data);
    free(segments);
    return result;
}

static int job_commit(struct target* target, int result) { return xspi_job_commit(target, result); }

static bool erases_itself(struct flash_bank* bank) { return bank->driver == &xspi_flash; }

static const struct flash_job_hooks hooks = {
    .begin = job_begin, .commit = job_commit, .erases_itself = erases_itself};

static int target_event(struct target* target, enum target_event event, void* context) {
    (void)context;
    if (event == TARGET_EVENT_RESUMED) xspi_target_event(target, XSPI_TARGET_RESUMED);
    return ERROR_OK;
}

// Called before the reset itself: the reset events are for Tcl only. `reset run` lets the core run.
static int target_reset(struct target* target, enum target_reset_mode mode, void* context) {
    (void)context;
    xspi_target_event(target,
                      mode == RESET_HALT || mode == RESET_INIT ? XSPI_TARGET_RESET : XSPI_TARGET_RESUMED);
    return ERROR_OK;
}

// ---- Commands and loading
// ------------------------------------------------------------------------------------

// xspi board NAME FACTS: declares what the board's file says.
static int board_command(struct command_invocation* cmd) {
    if (CMD_ARGC != 3) return ERROR_COMMAND_SYNTAX_ERROR;
    if (CMD_CTX->mode != COMMAND_CONFIG) {
        command_print(cmd, "XSPI-0101: `xspi board` belongs into a board's file, before `init`");
        return ERROR_FAIL;
    }
    char* tcl = malloc(XSPI_TEXT_SIZE);
    if (!tcl) return ERROR_FAIL;
    Jim_Obj* port = Jim_GetGlobalVariableStr(CMD_CTX->interp, "VIRTUAL_BOARD", JIM_NONE);
    int result = xspi_board(CMD_ARGV[1], CMD_ARGV[2], port != NULL, tcl, XSPI_TEXT_SIZE);
    if (result == ERROR_OK) result = command_run_line(CMD_CTX, tcl);
    free(tcl);
    return result;
}

COMMAND_HANDLER(handle_xspi_command) {
    if (CMD_ARGC == 0) return ERROR_COMMAND_SYNTAX_ERROR;
    if (strcmp(CMD_ARGV[0], "board") == 0) return board_command(CMD);
    char* text = malloc(XSPI_TEXT_SIZE);
    if (!text) return ERROR_FAIL;
    text[0] = '\0';
    int result = xspi_command(CMD_ARGC, CMD_ARGV, text, XSPI_TEXT_SIZE);
    if (text[0] != '\0') command_print_sameline(CMD, "%s", text);
    free(text);
    return result;
}

static const struct command_registration commands[] = {
    {
        .name = "xspi",
        .handler = handle_xspi_command,
        .mode = COMMAND_ANY,
        .help = "external serial flash: see `xspi help`",
        .usage = "board NAME {FACTS} | info | plan FILE [ADDRESS] | map | reset | help",
    },
    COMMAND_REGISTRATION_DONE};

static const char version_prefix[] = "Open On-Chip Debugger 0.12.0";

int Jim_xspiInit(Jim_Interp* interp);
__attribute__((visibility("default"))) int Jim_xspiInit(Jim_Interp* interp) {
    struct command_context* context = current_command_context(interp);
    if (Jim_Eval(interp, "version") != JIM_OK ||
        strncmp(Jim_String(Jim_GetResult(interp)), version_prefix, strlen(version_prefix)) != 0) {
        LOG_ERROR(
            "XSPI-0102: xspi.so was built for OpenOCD 0.12.0 and does not work in this one (%s). Use the "
            "openocd of the openocd-xspi build.",
            Jim_String(Jim_GetResult(interp)));
        Jim_SetResultString(interp, "xspi.so: wrong OpenOCD version", -1);
        return JIM_ERR;
    }
    if (!flash_driver_register || flash_driver_register(&xspi_flash) != ERROR_OK) {
        Jim_SetResultString(interp, "XSPI-0103: this OpenOCD cannot register the flash driver xspi", -1);
        return JIM_ERR;
    }
    if (flash_job_hooks_register) flash_job_hooks_register(&hooks);
    xspi_set_hooks(flash_job_hooks_register != NULL);
    target_register_event_callback(target_event, NULL);
    target_register_reset_callback(target_reset, NULL);
    if (register_commands(context, NULL, commands) != ERROR_OK) return JIM_ERR;
    Jim_SetEmptyResult(interp);
    return JIM_OK;
}
