// The W25Q64 on QUADSPI of WeAct's MiniSTM32H750 as a small loader reaches it: 1S-1S-1S at 16 MHz, from the
// reset state on. Registers: RM0433; pins: WeAct's schematic. What the test's loaders have in common.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

#define RCC_AHB3RSTR REGISTER(0x5802447C)
#define RCC_AHB3ENR REGISTER(0x580244D4)
#define RCC_AHB4ENR REGISTER(0x580244E0)
#define QSPI_BIT (1u << 14)

#define GPIOB 0x58020400u
#define GPIOD 0x58020C00u
#define GPIOE 0x58021000u

#define QUADSPI_CR REGISTER(0x52005000)
#define QUADSPI_DCR REGISTER(0x52005004)
#define QUADSPI_SR REGISTER(0x52005008)
#define QUADSPI_FCR REGISTER(0x5200500C)
#define QUADSPI_DLR REGISTER(0x52005010)
#define QUADSPI_CCR REGISTER(0x52005014)
#define QUADSPI_AR REGISTER(0x52005018)
#define QUADSPI_DR8 (*(volatile uint8_t*)0x52005020)

enum {
    kBase = 0x90000000,
    kSize = 0x800000,
    kSector = 0x10000,
    kPage = 256,
    kTransferComplete = 1 << 1,
    kFifoThreshold = 1 << 2,
    kBusy = 1 << 5,
    kWriteInProgress = 1,
};
#define INSTRUCTION (1u << 8)
#define ADDRESS (1u << 10 | 2u << 12) // one line, 24 bits
#define DATA (1u << 24)
#define READS (1u << 26)
#define MAPPED (3u << 26)

static inline void pin(uint32_t gpio, unsigned number, uint32_t function) {
    volatile uint32_t* high = &REGISTER(gpio + (number < 8 ? 0x20 : 0x24));
    const unsigned shift = number % 8 * 4;
    REGISTER(gpio + 0x08) |= 3u << 2 * number;
    *high = (*high & ~(15u << shift)) | function << shift;
    REGISTER(gpio) = (REGISTER(gpio) & ~(3u << 2 * number)) | 2u << 2 * number;
}

static inline void command(uint32_t code) {
    QUADSPI_FCR = 0x1B;
    QUADSPI_CCR = INSTRUCTION | code;
    while (!(QUADSPI_SR & kTransferComplete)) {}
    while (QUADSPI_SR & kBusy) {}
    QUADSPI_FCR = kTransferComplete;
}

static inline void with_address(uint32_t ccr, uint32_t address) {
    QUADSPI_FCR = 0x1B;
    QUADSPI_CCR = INSTRUCTION | ADDRESS | ccr;
    QUADSPI_AR = address & 0x0FFFFFFF;
}

static inline void finish(void) {
    while (!(QUADSPI_SR & kTransferComplete)) {}
    while (QUADSPI_SR & kBusy) {}
    QUADSPI_FCR = kTransferComplete;
}

static inline uint8_t status(void) {
    QUADSPI_DLR = 0;
    QUADSPI_FCR = 0x1B;
    QUADSPI_CCR = INSTRUCTION | DATA | READS | 0x05;
    while (!(QUADSPI_SR & (kFifoThreshold | kTransferComplete))) {}
    const uint8_t value = QUADSPI_DR8;
    finish();
    return value;
}

static inline void leave_window(void) {
    if ((QUADSPI_CCR & MAPPED) != MAPPED) return;
    QUADSPI_CR |= 2;
    while (QUADSPI_CR & 2) {}
    while (QUADSPI_SR & kBusy) {}
}

static inline void map_window(void) { QUADSPI_CCR = INSTRUCTION | ADDRESS | DATA | MAPPED | 0x03; }

static inline void start_controller(void) {
    RCC_AHB4ENR |= 1u << 1 | 1u << 3 | 1u << 4;
    (void)RCC_AHB4ENR;
    pin(GPIOB, 2, 9);
    pin(GPIOB, 6, 10);
    pin(GPIOD, 11, 9);
    pin(GPIOD, 12, 9);
    pin(GPIOD, 13, 9);
    pin(GPIOE, 2, 9);
    RCC_AHB3ENR |= QSPI_BIT;
    (void)RCC_AHB3ENR;
    RCC_AHB3RSTR |= QSPI_BIT;
    RCC_AHB3RSTR &= ~QSPI_BIT;
    QUADSPI_DCR = 22u << 16 | 3u << 8;
    QUADSPI_CR = 3u << 24 | 1;
    command(0x66);
    command(0x99);
    for (volatile int i = 0; i < 3000; ++i) {}
}

static inline void wait_ready(void) {
    while (status() & kWriteInProgress) {}
}

static inline void erase_sector(uint32_t address) {
    leave_window();
    command(0x06);
    with_address(0xD8, address);
    finish();
    wait_ready();
}

static inline void program_page(uint32_t address, uint32_t size, const uint8_t* data) {
    leave_window();
    command(0x06);
    QUADSPI_DLR = size - 1;
    with_address(DATA | 0x02, address);
    for (uint32_t i = 0; i < size; ++i) {
        while (!(QUADSPI_SR & kFifoThreshold)) {}
        QUADSPI_DR8 = data[i];
    }
    finish();
    wait_ready();
}

static inline void read_bytes(uint32_t address, uint32_t size, uint8_t* data) {
    leave_window();
    QUADSPI_DLR = size - 1;
    with_address(DATA | READS | 0x03, address);
    for (uint32_t i = 0; i < size; ++i) {
        while (!(QUADSPI_SR & (kFifoThreshold | kTransferComplete))) {}
        data[i] = QUADSPI_DR8;
    }
    finish();
}
