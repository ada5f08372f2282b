// An application that starts a watchdog and feeds it, out of the internal flash. RELOAD: of the independent
// watchdog's 8 kHz counter; FEED: loops of the core at 64 MHz between two feeds.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))
#define IWDG(offset) REGISTER(IWDG_BASE + (offset))
enum { kKr = 0x00, kPr = 0x04, kRlr = 0x08, kSr = 0x0C };

int main(void) {
    IWDG(kKr) = 0xCCCC;
    IWDG(kKr) = 0x5555;
    IWDG(kPr) = 0;
    IWDG(kRlr) = RELOAD;
    while (IWDG(kSr) & 7) {}
    for (;;) {
        for (volatile unsigned i = FEED; i; --i) {}
        IWDG(kKr) = 0xAAAA;
    }
}

__attribute__((section(".vectors"), used)) static const struct {
    void* stack;
    int (*reset)(void);
} vectors = {(void*)0x20010000, main};
