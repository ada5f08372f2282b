#include "ip/iwdg.hpp"
#include "ip/plain-blocks.hpp"
#include "ip/usart.hpp"
#include "soc/stm32h7rs/dbgmcu.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
struct UsartBench : RegisterBench {
    std::string sent;
    bool interrupt = false;
    std::uint64_t kernel_hz = 64'000'000;
    Usart usart{
        "USART3",
        timeline,
        violations,
        {[this] { return kernel_hz; }, [this](char c) { sent += c; }, [this](bool on) { interrupt = on; }}};
    void enable(std::uint32_t more = 0) {
        put(usart, 0x0C, 556); // 115200 baud
        put(usart, 0x00, 0x9 | more);
    }
};
constexpr std::uint32_t kTc = 1u << 6, kTxe = 1u << 7, kTeack = 1u << 21;

struct IwdgBench : RegisterBench {
    int resets = 0;
    bool by_hardware = false;
    Picoseconds frozen_time = 0;
    Iwdg iwdg{timeline,
              violations,
              {[this] { return by_hardware; }, [this] { return frozen_time; }, [this] { ++resets; }}};
    IwdgBench() { iwdg.reset(); }
    void pass_frozen(Picoseconds duration) {
        for (Picoseconds step = 10 * kPerMicrosecond; duration != 0; duration -= step) {
            frozen_time += step;
            pass(step);
        }
    }
};
} // namespace

TEST_CASE("A USART sends at its baud rate, one character waiting behind the shift register") {
    UsartBench b;
    b.enable();
    REQUIRE(get(b.usart, 0x1C) & kTeack);
    put(b.usart, 0x28, 'H');
    REQUIRE(get(b.usart, 0x1C) & kTxe);
    REQUIRE_FALSE(get(b.usart, 0x1C) & kTc);
    put(b.usart, 0x28, 'i');
    REQUIRE_FALSE(get(b.usart, 0x1C) & kTxe);
    b.pass(86 * kPerMicrosecond);
    REQUIRE(b.sent.empty());
    b.pass(2 * kPerMicrosecond);
    REQUIRE(b.sent == "H");
    REQUIRE(get(b.usart, 0x1C) & kTxe);
    b.pass(88 * kPerMicrosecond);
    REQUIRE(b.sent == "Hi");
    REQUIRE(get(b.usart, 0x1C) & kTc);
    REQUIRE(b.clean());
}

TEST_CASE("A USART without FIFO has no bits for one, and no prescaler") {
    UsartBench b;
    Usart usart("USART1", b.timeline, b.violations,
                {[] { return 64'000'000; }, [&b](char c) { b.sent += c; }, nullptr}, UsartKind::WithoutFifo);
    put(usart, 0x00, 1u << 29);
    put(usart, 0x2C, 1);
    REQUIRE((b.count("VB-BUS-002") == 1 && b.count("VB-BUS-001") == 1));
    put(usart, 0x0C, 556);
    put(usart, 0x00, 0x9);
    for (char c : {'a', 'b'}) put(usart, 0x28, std::uint32_t(c));
    REQUIRE_FALSE(get(usart, 0x1C) & kTxe);
    b.pass(176 * kPerMicrosecond);
    REQUIRE(b.sent == "ab");
}

TEST_CASE("The FIFO takes sixteen characters") {
    UsartBench b;
    b.enable(1u << 29);
    for (int i = 0; i < 17; ++i) put(b.usart, 0x28, std::uint32_t('a' + i)); // one is in the shift register
    REQUIRE(b.clean());
    b.pass(kPerSecond);
    REQUIRE(b.sent == "abcdefghijklmnopq");
}

