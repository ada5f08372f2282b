#include "soc/stm32h74x/rcc.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::stm32h74x::rcc;
using namespace vb::test;

namespace {
struct RccBench : RegisterBench {
    stm32h74x::Rcc rcc;
    explicit RccBench(BoardClocks board = {25'000'000, true, true}, bool revision_y = false)
        : rcc(timeline, violations, board, revision_y) {
        rcc.power_on();
        rcc.reset();
    }
    void start_hse() {
        change(rcc, CR, 0, HSEON);
        pass(5 * kPerMillisecond);
    }
    // WeAct's boot: HSE 25 MHz, M 5, N 96, P 2 = 240 MHz, range 4-8 MHz, wide.
    void start_pll1(std::uint32_t n = 96, std::uint32_t p = 2, std::uint32_t more_cfg = 0) {
        start_hse();
        change(rcc, PLLCKSELR, 0x3F3, 5u << 4 | 2);
        put(rcc, PLL1DIVR, 1u << 24 | 0u << 16 | (p - 1) << 9 | (n - 1));
        change(rcc, PLLCFGR, 0xF, 2u << 2 | more_cfg);
        change(rcc, CR, 0, PLL1ON);
        pass(kPerMillisecond);
    }
};
} // namespace

TEST_CASE("H74x: after power-on everything runs from the HSI at 64 MHz") {
    RccBench b;
    REQUIRE(get(b.rcc, CR) == 0xC025);
    REQUIRE(get(b.rcc, PLLCFGR) == 0x01FF0000);
    REQUIRE(get(b.rcc, PLLCKSELR) == 0x02020200);
    REQUIRE(get(b.rcc, RSR) == 0x00FA0000);
    REQUIRE(b.rcc.core_hz() == 64'000'000);
    REQUIRE(b.rcc.ahb_hz() == 64'000'000);
    REQUIRE(b.rcc.pclk_hz(1) == 64'000'000);
    REQUIRE(b.rcc.quadspi_kernel_hz() == 64'000'000);
    REQUIRE(b.rcc.usart_kernel_hz(1) == 64'000'000);
    REQUIRE(b.rcc.spi_kernel_hz(1) == 0); // PLL1Q, which is off
    REQUIRE(b.rcc.spi_kernel_hz(4) == 64'000'000);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: PLL1 from a 25 MHz crystal, and the prescalers of the three domains") {
    RccBench b;
    b.start_pll1();
    put(b.rcc, D1CFGR, 8);
    change(b.rcc, CFGR, 7, 3);
    REQUIRE((get(b.rcc, CFGR) >> 3 & 7) == 3);
    REQUIRE(b.rcc.core_hz() == 240'000'000);
    REQUIRE(b.rcc.ahb_hz() == 120'000'000);
    put(b.rcc, D1CFGR, 8u << 8 | 9 | 5u << 4); // D1CPRE /2, HPRE /4, D1PPRE /4
    put(b.rcc, D2CFGR, 4u << 4 | 6u << 8);     // D2PPRE1 /2, D2PPRE2 /8
    put(b.rcc, D3CFGR, 7u << 4);               // D3PPRE /16
    REQUIRE(b.rcc.core_hz() == 120'000'000);
    REQUIRE(b.rcc.ahb_hz() == 30'000'000);
    REQUIRE(b.rcc.pclk_hz(1) == 15'000'000);
    REQUIRE(b.rcc.pclk_hz(2) == 3'750'000);
    REQUIRE(b.rcc.pclk_hz(3) == 7'500'000);
    REQUIRE(b.rcc.pclk_hz(4) == 1'875'000);
    REQUIRE(b.rcc.timer_hz(1) == 30'000'000);
    REQUIRE(b.rcc.timer_hz(2) == 7'500'000);
    change(b.rcc, CFGR, 0, 1u << 15); // TIMPRE
    REQUIRE(b.rcc.timer_hz(2) == 15'000'000);
    REQUIRE(b.clean());
}

