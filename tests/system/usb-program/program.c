// A USB device of DFU 1.1 out of the internal flash, without interrupts: a download to RAM, and its upload.
// STM32H7S by OTG_HS, else STM32H74x by OTG_FS. UNCLOCKED, UNSUPPLIED, UNWIRED, SLEEPS each break one rule of
// the virtual board.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))
#ifdef HIGH_SPEED
#define OTG(offset) REGISTER(0x40040000 + (offset))
#else
#define OTG(offset) REGISTER(0x40080000 + (offset))
#endif
#define PWR_USB REGISTER(0x5802480C)
#define RCC_CR REGISTER(0x58024400)

enum {
    kGusbcfg = 0x00C,
    kGrstctl = 0x010,
    kGintsts = 0x014,
    kGrxstsp = 0x020,
    kGrxfsiz = 0x024,
    kTxf0 = 0x028
};
enum { kGccfg = 0x038, kDcfg = 0x800, kDctl = 0x804, kDiepctl = 0x900, kDoepctl = 0xB00, kFifo = 0x1000 };
enum { kInt = 0x08, kTsiz = 0x10 };
enum { kPacket = 64, kBlock = 1024, kMost = 65536, kStall = 1 << 21, kNak = 1 << 27 };
static const uint32_t kGo = 1u << 31 | 1u << 26; // EPENA, CNAK

static const uint8_t device[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x09, 0x12, 0x01, 0x00, 0, 1, 0, 0, 1, 1};
static const uint8_t configuration[] = {9,           2,    27,   0, 1, 1, 0, 0x80, 50, 9,    4, 0,
                                        0,           0,    0xFE, 1, 2, 0, 9, 0x21, 7,  0xE8, 3, kBlock & 0xFF,
                                        kBlock >> 8, 0x10, 1};
static const uint8_t languages[] = {4, 3, 9, 4}, serial[] = {10, 3, '0', 0, '0', 0, '4', 0, '2', 0};

static uint8_t image[kMost], answer[kPacket];
static uint32_t size, state, setup[2];
// What is under way: bytes to the host, or from it.
static const uint8_t* sends;
static uint32_t left, received, wanted;

static void receive(uint32_t bytes) {
    OTG(kDoepctl + kTsiz) = 1u << 19 | bytes;
    OTG(kDoepctl) |= kGo;
}

static void send_packet(void) {
    const uint32_t n = left < kPacket ? left : kPacket;
    OTG(kDiepctl + kTsiz) = 1u << 19 | n;
    OTG(kDiepctl) |= kGo;
    for (uint32_t i = 0; i < n; i += 4)
        OTG(kFifo) = sends[i] | (uint32_t)sends[i + 1] << 8 | (uint32_t)sends[i + 2] << 16 |
                     (uint32_t)sends[i + 3] << 24;
    sends += n;
    left -= n;
}

static void send(const uint8_t* data, uint32_t bytes) {
    const uint32_t most = setup[1] >> 16;
    sends = data;
    left = bytes < most ? bytes : most;
    if (most) receive(0); // the status stage
    send_packet();
}

static void refuse(void) {
    OTG(kDoepctl) |= kStall;
    OTG(kDiepctl) |= kStall | kNak;
}

static void get_descriptor(uint32_t which) {
    if (which == 0x0100) return send(device, sizeof device);
    if (which == 0x0200) return send(configuration, sizeof configuration);
    if (which == 0x0300) return send(languages, sizeof languages);
    if (which == 0x0301) return send(serial, sizeof serial);
    refuse();
}

static void dfu(uint32_t request, uint32_t block, uint32_t length) {
    enum { kDownload = 1, kUpload = 2, kGetStatus = 3, kClear = 4, kAbort = 6 };
    enum { kIdle = 2, kSync = 3, kDownloading = 5, kManifest = 6, kUploading = 9 };
    if (request == kDownload && block * kBlock + length <= kMost) {
        if (block == 0 && length) size = 0;
        state = length ? kSync : kManifest;
        received = block * kBlock;
        wanted = received + length;
        if (!length) return send(0, 0);
        size = wanted;
        return receive(length < kPacket ? length : kPacket);
    }
    if (request == kUpload) {
        const uint32_t at = block * kBlock, there = at < size ? size - at : 0;
        state = there < length ? kIdle : kUploading;
        return send(image + at, there < length ? there : length);
    }
    if (request == kGetStatus) {
        if (state == kSync) state = kDownloading;
        if (state == kManifest) state = kIdle;
        answer[0] = answer[1] = answer[2] = answer[3] = answer[5] = 0;
        answer[4] = (uint8_t)state;
        return send(answer, 6);
    }
    if (request != kClear && request != kAbort) return refuse();
    state = kIdle;
    send(0, 0);
}

