// An external loader in the form of STM32CubeProgrammer's. What it does wrong, a macro says: see
// test_loader_lies.py.
#include "chip.h"

#define ENTRY __attribute__((used, noinline)) int

static uint32_t initialised = 0x5A5A0000;
static uint32_t zeroes[8];
static volatile float factor = 1.0f; // the FPU is on

ENTRY Init(void) {
#ifdef HANG_IN_INIT
    for (;;) {}
#endif
#ifdef FAIL_IN_INIT
    return 0;
#endif
#ifdef FAULT_IN_INIT
    return (int)REGISTER(0x1FFFFFF0u);
#endif
    // Never twice without a reset, and with fresh variables.
    if (initialised != 0x5A5A0000 || zeroes[3] != 0 || (RCC_AHB3ENR & QSPI_BIT)) {
        for (;;) {}
    }
    initialised |= 1;
    zeroes[3] = 1;
    factor = factor * 2.0f;
    start_controller();
    wait_ready();
#ifndef NEVER_MAPPED
    map_window();
#endif
    return initialised == 0x5A5A0001;
}

ENTRY SectorErase(uint32_t start, uint32_t end) {
#ifdef ONE_SECTOR_TOO_MANY
    ++end;
#endif
    for (uint32_t at = start & ~(uint32_t)(kSector - 1); at <= end; at += kSector) {
#ifndef NEVER_ERASES
        erase_sector(at);
#endif
    }
#ifdef ERASES_THE_FIRST
    erase_sector(0);
#endif
    return 1;
}

ENTRY MassErase(void) {
    for (uint32_t at = 0; at < kSize; at += kSector) erase_sector(at);
    return 1;
}

ENTRY Write(uint32_t address, uint32_t size, uint8_t* buffer) {
#ifdef HANG_IN_WRITE
    if (address >= kBase + HANG_IN_WRITE) {
        for (;;) {}
    }
#endif
#ifdef FAIL_IN_WRITE
    return 0;
#endif
#ifdef SPOILS_THE_BUFFER
    buffer[1] ^= 0x10;
#endif
#ifdef EATS_STACK
    volatile uint8_t much[8192];
    for (unsigned i = 0; i < sizeof(much); ++i) much[i] = (uint8_t)i;
#endif
    while (size != 0) {
        const uint32_t room = kPage - address % kPage, part = size < room ? size : room;
#ifndef NEVER_WRITES
        program_page(address, part, buffer);
#endif
        address += part;
        buffer += part;
        size -= part;
    }
#ifdef CLEARS_THE_BUFFER
    buffer[-1] = 0;
#endif
    return 1;
}

#ifndef NO_READ
ENTRY Read(uint32_t address, uint32_t size, uint8_t* buffer) {
    read_bytes(address, size, buffer);
    return 1;
}
#endif

#ifndef SECTORS
#define SECTORS (kSize / kSector)
#endif
#ifndef SAID_SIZE
#define SAID_SIZE kSize
#endif
struct StorageInfo {
    char name[100];
    uint16_t type;
    uint32_t base, size, page;
    uint8_t erased;
    struct {
        uint32_t count, size;
    } sectors[10];
};
__attribute__((section("Dev_info"), used)) const struct StorageInfo StorageInfo = {
    "W25Q64_test", 3, kBase, SAID_SIZE, kPage, 0xFF, {{SECTORS, kSector}, {0, 0}}};
