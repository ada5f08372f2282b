// A CMSIS-Pack flash algorithm of our own for the internal flash of STM32H7R/S: what tests/system/flm.py is
// tested with. Position independent: code by nature, its one variable by r9, the static base. Registers: ST's
// device header.
#include <stdint.h>

#define FLASH_KEYR (*(volatile uint32_t*)0x52002004)
#define FLASH_CR (*(volatile uint32_t*)0x52002010)
#define FLASH_SR (*(volatile uint32_t*)0x52002014)
#define FLASH_ISR (*(volatile uint32_t*)0x52002024)
#define FLASH_ICR (*(volatile uint32_t*)0x52002028)

enum {
    kBase = 0x08000000,
    kSize = 0x10000,
    kSector = 0x2000,
    kLock = 1u << 0,
    kProgram = 1u << 1,
    kEraseSector = 1u << 2,
    kEraseBank = 1u << 3,
    kStart = 1u << 5,
    kSectorShift = 6,
    kBusy = 7, // BSY, WBNE, QW
};
#define ERRORS 0x1F3E0000u

struct State {
    uint32_t initialised; // not 0 in the image: a wrong static base is noticed
};
__attribute__((section("PrgData"), used)) struct State state = {0x5A5A0000};

static struct State* my_state(void) {
    struct State* at;
    __asm volatile("mov %0, r9" : "=r"(at));
    return at;
}

static int finish(void) {
    while (FLASH_SR & kBusy) {}
    const uint32_t errors = FLASH_ISR & ERRORS;
    FLASH_ICR = ERRORS;
    FLASH_CR &= kLock;
    return errors != 0;
}

#define ENTRY __attribute__((section("PrgCode"), used)) int

ENTRY Init(uint32_t address, uint32_t clock, uint32_t purpose) {
    (void)clock;
    if (my_state()->initialised != 0x5A5A0000 || address != kBase) return 1;
    my_state()->initialised |= purpose;
    if (FLASH_CR & kLock) {
        FLASH_KEYR = 0x45670123;
        FLASH_KEYR = 0xCDEF89AB;
    }
    return (FLASH_CR & kLock) != 0;
}

ENTRY UnInit(uint32_t purpose) {
    if (my_state()->initialised != (0x5A5A0000 | purpose)) return 1;
    my_state()->initialised &= 0xFFFF0000;
    FLASH_CR |= kLock;
    return 0;
}

ENTRY EraseChip(void) {
    FLASH_CR = kEraseBank | kStart;
    return finish();
}

ENTRY EraseSector(uint32_t address) {
    const uint32_t sector = (address - kBase) / kSector;
    FLASH_CR = kEraseSector | sector << kSectorShift;
    FLASH_CR = kEraseSector | sector << kSectorShift | kStart;
    return finish();
}

ENTRY ProgramPage(uint32_t address, uint32_t size, const uint32_t* data) {
    FLASH_CR = kProgram;
    for (uint32_t word = 0; word < size / 4; ++word) {
        ((volatile uint32_t*)address)[word] = data[word];
        if (word % 4 == 3)
            while (FLASH_SR & kBusy) {}
    }
    return finish();
}

ENTRY Verify(uint32_t address, uint32_t size, const uint8_t* data) {
    const uint8_t* cells = (const uint8_t*)address;
    for (uint32_t i = 0; i < size; ++i)
        if (cells[i] != data[i]) return (int)(address + i);
    return (int)(address + size);
}

struct FlashDevice {
    uint16_t version;
    char name[128];
    uint16_t type; // 1: on chip
    uint32_t address, size, page, reserved;
    uint8_t erased;
    uint32_t program_milliseconds, erase_milliseconds;
    struct {
        uint32_t size, offset;
    } sectors[512];
};
__attribute__((section("DevDscr"), used)) const struct FlashDevice FlashDevice = {
    0x0101, "openocd-xspi internal flash",           1, kBase, kSize, 0x400, 0, 0xFF, 400,
    400,    {{kSector, 0}, {0xFFFFFFFF, 0xFFFFFFFF}}};
