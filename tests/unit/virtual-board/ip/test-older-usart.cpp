#include "ip/older-usart.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kSr = 0x00, kDr = 0x04, kBrr = 0x08, kCr1 = 0x0C;
constexpr std::uint32_t kTc = 1u << 6, kTxe = 1u << 7, kUe = 1u << 13, kTe = 1u << 3;

struct UsartBench : RegisterBench {
    std::string sent;
    bool interrupt = false;
    OlderUsart usart{"USART1",
                     timeline,
                     violations,
                     {[] { return std::uint64_t{16'000'000}; }, [this](char c) { sent += c; },
                      [this](bool on) { interrupt = on; }}};
    explicit UsartBench(std::uint32_t more = 0) {
        put(usart, kBrr, 160); // 100 kBd: a character takes 100 us
        put(usart, kCr1, kUe | kTe | more);
    }
};
} // namespace

TEST_CASE("An older USART sends a character behind another, and TXE and TC tell how far it is") {
    UsartBench b;
    CHECK(get(b.usart, kSr) == (kTc | kTxe));
    put(b.usart, kDr, 'a');
    CHECK(get(b.usart, kSr) == kTxe); // in the shift register at once; SR was read with TC before
    put(b.usart, kDr, 'b');
    CHECK(get(b.usart, kSr) == 0);
    b.pass(100 * kPerMicrosecond);
    CHECK((b.sent == "a" && get(b.usart, kSr) == kTxe));
    b.pass(99 * kPerMicrosecond);
    CHECK(b.sent == "a");
    b.pass(kPerMicrosecond);
    CHECK((b.sent == "ab" && get(b.usart, kSr) == (kTc | kTxe)));
    CHECK(b.clean());
}

TEST_CASE("TC of an older USART falls by a read of SR and a store to DR, or by a 0") {
    UsartBench b;
    put(b.usart, kDr, 'a');
    CHECK((get(b.usart, kSr) & kTc) != 0); // nobody had read SR before
    put(b.usart, kSr, ~kTc);
    CHECK((get(b.usart, kSr) & kTc) == 0);
    b.pass(kPerMillisecond);
    CHECK((get(b.usart, kSr) & kTc) != 0);
}

TEST_CASE("An older USART interrupts on TXE and TC where asked, and forgets all without UE") {
    UsartBench b(1u << 7);
    CHECK(b.interrupt);
    put(b.usart, kDr, 'a');
    put(b.usart, kDr, 'b');
    CHECK_FALSE(b.interrupt);
    b.pass(100 * kPerMicrosecond);
    CHECK(b.interrupt);
    put(b.usart, kCr1, 0);
    b.pass(kPerMillisecond);
    CHECK(b.sent == "a");
}

TEST_CASE("VB-USART-001 to 003: an older USART that is off, without a rate, or full") {
    UsartBench b;
    for (char c : {'a', 'b', 'c'}) put(b.usart, kDr, std::uint32_t(c));
    CHECK(b.count("VB-USART-003") == 1);
    b.pass(kPerMillisecond);
    CHECK(b.sent == "ac");
    put(b.usart, kBrr, 0);
    put(b.usart, kDr, 'd');
    CHECK(b.count("VB-USART-002") == 1);
    put(b.usart, kCr1, kUe);
    put(b.usart, kDr, 'e');
    CHECK(b.count("VB-USART-001") == 1);
}