TEST_CASE("H74x: the kernel clocks follow their selections") {
    RccBench b;
    b.start_pll1();
    REQUIRE(b.rcc.spi_kernel_hz(1) == 480'000'000); // PLL1Q /1
    put(b.rcc, D2CCIP1R, 4u << 12);                 // PER_CK
    REQUIRE(b.rcc.spi_kernel_hz(3) == 64'000'000);
    put(b.rcc, D1CCIPR, 2u << 28 | 3u << 4); // PER_CK = HSE
    REQUIRE(b.rcc.quadspi_kernel_hz() == 25'000'000);
    REQUIRE(b.rcc.spi_kernel_hz(2) == 25'000'000);
    put(b.rcc, D1CCIPR, 1u << 4);
    REQUIRE(b.rcc.quadspi_kernel_hz() == 480'000'000);
    put(b.rcc, D1CCIPR, 2u << 4); // PLL2R is off
    REQUIRE(b.rcc.quadspi_kernel_hz() == 0);
    put(b.rcc, D2CCIP2R, 3u << 3 | 4);
    REQUIRE(b.rcc.usart_kernel_hz(1) == 64'000'000);
    REQUIRE(b.rcc.usart_kernel_hz(3) == 0); // CSI is off
    put(b.rcc, D3CCIPR, 5u << 28);
    REQUIRE(b.rcc.spi_kernel_hz(6) == 25'000'000);
}

TEST_CASE("H74x: an output of a PLL needs its enable, whose reset value is on") {
    RccBench b;
    b.start_pll1();
    change(b.rcc, PLLCFGR, 1u << 17, 0); // DIVQ1EN
    REQUIRE(b.rcc.spi_kernel_hz(1) == 0);
}

TEST_CASE("VB-RCC-003 on the H74x: the VCO goes to 960 MHz, on revision Y to 836 MHz") {
    SECTION("V") {
        RccBench b;
        b.start_pll1(192);
        REQUIRE(b.clean());
    }
    SECTION("Y") {
        RccBench b({25'000'000, true, true}, true);
        b.start_pll1(192);
        REQUIRE(b.count("VB-RCC-003") == 1);
    }
    SECTION("too high for either") {
        RccBench b;
        b.start_pll1(200);
        REQUIRE(b.count("VB-RCC-003") == 1);
    }
    SECTION("wrong input range") {
        RccBench b;
        change(b.rcc, PLLCFGR, 0, 1u << 2);
        b.start_hse();
        change(b.rcc, PLLCKSELR, 0x3F3, 5u << 4 | 2);
        put(b.rcc, PLL1DIVR, 1u << 9 | 95);
        change(b.rcc, CR, 0, PLL1ON);
        REQUIRE(b.count("VB-RCC-003") == 1);
    }
}

TEST_CASE("VB-H74-001: PLL1's P takes no odd factor but 1") {
    for (unsigned p : {1u, 2u, 3u, 4u, 5u}) {
        RccBench b;
        b.start_pll1(96, p);
        CAPTURE(p);
        REQUIRE(b.count("VB-H74-001") == (p % 2 && p > 1));
    }
}

TEST_CASE("VB-RCC-004 on the H74x: a PLL that is on keeps its range, source and dividers") {
    RccBench b;
    b.start_pll1();
    change(b.rcc, PLLCFGR, 0xC, 0); // RGE
    REQUIRE(b.count("VB-RCC-004") == 1);
    REQUIRE((get(b.rcc, PLLCFGR) & 0xC) == 8);
    put(b.rcc, PLL1DIVR, 0);
    change(b.rcc, PLLCKSELR, 3, 0);
    REQUIRE(b.count("VB-RCC-004") == 3);
    change(b.rcc, PLLCFGR, 0xC0, 0); // PLL2's, which is off
    REQUIRE(b.count("VB-RCC-004") == 3);
}