static void take_setup(void) {
    const uint32_t type = setup[0] & 0xFF, request = setup[0] >> 8 & 0xFF, value = setup[0] >> 16;
    if ((type & 0x60) == 0x20) return dfu(request, value, setup[1] >> 16);
    if (type == 0x80 && request == 6) return get_descriptor(value);
    if (type == 0 && request == 5) OTG(kDcfg) = (OTG(kDcfg) & ~(0x7Fu << 4)) | value << 4;
    if (type <= 1 && (request == 5 || request == 9 || request == 11)) return send(0, 0);
    refuse();
}

static void take_packet(void) {
    const uint32_t status = OTG(kGrxstsp), bytes = status >> 4 & 0x7FF, kind = status >> 17 & 0xF;
    if (kind == 6) {
        setup[0] = OTG(kFifo);
        setup[1] = OTG(kFifo);
    }
    if (kind == 2)
        for (uint32_t i = 0; i < bytes; i += 4) {
            const uint32_t word = OTG(kFifo);
            for (uint32_t k = 0; k < 4 && i + k < bytes; ++k) image[received++] = (uint8_t)(word >> 8 * k);
        }
}

static void end_out(void) {
    if (!wanted) return; // of a status stage
    if (received < wanted) return receive(wanted - received < kPacket ? wanted - received : kPacket);
    wanted = 0;
    send(0, 0);
}

static void poll(void) {
    const uint32_t flags = OTG(kGintsts);
    if (flags & 1u << 12) { // USBRST
        OTG(kGintsts) = 1u << 12;
        OTG(kDcfg) &= ~(0x7Fu << 4);
        OTG(kGrstctl) = 0x10 << 6 | 1u << 5;
        OTG(kDoepctl + kTsiz) = 3u << 29;
        wanted = left = 0;
    }
    if (flags & 1u << 4) take_packet();
    const uint32_t in = OTG(kDiepctl + kInt), out = OTG(kDoepctl + kInt);
    OTG(kDiepctl + kInt) = in & 1;
    OTG(kDoepctl + kInt) = out & 9;
    if (in & 1 && left) send_packet();
    if (out & 1) end_out();
    if (out & 8) {
        wanted = 0;
        take_setup();
    }
}

static void supply_and_clock(void) {
#ifndef UNSUPPLIED
#ifdef HIGH_SPEED
    const uint8_t bits = 0x09; // USB33DEN, USBHSREGEN
#else
    const uint8_t bits = 0x01;
#endif
    *(volatile uint8_t*)0x5802480F = bits; // not the register's first byte, which is written once
    while (!(PWR_USB & 1u << 26)) {}
#endif
#ifdef HIGH_SPEED
#ifndef UNCLOCKED
    RCC_CR |= 1u << 16; // HSE, the PHY's reference
    while (!(RCC_CR & 1u << 17)) {}
#endif
    REGISTER(0x58024538) |= 3u << 25;
    OTG(kGccfg) |= 3u << 23;
#else
    REGISTER(0x580244E0) |= 1; // port A
    REGISTER(0x580244D8) |= 1u << 27;
#ifndef SLEEPS
    REGISTER(0x58024500) &= ~(1u << 28);
#endif
#ifndef UNCLOCKED
    RCC_CR |= 1u << 12; // HSI48
    while (!(RCC_CR & 1u << 13)) {}
    REGISTER(0x58024454) |= 3u << 20;
#endif
#ifndef UNWIRED
    REGISTER(0x58020000) = (REGISTER(0x58020000) & ~(0xFu << 22)) | 0xAu << 22;
    REGISTER(0x58020024) = (REGISTER(0x58020024) & ~(0xFFu << 12)) | 0xAAu << 12;
#endif
    OTG(kGusbcfg) |= 1u << 6;
    OTG(kGccfg) |= 1u << 16;
    OTG(0) |= 3u << 6;
#endif
}

void start(void) {
    size = wanted = left = 0;
    state = 2;
    supply_and_clock();
    OTG(kGusbcfg) = (OTG(kGusbcfg) & ~(0xFu << 10)) | 9u << 10;
    OTG(kGrxfsiz) = 66;
    OTG(kTxf0) = 16u << 16 | 66;
    OTG(0x008) = 1u << 7; // TXFELVL
#ifndef HIGH_SPEED
    OTG(kDcfg) |= 3;
#endif
    OTG(kDctl) &= ~2u;
#ifdef SLEEPS
    for (;;) __asm__ volatile("wfi");
#endif
    for (;;) poll();
}

__attribute__((section(".vectors"), used))
const void* const vectors[16] = {[0] = (void*)0x24010000, [1] = start};
