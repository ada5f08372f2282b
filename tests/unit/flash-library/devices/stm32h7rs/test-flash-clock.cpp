#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

using namespace xspi;
using namespace xspi::stm32h7rs;

TEST_CASE("PLL settings for 200 MHz are ST's own for 24 MHz HSE and for HSI") {
    // docs/hardware/stm32h7rs.md, bring-up of the flash port: HSE M=2 N=50 S=3, HSI M=4 N=25 S=2
    CHECK(pll_for(kPllLimits, 24'000'000, 200'000'000, 8) == PllSettings{2, 50, 3, 3, 200'000'000});
    CHECK(pll_for(kPllLimits, 64'000'000, 200'000'000, 8) == PllSettings{4, 25, 2, 3, 200'000'000});
}

TEST_CASE("the core's PLL reaches 600 MHz from HSE with ST's settings, and from HSI") {
    CHECK(pll_for(kPllLimits, 24'000'000, 600'000'000, 1) == PllSettings{2, 50, 1, 3, 600'000'000});
    CHECK(pll_for(kPllLimits, 64'000'000, 600'000'000, 1).hz == 600'000'000);
}

TEST_CASE("every PLL result keeps the limits of phase detector, multiplier and VCO") {
    for (const std::uint32_t source :
         {8'000'000u, 12'288'000u, 24'000'000u, 25'000'000u, 48'000'000u, 64'000'000u})
        for (const std::uint32_t limit : {66'000'000u, 75'000'000u, 133'000'000u, 166'000'000u}) {
            const PllSettings p = pll_for(kPllLimits, source, limit, 8);
            INFO(source << " -> " << limit << ": " << p.m << " " << p.n << " " << p.divider);
            REQUIRE(p.m != 0);
            CHECK(p.hz <= limit);
            CHECK(p.hz > limit - limit / 50);
            const double reference = double(source) / p.m, vco = reference * p.n;
            CHECK((reference >= 2e6 && reference <= 16e6));
            CHECK((p.n >= 8 && p.n <= 420));
            CHECK((vco >= 400e6 && vco <= 1600e6));
            CHECK(p.range == (reference >= 8e6 ? 3 : reference >= 4e6 ? 2 : 1));
        }
}

TEST_CASE("prescalers never divide by an odd number but one") {
    CHECK(prescaler_for(64'000'000, 64'000'000) == 0);
    CHECK(prescaler_for(64'000'000, 16'000'000) == 3);
    CHECK(prescaler_for(200'000'000, 50'000'000) == 3);
    CHECK(prescaler_for(200'000'000, 75'000'000) == 3); // not 2: division by 3
    CHECK(prescaler_for(75'000'000, 50'000'000) == 1);
}

TEST_CASE("the bootloader's clock is 200 MHz with HSLV and 75 MHz without") {
    const FlashClock fast = pll2_flash_clock(kNucleo, kNucleoFlash, true),
                     slow = pll2_flash_clock(kNucleo, kNucleoFlash, false);
    CHECK(fast.hz == 200'000'000);
    CHECK(fast.high_speed);
    CHECK(fast.spi_hz == 50'000'000);
    CHECK(slow.hz == 75'000'000);
    CHECK_FALSE(slow.high_speed);
    CHECK(slow.spi_hz == 37'500'000);
    BoardFacts board = kNucleo;
    board.flashes[0].clock_hz = 133'000'000;
    CHECK(pll2_flash_clock(board, board.flashes[0], true).hz <= 133'000'000);
    board.flashes[0].clock_hz = 40'000'000;
    CHECK(pll2_flash_clock(board, board.flashes[0], true).hz == 40'000'000);
    CHECK(pll2_flash_clock(board, board.flashes[0], true).prescaler % 2 == 1);
    board.flashes[0].supply_mv = 3300;
    CHECK_FALSE(pll2_flash_clock(board, board.flashes[0], true).high_speed);
}

TEST_CASE("the agent's clock comes from HCLK5 at 64 MHz") {
    const FlashClock c = hclk5_flash_clock(kNucleoFlash, 64'000'000);
    CHECK(c.source == KernelSource::Bus);
    CHECK(c.spi_hz == 16'000'000);
    CHECK(c.prescaler == 0);
    CHECK(c.hz == 64'000'000);
    CHECK_FALSE(c.high_speed);
}