TEST_CASE("H74x: revision Y has ICSCR where the later ones have two registers") {
    RccBench b({25'000'000, true, true}, true);
    REQUIRE(get(b.rcc, HSICFGR) == 0x40000480);
    REQUIRE(get(b.rcc, CSICFGR) == 0);
    REQUIRE((get(b.rcc, CR) & 0x83) == 0x83);
    RccBench v;
    REQUIRE(get(v.rcc, CSICFGR) == 0x20000080);
}

TEST_CASE("H74x: the core's copy of the enable registers and of RSR is the same register") {
    RccBench b;
    put(b.rcc, AHB3ENR + COPY_DISTANCE, 1u << 14);
    REQUIRE(get(b.rcc, AHB3ENR) == 1u << 14);
    REQUIRE(b.rcc.quadspi_enabled());
    put(b.rcc, AHB4ENR, 0x7FF);
    REQUIRE(get(b.rcc, AHB4ENR + COPY_DISTANCE) == 0x7FF);
    REQUIRE(get(b.rcc, FIRST_COPY) == 0x00FA0000);
    put(b.rcc, FIRST_COPY, RMVF);
    REQUIRE(get(b.rcc, RSR) == 0);
    change(b.rcc, AHB3RSTR, 0, 1u << 14);
    REQUIRE_FALSE(b.rcc.quadspi_enabled());
    REQUIRE(b.clean());
}

TEST_CASE("H74x: RSR says what reset the system, until RMVF") {
    RccBench b;
    put(b.rcc, RSR, RMVF);
    b.rcc.note_reset(ResetCause::Software);
    b.rcc.reset();
    REQUIRE(get(b.rcc, RSR) == 0x01420000);
    b.rcc.note_reset(ResetCause::Watchdog);
    REQUIRE(get(b.rcc, RSR) == 0x05420000);
    put(b.rcc, RSR, RMVF);
    b.rcc.note_reset(ResetCause::Pin);
    REQUIRE(get(b.rcc, RSR) == 0x00420000);
}

TEST_CASE("H74x: clocks and wait states have their limits by voltage scaling") {
    RccBench b;
    stm32h74x::ClockState state;
    const auto complaints = [&](unsigned vos, unsigned core, unsigned ahb, unsigned apb, unsigned latency) {
        Violations violations{b.timeline, nullptr};
        state.core_hz = core * 1'000'000ull;
        state.ahb_hz = ahb * 1'000'000ull;
        state.apb_hz = {apb * 1'000'000ull, 0, 0, 0};
        state.vos = vos;
        state.flash_latency = latency;
        check_clock_limits(state, violations);
        std::string rules;
        for (const auto& one : violations.all()) rules += one.rule + " ";
        return rules;
    };
    REQUIRE(complaints(0, 480, 240, 120, 4).empty());
    REQUIRE(complaints(0, 481, 240, 120, 4) == "VB-RCC-010 ");
    REQUIRE(complaints(1, 400, 200, 100, 2).empty());
    REQUIRE(complaints(1, 401, 201, 101, 7) == "VB-RCC-010 VB-RCC-011 VB-RCC-012 ");
    REQUIRE(complaints(2, 240, 120, 60, 1) == "VB-FLASH-001 ");
    REQUIRE(complaints(2, 240, 120, 60, 2).empty());
    REQUIRE(complaints(3, 64, 64, 64, 1).empty()); // as it comes out of reset
    REQUIRE(complaints(3, 65, 65, 65, 1) == "VB-RCC-012 ");
    REQUIRE(complaints(3, 45, 45, 45, 0).empty());
    REQUIRE(complaints(3, 46, 46, 46, 0) == "VB-FLASH-001 ");
    using stm32h74x::required_wrhighfreq;
    REQUIRE(required_wrhighfreq(64'000'000, 1) == 0);
    REQUIRE(required_wrhighfreq(64'000'000, 3) == 1);
    REQUIRE(required_wrhighfreq(185'000'000, 1) == 1);
    REQUIRE(required_wrhighfreq(200'000'000, 1) == 2);
    REQUIRE(required_wrhighfreq(240'000'000, 0) == 2);
}
