// The border between OpenOCD (C) and the driver (C++). The C files of this folder are the only ones that know
// OpenOCD's headers. Functions return 0 (OpenOCD's ERROR_OK) or a negative OpenOCD error code. No exception
// crosses this border.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct target;     // OpenOCD's
struct flash_bank; // OpenOCD's

enum { BRIDGE_OK = 0, BRIDGE_FAIL = -4, BRIDGE_TARGET_NOT_HALTED = -304, BRIDGE_NOT_PROBED = -905 };
enum bridge_log_level { BRIDGE_ERROR, BRIDGE_WARNING, BRIDGE_USER, BRIDGE_INFO, BRIDGE_DEBUG };

// ---- What OpenOCD does for the driver
// ------------------------------------------------------------------------

// Any address and size; words are moved as words. While an algorithm runs as well.
int bridge_read_memory(struct target* target, uint32_t address, uint32_t size, uint8_t* data);
int bridge_write_memory(struct target* target, uint32_t address, uint32_t size, const uint8_t* data);
// Several in their order; by one exchange with the probe where it can. Whole words at addresses of words.
struct xspi_access {
    uint32_t address, size;
    const uint8_t* out; // NULL: it is a read
    uint8_t* in;
};
int bridge_access_memory(struct target* target, const struct xspi_access* accesses, size_t count);
bool bridge_target_halted(struct target* target);
int bridge_halt_target(struct target* target);
// Asks the debug unit for the core's state. The next call tells whether it has halted.
int bridge_poll_target(struct target* target);
// Whether that poll found that the core had been reset.
bool bridge_target_was_reset(struct target* target);
const char* bridge_target_name(struct target* target);
// Saves the core's registers and lets it run from entry (Thumb bit ignored) with that stack pointer.
int bridge_start_algorithm(struct target* target, uint32_t entry, uint32_t stack);
// Waits until the algorithm stops at a breakpoint of its own, then puts the registers back.
// Returns an error after timeout_ms; the core is then halted and the registers put back all the same.
int bridge_wait_algorithm(struct target* target, unsigned timeout_ms);
void bridge_log(enum bridge_log_level level, const char* text);
// What OpenOCD logged last, as text; some kilobytes at most. Forget what was said before a try, to know what
// is said of it.
const char* bridge_recent_log(void);
void bridge_forget_log(void);
// To be called at least every 500 ms on long work: keeps gdb patient.
void bridge_keep_alive(void);
// Lets time pass, for gdb as bridge_keep_alive() does.
void bridge_pause(unsigned milliseconds);
int64_t bridge_milliseconds(void);
unsigned bridge_link_khz(void); // of the probe's clock, as it was asked for; 0: not known
// Whether the user asked OpenOCD, or the algorithm that runs, to end (Ctrl-C).
bool bridge_shutdown_pending(void);
// Gives the bank its size and sectors; replaces what was there.
int bridge_set_geometry(struct flash_bank* bank, uint32_t size, uint32_t sector_size);

void bridge_set_base(struct flash_bank* bank, uint32_t base);

// `reset halt`, with all that scripts do for it.
int bridge_reset_halt(struct target* target);
// Every bank of that driver, and every other name of one, asks anew which sectors there are.
int bridge_reprobe(struct target* target, const char* driver);

// A bank of another driver of OpenOCD's, lent to our jobs. probe: by that driver; `again`: even if it has
// been.
uint32_t bridge_lent_base(struct flash_bank* bank);
int bridge_lent_probe(struct flash_bank* bank, bool again, uint32_t* size, unsigned* sectors);
struct xspi_lent_block {
    uint32_t offset, size;
    bool locked;
};
void bridge_lent_sectors(struct flash_bank* bank, struct xspi_lent_block* sectors); // all that probe found
// What is protected as one, by the numbers that `flash protect` takes: at most as many as there are sectors.
int bridge_lent_protection(struct flash_bank* bank, struct xspi_lent_block* blocks, unsigned* count);
int bridge_lent_erase(struct flash_bank* bank, unsigned first, unsigned last);
int bridge_lent_write(struct flash_bank* bank, const uint8_t* data, uint32_t offset, uint32_t count);

struct xspi_segment {
    uint32_t address;
    uint32_t size;
    const uint8_t* data;
};
struct xspi_image {
    const struct xspi_segment* segments;
    size_t count;
    bool binary; // a bin file: its one segment lies where the user said, at 0 if nothing was said
};
struct xspi_bank_range { // every bank of the target, also those of other drivers
    const char* name;
    uint32_t base;
    uint32_t size; // 0: not known yet
    bool ours;
};
enum { BRIDGE_BANKS = 32 };
// At most BRIDGE_BANKS; returns how many.
size_t bridge_list_banks(struct target* target, struct xspi_bank_range* banks);
// Where OpenOCD's search path has a file of that name; false: nowhere.
bool bridge_find_file(const char* name, char* path, size_t size);

