// Prints "tick 1" to "tick 3" on USART3, a line a millisecond of TIM6, out of the internal flash. INTERRUPTS:
// by the FIFO's threshold interrupt, as HAL_UART_Transmit_IT does it; else by polling TXE with eightfold
// oversampling.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))
#define RCC_CCIPR2 REGISTER(0x58024450)
#define RCC_AHB4ENR REGISTER(0x58024540)
#define RCC_APB1ENR1 REGISTER(0x58024548)
#define GPIOD_MODER REGISTER(0x58020C00)
#define GPIOD_AFRH REGISTER(0x58020C24)
#define USART3(offset) REGISTER(0x40004800 + (offset))
#define TIM6(offset) REGISTER(0x40001000 + (offset))
#define NVIC_ISER(irq) REGISTER(0xE000E100 + 4 * ((irq) / 32))

enum { kCr1 = 0x00, kCr3 = 0x08, kBrr = 0x0C, kIsr = 0x1C, kTdr = 0x28 };
enum { kTim6Irq = 55, kUsart3Irq = 84 };
#define HSI_HZ 64000000u

static volatile uint32_t ticks;
static const char* volatile text;

void tim6_update(void) {
    TIM6(0x10) = ~1u;
    ticks = ticks + 1;
}

void usart3_interrupt(void) {
    for (unsigned room = 8; room && *text; --room) { // TXFTCFG: half of it is free
        USART3(kTdr) = (uint8_t)*text;
        text = text + 1;
    }
    if (!*text) USART3(kCr3) &= ~(1u << 23); // TXFTIE
}

static void print(const char* line) {
#ifdef INTERRUPTS
    text = line;
    USART3(kCr3) |= 1u << 23;
    while (*text) {}
#else
    for (; *line; ++line) {
        while (!(USART3(kIsr) & 1u << 7)) {} // TXE
        USART3(kTdr) = (uint8_t)*line;
    }
#endif
    while (!(USART3(kIsr) & 1u << 6)) {} // TC
}

static void set_up(void) {
    RCC_AHB4ENR |= 1u << 3;
    RCC_APB1ENR1 |= 1u << 18 | 1u << 4;
    (void)RCC_APB1ENR1;
    GPIOD_MODER = (GPIOD_MODER & ~(3u << 16)) | 2u << 16;
    GPIOD_AFRH = 7;
    RCC_CCIPR2 = 3; // HSI
#ifdef INTERRUPTS
    USART3(kBrr) = HSI_HZ / 115200;
    USART3(kCr3) = 2u << 29;
    USART3(kCr1) = 1u << 29 | 1u << 3 | 1u;
    NVIC_ISER(kUsart3Irq) = 1u << kUsart3Irq % 32;
#else
    const uint32_t divider = 2 * HSI_HZ / 115200;
    USART3(kBrr) = (divider & 0xFFF0) | (divider & 0xF) >> 1;
    USART3(kCr1) = 1u << 15 | 1u << 3 | 1u;
#endif
    TIM6(0x28) = HSI_HZ / 1000000 - 1;
    TIM6(0x2C) = 1000 - 1;
    TIM6(0x14) = 1; // UG
    TIM6(0x10) = 0;
    TIM6(0x0C) = 1;
    NVIC_ISER(kTim6Irq) = 1u << kTim6Irq % 32;
    TIM6(0x00) = 1;
}

void start(void) {
    static const char kLine[] = "tick 0\r\n";
    ticks = 0;
    text = "";
    set_up();
    for (uint32_t seen = 0; seen < 3;) {
        if (ticks == seen) continue;
        ++seen;
        char line[sizeof kLine];
        for (unsigned i = 0; i < sizeof kLine; ++i) line[i] = i == 5 ? (char)('0' + seen) : kLine[i];
        print(line);
    }
    for (;;) {}
}

__attribute__((section(".vectors"), used))
const void* const vectors[16 + 100] = {[0] = (void*)0x20010000,
                                       [1] = start,
                                       [16 + kTim6Irq] = tim6_update,
                                       [16 + kUsart3Irq] = usart3_interrupt};
