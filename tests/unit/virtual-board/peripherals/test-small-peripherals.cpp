#include "peripherals/dbgmcu.hpp"
#include "peripherals/iwdg.hpp"
#include "peripherals/plain-blocks.hpp"
#include "peripherals/usart.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/peripherals/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
struct UsartBench : RegisterBench {
    std::string sent;
    Usart usart{
        "USART3", timeline, violations, {[] { return 64'000'000u; }, [this](char c) { sent += c; }, {}}};
    void enable(std::uint32_t more = 0) {
        put(usart, 0x0C, 556); // 115200 baud
        put(usart, 0x00, 0x9 | more);
    }
};
constexpr std::uint32_t kTc = 1u << 6, kTxe = 1u << 7, kTeack = 1u << 21;

struct IwdgBench : RegisterBench {
    int resets = 0;
    bool frozen = false, by_hardware = false;
    Iwdg iwdg{timeline,
              violations,
              {[this] { return by_hardware; }, [this] { return frozen; }, [this] { ++resets; }}};
    IwdgBench() { iwdg.reset(); }
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

TEST_CASE("The FIFO takes sixteen characters") {
    UsartBench b;
    b.enable(1u << 29);
    for (int i = 0; i < 17; ++i) put(b.usart, 0x28, std::uint32_t('a' + i)); // one is in the shift register
    REQUIRE(b.clean());
    b.pass(kPerSecond);
    REQUIRE(b.sent == "abcdefghijklmnopq");
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
    b.by_hardware = b.frozen = true;
    b.iwdg.reset();
    b.pass(5 * kPerSecond);
    REQUIRE(b.resets == 0);
    b.frozen = false;
    b.pass(kPerSecond);
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
