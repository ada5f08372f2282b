#include "soc/stm32f/rcc.hpp"

#include "soc/stm32f/clock-limits.hpp"
#include "soc/stm32f7/rcc.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::stm32f;
using namespace vb::stm32f::rcc;
using namespace vb::test;

namespace {
struct RccBench : RegisterBench {
    stm32f7::Rcc rcc;
    explicit RccBench(BoardClocks board = {25'000'000, true, true})
        : rcc(timeline, violations, board, stm32f7::Line::F74x) {
        rcc.power_on();
        rcc.reset();
    }
    void start_hse(std::uint32_t more = 0) {
        change(rcc, CR, 0, HSEON | more);
        pass(5 * kPerMillisecond);
    }
    // ST's recipe for the STM32F746G-DISCO: 25 MHz, M 25, N 432, P 2 = 216 MHz, Q 9.
    void start_pll(std::uint32_t n = 432, std::uint32_t m = 25) {
        start_hse();
        put(rcc, PLLCFGR, 0x20000000 | 9u << 24 | 1u << 22 | n << 6 | m);
        change(rcc, CR, 0, PLLON);
        pass(kPerMillisecond);
    }
    void run_from_pll() {
        start_pll();
        put(rcc, CFGR, 4u << 13 | 5u << 10 | 2); // APB2 /2, APB1 /4
    }
};
} // namespace

TEST_CASE("F4/F7: after power-on everything runs from the HSI at 16 MHz") {
    RccBench b;
    CHECK((get(b.rcc, CR) == 0x83 && get(b.rcc, PLLCFGR) == 0x24003010 && get(b.rcc, CSR) == 0x0E000000));
    CHECK(
        (b.rcc.hclk_hz() == 16'000'000 && b.rcc.pclk_hz(1) == 16'000'000 && b.rcc.timer_hz(2) == 16'000'000));
    CHECK((get(b.rcc, AHB1ENR) == 0x00100000 && b.rcc.enabled(AHB1ENR, 20) && !b.rcc.gpio_enabled('A')));
}

TEST_CASE("F4/F7: PLL, prescalers and timers") {
    RccBench b;
    b.run_from_pll();
    CHECK((get(b.rcc, CFGR) & 0xC) == 8);
    CHECK((b.rcc.runs_from_pll() && b.rcc.hclk_hz() == 216'000'000));
    CHECK((b.rcc.pclk_hz(1) == 54'000'000 && b.rcc.pclk_hz(2) == 108'000'000));
    CHECK((b.rcc.timer_hz(1) == 108'000'000 && b.rcc.timer_hz(2) == 216'000'000));
    change(b.rcc, DCKCFGR1, 0, 1u << 24); // TIMPRE
    CHECK(b.rcc.timer_hz(1) == 216'000'000);
    CHECK(b.rcc.usart_kernel_hz(1) == 108'000'000);
    put(b.rcc, DCKCFGR2, 2); // USART1 from HSI
    CHECK(b.rcc.usart_kernel_hz(1) == 16'000'000);
    CHECK(b.rcc.usart_kernel_hz(3) == 54'000'000);
    CHECK(b.clean());
}

TEST_CASE("VB-RCC-002 on the F4/F7: the system clock stays until the other one is ready") {
    RccBench b;
    change(b.rcc, CR, 0, HSEON);
    put(b.rcc, CFGR, 1);
    CHECK((b.count("VB-RCC-002") == 1 && b.rcc.system_hz() == 16'000'000));
    b.pass(5 * kPerMillisecond);
    CHECK(b.rcc.system_hz() == 25'000'000);
}

TEST_CASE("VB-RCC-003 on the F4/F7: a PLL that is out of its limits is reported") {
    for (const auto& [n, m] :
         {std::pair(432u, 50u), std::pair(433u, 25u), std::pair(50u, 25u), std::pair(432u, 1u)}) {
        CAPTURE(n, m);
        RccBench b;
        b.start_pll(n, m);
        CHECK(b.count("VB-RCC-003") == 1);
    }
    RccBench no_source;
    put(no_source.rcc, PLLCFGR, 0x29406C19); // from an HSE that is off
    change(no_source.rcc, CR, 0, PLLON);
    no_source.pass(kPerSecond);
    CHECK(no_source.count("VB-RCC-003") == 1);
    CHECK_FALSE((get(no_source.rcc, CR) & PLLRDY));
}