TEST_CASE("The FIFO's threshold and emptiness interrupt, and flushing it keeps what is under way") {
    UsartBench b;
    constexpr std::uint32_t kTxft = 1u << 27, kTxfe = 1u << 23, kFifo = 1u << 29, kTxfeie = 1u << 30;
    const auto threshold = GENERATE(0u, 1u, 2u, 3u, 4u, 5u); // CR3.TXFTCFG
    const unsigned free[] = {2, 4, 8, 12, 14, 16};
    b.enable(kFifo);
    put(b.usart, 0x08, threshold << 29 | 1u << 23); // TXFTIE
    REQUIRE((get(b.usart, 0x1C) & (kTxft | kTxfe)) == (kTxft | kTxfe));
    REQUIRE(b.interrupt);
    for (int i = 0; i < 17; ++i) put(b.usart, 0x28, std::uint32_t('a' + i));
    for (unsigned sent = 0; sent < free[threshold]; ++sent) {
        REQUIRE_FALSE(b.interrupt);
        REQUIRE_FALSE(get(b.usart, 0x1C) & kTxft);
        b.pass(87 * kPerMicrosecond);
    }
    REQUIRE(b.interrupt);
    put(b.usart, 0x08, 0);
    REQUIRE_FALSE(b.interrupt);
    put(b.usart, 0x00, 0x9 | kFifo | kTxfeie);
    REQUIRE(b.interrupt == (free[threshold] == 16));
    put(b.usart, 0x18, 1u << 4); // RQR.TXFRQ
    REQUIRE(b.interrupt);
    b.pass(kPerSecond);
    REQUIRE(b.sent.size() == 1 + free[threshold]);
    REQUIRE(b.clean());
}

TEST_CASE("A character lasts its bits, in any clock, prescaler, oversampling and frame") {
    struct Setting {
        std::uint64_t hz;
        std::uint32_t brr, prescaler, cr1, cr2;
        Picoseconds microseconds;
    };
    // 10 bits at 100 kbit/s last 100 us.
    const Setting setting = GENERATE(Setting{64'000'000, 640, 0, 0, 0, 100},          // HSI
                                     Setting{4'000'000, 40, 0, 0, 0, 100},            // CSI
                                     Setting{150'000'000, 375, 2, 0, 0, 100},         // PCLK / 4
                                     Setting{64'000'000, 0x500, 0, 1u << 15, 0, 100}, // OVER8: 1280
                                     Setting{64'000'000, 640, 0, 1u << 12, 0, 110},   // 9 bits
                                     Setting{64'000'000, 640, 0, 1u << 28, 0, 90},    // 7 bits
                                     Setting{64'000'000, 640, 0, 0, 2u << 12, 110},   // 2 stop bits
                                     Setting{64'000'000, 640, 0, 0, 1u << 12, 95});   // half a stop bit
    UsartBench b;
    b.kernel_hz = setting.hz;
    put(b.usart, 0x2C, setting.prescaler);
    put(b.usart, 0x0C, setting.brr);
    put(b.usart, 0x04, setting.cr2);
    put(b.usart, 0x00, 0x9 | setting.cr1);
    put(b.usart, 0x28, 'x');
    b.pass(setting.microseconds * kPerMicrosecond - kPerNanosecond);
    REQUIRE(b.sent.empty());
    b.pass(2 * kPerNanosecond);
    REQUIRE(b.sent == "x");
    REQUIRE(b.clean());
}

TEST_CASE("A USART that is switched off loses the character under way") {
    UsartBench b;
    b.enable();
    for (char c : std::string("ab")) put(b.usart, 0x28, std::uint32_t(c));
    b.pass(80 * kPerMicrosecond);
    put(b.usart, 0x00, 0);
    b.pass(kPerSecond);
    REQUIRE(b.sent.empty());
    REQUIRE((get(b.usart, 0x1C) & (kTc | kTxe)) == (kTc | kTxe));
    b.enable();
    put(b.usart, 0x28, 'c');
    b.pass(kPerSecond);
    REQUIRE(b.sent == "c");
}

TEST_CASE("VB-USART-001 to 003: a USART that is off, has no rate or is full does not send") {
    UsartBench b;
    SECTION("off") {
        put(b.usart, 0x28, 'x');
        REQUIRE(b.count("VB-USART-001") == 1);
    }
    SECTION("no baud rate") {
        put(b.usart, 0x00, 0x9);
        put(b.usart, 0x28, 'x');
        REQUIRE(b.count("VB-USART-002") == 1);
    }
    SECTION("full") {
        b.enable();
        for (char c : std::string("abc")) put(b.usart, 0x28, std::uint32_t(c));
        b.pass(kPerSecond);
        REQUIRE(b.sent == "ac");
        REQUIRE(b.count("VB-USART-003") == 1);
        return;
    }
    b.pass(kPerSecond);
    REQUIRE(b.sent.empty());
}

