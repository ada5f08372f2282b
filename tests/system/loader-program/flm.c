// A CMSIS-Pack flash algorithm for the same chip: position independent, its variable reached by R9, the
// static base.
#include "chip.h"

struct State {
    uint32_t marker; // not 0 in the image: a wrong static base is noticed
    uint32_t zeroes[4];
};
__attribute__((section("PrgData"), used)) struct State state = {0x5A5A0000, {0}};

static inline struct State* my_state(void) {
    struct State* at;
    __asm volatile("mov %0, r9" : "=r"(at));
    return at;
}

#define ENTRY __attribute__((section("PrgCode"), used)) int

ENTRY Init(uint32_t address, uint32_t clock, uint32_t purpose) {
    (void)clock;
    if (my_state()->marker != 0x5A5A0000 || address != kBase || purpose < 1 || purpose > 3) return 1;
    my_state()->marker |= purpose;
    start_controller();
    wait_ready();
#ifndef MAPS_IN_UNINIT
    if (purpose == 3) map_window();
#endif
    return 0;
}

ENTRY UnInit(uint32_t purpose) {
    if (my_state()->marker != (0x5A5A0000 | purpose)) return 1;
    my_state()->marker = 0x5A5A0000;
#ifdef MAPS_IN_UNINIT
    map_window();
#endif
    return 0;
}

ENTRY EraseSector(uint32_t address) {
    if (my_state()->marker != 0x5A5A0001) return 1; // initialised for something else
    erase_sector(address);
    return 0;
}

ENTRY ProgramPage(uint32_t address, uint32_t size, const uint8_t* data) {
    if (my_state()->marker != 0x5A5A0002 || address % FLM_PAGE != 0 || size != FLM_PAGE) return 1;
    for (uint32_t at = 0; at < size; at += kPage) program_page(address + at, kPage, data + at);
    return 0;
}

struct FlashDevice {
    uint16_t version;
    char name[128];
    uint16_t type;
    uint32_t address, size, page, reserved;
    uint8_t erased;
    uint32_t program_milliseconds, erase_milliseconds;
    struct {
        uint32_t size, offset;
    } sectors[512];
};
__attribute__((section("DevDscr"), used))
const struct FlashDevice FlashDevice = {0x0101,
                                        "W25Q64 test",
                                        5,
                                        kBase,
                                        kSize,
                                        FLM_PAGE,
                                        0,
                                        0xFF,
                                        100,
                                        3000,
                                        {{kSector, 0}, {0xFFFFFFFF, 0xFFFFFFFF}}};