TEST_CASE("VB-RCC-004 and 005 on the F4/F7: what runs is neither changed nor switched off") {
    RccBench b;
    b.run_from_pll();
    change(b.rcc, PLLCFGR, 0x7FC0, 192u << 6);
    CHECK((b.count("VB-RCC-004") == 1 && b.rcc.hclk_hz() == 216'000'000));
    change(b.rcc, CR, PLLON | HSEON, 0);
    CHECK((b.count("VB-RCC-005") == 2 && b.rcc.hclk_hz() == 216'000'000));
    change(b.rcc, CR, HSION, 0);
    CHECK_FALSE((get(b.rcc, CR) & HSIRDY));
    CHECK(b.count("VB-RCC-005") == 2);
}

TEST_CASE("VB-RCC-008 on the F4/F7: HSEBYP fits the board") {
    RccBench crystal, generator({8'000'000, false, true}), none({0, true, true});
    crystal.start_hse(HSEBYP);
    generator.start_hse();
    none.start_hse();
    for (RccBench* b : {&crystal, &generator, &none}) CHECK_FALSE((get(b->rcc, CR) & HSERDY));
    CHECK((crystal.count("VB-RCC-008") == 1 && generator.count("VB-RCC-008") == 1 && none.clean()));
    RccBench fed({8'000'000, false, true});
    fed.start_hse(HSEBYP);
    CHECK((get(fed.rcc, CR) & HSERDY));
}

TEST_CASE("F4/F7: CSR keeps the causes of resets until RMVF") {
    RccBench b;
    put(b.rcc, CSR, RMVF | LSION);
    b.pass(kPerMillisecond);
    CHECK(get(b.rcc, CSR) == (LSION | LSIRDY));
    b.rcc.note_reset(ResetCause::Watchdog);
    b.rcc.reset();
    CHECK(get(b.rcc, CSR) == (PINRSTF | IWDGRSTF));
    CHECK(b.rcc.system_hz() == 16'000'000);
    CHECK(b.clean());
}

TEST_CASE("VB-RCC-010, 012 and VB-FLASH-001 on the F7: clocks keep to scale, over-drive and wait states") {
    constexpr ClockLimits limits{{180, 168, 144}, {216, 180, 144}, 45, 90, 54, 108};
    constexpr std::uint64_t MHz = 1'000'000;
    const auto rules = [&](const ClockState& state) {
        RegisterBench b;
        check_clock_limits(state, limits, b.violations);
        std::string all;
        for (const auto& violation : b.violations.all()) all += violation.rule.substr(3) + " ";
        return all;
    };
    CHECK(rules({216 * MHz, 54 * MHz, 108 * MHz, 1, true, 7}) == "");
    CHECK(rules({216 * MHz, 54 * MHz, 108 * MHz, 1, false, 7}) == "RCC-010 RCC-012 RCC-012 ");
    CHECK(rules({180 * MHz, 45 * MHz, 90 * MHz, 1, false, 5}) == "");
    CHECK(rules({180 * MHz, 45 * MHz, 90 * MHz, 2, false, 5}) == "RCC-010 ");
    CHECK(rules({180 * MHz, 45 * MHz, 90 * MHz, 2, true, 5}) == "");
    CHECK(rules({210 * MHz, 52 * MHz, 105 * MHz, 1, true, 6}) == "");
    CHECK(rules({216 * MHz, 54 * MHz, 108 * MHz, 1, true, 6}) == "FLASH-001 ");
    CHECK(rules({30 * MHz, 30 * MHz, 30 * MHz, 1, false, 0}) == "");
    CHECK(rules({30 * MHz, 30 * MHz, 30 * MHz, 1, false, 0, 2400}) == "FLASH-001 ");
}