// ---- What the driver does for OpenOCD (driver-entry.cpp)
// -----------------------------------------------------

// XSPI_TARGET_RESET: and it halts there; XSPI_TARGET_RESET_RUN: and it runs.
enum xspi_event { XSPI_TARGET_RESUMED, XSPI_TARGET_RESET, XSPI_TARGET_RESET_RUN };
enum { XSPI_TEXT_SIZE = 16384 };

// `tcl` receives a script that declares adapter, target and banks of the board.
// file: the one that it stands in, or "".
int xspi_board(const char* name, const char* body, const char* file, char* tcl, size_t tcl_size);
// argv: "external", "internal", or "lent": another driver's, which jobs of ours go over; or "loader" and what
// is said of one.
int xspi_bank_open(struct flash_bank* bank, struct target* target, const char* name, uint32_t base,
                   unsigned argc, const char** argv, void** handle);
void xspi_bank_close(void* handle);
bool xspi_has_banks(const struct target* target); // also if all of them are lent
int xspi_bank_auto_probe(void* handle);           // never touches the chip
int xspi_bank_know_size(void* handle);            // asks a chip that is not known yet
int xspi_bank_probe(void* handle);
int xspi_bank_erase(void* handle, uint32_t offset, uint32_t length);
int xspi_bank_write(void* handle, const uint8_t* data, uint32_t offset, uint32_t count);
int xspi_bank_read(void* handle, uint8_t* data, uint32_t offset, uint32_t count);
int xspi_bank_erase_check(void* handle, uint32_t sector_size, unsigned sectors, int* erased);
int xspi_bank_protect(void* handle, bool set, uint32_t offset, uint32_t length);
int xspi_bank_protect_check(void* handle, uint32_t sector_size, unsigned sectors, int* locked);
int xspi_bank_info(void* handle, char* text, size_t size);
// image == NULL: not known yet.
// *taken: the job brings all of the image to its place itself.
int xspi_job_begin(struct target* target, const struct xspi_image* image, bool erase, bool* taken);
// Whether these bytes of a lent bank are erased by the job.
bool xspi_job_takes_erase(struct flash_bank* bank, uint32_t offset, uint32_t length);
int xspi_job_commit(struct target* target, int result);
// Reads an image file; base: where a bin lies, or what the others are moved by; type: as the user gave it,
// or "". What it read lives until xspi_image_close.
struct xspi_image_file;
int xspi_image_open(const char* name, uint64_t base, const char* type, struct xspi_image_file** file);
const struct xspi_image* xspi_image_of(const struct xspi_image_file* file);
bool xspi_image_start(const struct xspi_image_file* file, uint32_t* address); // false: it says none
void xspi_image_close(struct xspi_image_file* file);
// Compares all segments that lie in our banks, in one run of the agent, and sets verified[i] for each.
int xspi_image_verify(struct target* target, const struct xspi_image* image, bool* verified);
// *handled false: the range is not in a mapped window, OpenOCD's own way serves.
int xspi_checksum(struct target* target, uint32_t address, uint32_t count, uint32_t* checksum, bool* handled);
// print may be called before an error, too.
int xspi_command(unsigned argc, const char** argv, bool initialised,
                 void (*print)(void* context, const char* text), void* context);
// Somebody else than the driver wrote to the target's memory.
void xspi_memory_written(struct target* target, uint32_t address, uint32_t size);
// The target's core does not halt; has_dhcsr: dhcsr could be read.
void xspi_not_halted(const char* target, bool has_dhcsr, uint32_t dhcsr);
// Says why the target is not reached: what is "start", "examine" (words: DBGMCU_SR as AP0 gives it, or "") or
// "bus"; or, "contact", what of a target that is reached is closed.
void xspi_explain(const char* what, const char* words);
void xspi_target_event(struct target* target, enum xspi_event event);
// A flash that no controller maps is read by the driver; `handled`: it was one, and the result counts.
int xspi_read_unmapped(struct target* target, uint32_t address, uint32_t count, uint8_t* bytes,
                       bool* handled);
// An error: nothing can be executed there, and that has been logged.
int xspi_check_execution(struct target* target, uint32_t address);
// Of somebody else than the driver: an error refuses a write, and has been logged.
int xspi_check_write(struct target* target, uint32_t address);
void xspi_write_failed(struct target* target, uint32_t address);
// by_command: of a user who waits for the answer, not of gdb looking around.
void xspi_memory_unreadable(struct target* target, uint32_t address, bool by_command);
bool xspi_in_flash(struct target* target, uint32_t address);
// A hardware breakpoint that the core did not take. revision: of its FPB, 1 or 2.
void xspi_breakpoint_refused(struct target* target, uint32_t address, unsigned revision, unsigned comparators,
                             unsigned free);
// Whether OpenOCD has the begin/commit hooks; without them the driver works section by section.
void xspi_set_hooks(bool present);

#ifdef __cplusplus
}
#endif
