// The internal flash of an STM32F76x as one bank and as two.
#include "flash-library/devices/bank-layout.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;

TEST_CASE("two banks take turns in the one, 16 bytes each") {
    constexpr BankLayout layout{2u << 20};
    CHECK(layout.second_bank() == 0x100000);
    CHECK(layout.in_single(0) == 0);
    CHECK(layout.in_single(0x0F) == 0x0F);
    CHECK(layout.in_single(0x10) == 0x20);
    CHECK(layout.in_single(0x100000) == 0x10);
    CHECK(layout.in_single(0x10001F) == 0x3F);
    CHECK(layout.in_single(0x1FFFFF) == 0x1FFFFF);
    CHECK(layout.in_dual(0x10) == 0x100000);
    CHECK(layout.in_dual(0x2F) == 0x1F);
}

TEST_CASE("a sector of the one bank is the equal sectors of both banks") {
    constexpr BankLayout layout{2u << 20};
    // 32 KiB at 0x8000 are 16 KiB at 0x4000 of each.
    for (std::uint32_t at = 0x8000; at < 0x10000; ++at) {
        const std::uint32_t there = layout.in_dual(at) % layout.second_bank();
        CHECK((there >= 0x4000 && there < 0x8000));
        CHECK(layout.in_single(layout.in_dual(at)) == at);
    }
}