TEST_CASE("The watchdog resets unless it is fed") {
    IwdgBench b;
    b.pass(kPerSecond);
    REQUIRE(b.resets == 0);
    put(b.iwdg, 0x00, 0xCCCC);
    b.pass(500 * kPerMillisecond);
    put(b.iwdg, 0x00, 0xAAAA);
    b.pass(500 * kPerMillisecond); // 512 ms by default
    REQUIRE(b.resets == 0);
    b.pass(20 * kPerMillisecond);
    REQUIRE(b.resets == 1);
}

TEST_CASE("The watchdog starts by itself with IWDG_HW and stands still while frozen") {
    IwdgBench b;
    b.by_hardware = true;
    b.iwdg.reset();
    b.pass_frozen(5 * kPerSecond);
    REQUIRE(b.resets == 0);
    b.pass(kPerSecond);
    REQUIRE(b.resets == 1);
}

TEST_CASE("The watchdog goes on from where it stood when it was frozen") {
    IwdgBench b;
    put(b.iwdg, 0x00, 0x5555);
    put(b.iwdg, 0x08, 79); // 10 ms
    put(b.iwdg, 0x00, 0xCCCC);
    b.pass(6 * kPerMillisecond);
    b.pass_frozen(80 * kPerMillisecond);
    b.pass(3 * kPerMillisecond);
    REQUIRE(b.resets == 0);
    b.pass(2 * kPerMillisecond);
    REQUIRE(b.resets == 1);
}

TEST_CASE("The watchdog resets when it is fed before its window") {
    IwdgBench b;
    put(b.iwdg, 0x00, 0x5555);
    put(b.iwdg, 0x08, 79);
    put(b.iwdg, 0x10, 39);
    put(b.iwdg, 0x00, 0xCCCC);
    b.pass(6 * kPerMillisecond);
    put(b.iwdg, 0x00, 0xAAAA);
    REQUIRE(b.resets == 0);
    b.pass(4 * kPerMillisecond);
    put(b.iwdg, 0x00, 0xAAAA);
    REQUIRE(b.resets == 1);
}

TEST_CASE("VB-IWDG-001: the watchdog's registers need the key 0x5555") {
    IwdgBench b;
    put(b.iwdg, 0x08, 100);
    REQUIRE(get(b.iwdg, 0x08) == 0xFFF);
    REQUIRE(b.count("VB-IWDG-001") == 1);
    put(b.iwdg, 0x00, 0x5555);
    put(b.iwdg, 0x08, 100);
    REQUIRE(get(b.iwdg, 0x08) == 100);
}

TEST_CASE("DBGMCU names the device and outlives a system reset") {
    RegisterBench b;
    Dbgmcu dbgmcu(b.violations);
    dbgmcu.power_on();
    REQUIRE(get(dbgmcu, 0x000) == 0x20006485);
    REQUIRE(get(dbgmcu, 0x0FC) == 0x00030003);
    put(dbgmcu, 0x054, 1u << 18);
    put(dbgmcu, 0x004, 7);
    dbgmcu.reset();
    REQUIRE(dbgmcu.freezes_watchdog());
    REQUIRE(get(dbgmcu, 0x004) == 7);
    dbgmcu.power_on();
    REQUIRE_FALSE(dbgmcu.freezes_watchdog());
}

TEST_CASE("A peripheral that is not modelled only stores") {
    UnmodelledBlock block("RTC");
    REQUIRE(get(block, 0x40) == 0);
    put(block, 0x40, 0x12345678);
    block.write(0x41, 1, 0xAB, Master::Core);
    REQUIRE(get(block, 0x40) == 0x1234AB78);
    block.reset();
    REQUIRE(get(block, 0x40) == 0);
}

TEST_CASE("VB-BUS-003: the region that hangs the system is reported") {
    RegisterBench b;
    HangingRegion region("GFXMMU buffers", b.violations);
    REQUIRE_FALSE(region.read(0, 4, Master::Core).has_value());
    REQUIRE_FALSE(region.write(0x100, 4, 0, Master::Debug));
    REQUIRE(b.count("VB-BUS-003") == 1);
}
