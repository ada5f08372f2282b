#include "soc/stm32h7rs/rcc.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::rcc;
using namespace vb::test;

namespace {
struct RccBench : RegisterBench {
    Rcc rcc{timeline, violations};
    RccBench() {
        rcc.power_on();
        rcc.reset();
    }
    // PLL2 as docs/hardware/stm32h7rs.md, bring-up of the flash port: HSI, M=4, N=25, S=2 gives 200 MHz.
    void start_pll2(std::uint32_t n = 25) {
        change(rcc, PLLCKSELR, 0x3F000, 4u << 12);
        change(rcc, PLL2DIVR1, 0x1FF, n - 1);
        put(rcc, PLL2DIVR2, 0x101);
        change(rcc, PLLCFGR, 0, 3u << 14 | 1u << 19);
        change(rcc, CR, 0, 1u << 26);
        pass(kPerMillisecond);
    }
    void start_pll1() { // HSI, M=32, N=300, P=1: 600 MHz
        change(rcc, PLLCKSELR, 0x3F0, 32u << 4);
        change(rcc, PLL1DIVR1, 0xFFFF, 299);
        change(rcc, PLLCFGR, 0, 1u << 3 | 1u << 5);
        change(rcc, CR, 0, PLL1ON);
        pass(kPerMillisecond);
    }
};
} // namespace

TEST_CASE("After power-on everything runs from the HSI at 64 MHz") {
    RccBench b;
    REQUIRE(get(b.rcc, CR) == 0x25);
    REQUIRE(get(b.rcc, PLLCKSELR) == 0x02020200);
    REQUIRE(get(b.rcc, CCIPR1) == 0xA00);
    REQUIRE(get(b.rcc, APB4ENR) == 0x10000);
    REQUIRE(get(b.rcc, RSR) == 0xE00000);
    REQUIRE(b.rcc.core_hz() == 64'000'000);
    REQUIRE(b.rcc.ahb_hz() == 64'000'000);
    REQUIRE(b.clean());
}

TEST_CASE("An oscillator's ready flag follows its start-up time") {
    RccBench b;
    change(b.rcc, CR, 0, HSEON | CSION);
    REQUIRE_FALSE(get(b.rcc, CR) & (HSERDY | CSIRDY));
    b.pass(10 * kPerMicrosecond);
    REQUIRE((get(b.rcc, CR) & (HSERDY | CSIRDY)) == CSIRDY);
    b.pass(5 * kPerMillisecond);
    REQUIRE(get(b.rcc, CR) & HSERDY);
    change(b.rcc, CR, CSION, 0);
    REQUIRE_FALSE(b.rcc.csi_running());
}

TEST_CASE("VB-RCC-008: HSEBYP on a board with a crystal gives no clock") {
    RccBench b;
    change(b.rcc, CR, 0, HSEBYP);
    change(b.rcc, CR, 0, HSEON);
    b.pass(kPerSecond);
    REQUIRE_FALSE(get(b.rcc, CR) & HSERDY);
    REQUIRE(b.count("VB-RCC-008") == 1);
}

TEST_CASE("PLL1 gives 600 MHz to the CPU and 300 MHz to the AHB") {
    RccBench b;
    b.start_pll1();
    put(b.rcc, BMCFGR, 8);
    change(b.rcc, CFGR, 7, 3);
    REQUIRE((get(b.rcc, CFGR) >> 3 & 7) == 3);
    REQUIRE(b.rcc.core_hz() == 600'000'000);
    REQUIRE(b.rcc.ahb_hz() == 300'000'000);
    put(b.rcc, APBCFGR, 0x4444);
    REQUIRE(b.rcc.pclk_hz(1) == 150'000'000);
    REQUIRE(b.clean());
}

TEST_CASE("VB-RCC-002: a system clock that is not ready is not switched to") {
    RccBench b;
    change(b.rcc, CFGR, 7, 3);
    REQUIRE((get(b.rcc, CFGR) >> 3 & 7) == 0);
    REQUIRE(b.rcc.core_hz() == 64'000'000);
    REQUIRE(b.count("VB-RCC-002") == 1);
}

TEST_CASE("VB-RCC-003: a PLL outside its ranges is reported") {
    RccBench b;
    SECTION("VCO too slow for the wide range") { b.start_pll2(24); }
    SECTION("reference outside RGE") {
        change(b.rcc, PLLCKSELR, 0x3F000, 4u << 12); // 16 MHz with RGE = 1-2 MHz
        change(b.rcc, PLL2DIVR1, 0x1FF, 29);
        change(b.rcc, CR, 0, 1u << 26);
    }
    SECTION("DIVM = 0: it never locks") {
        change(b.rcc, PLLCKSELR, 0x3F000, 0);
        change(b.rcc, CR, 0, 1u << 26);
        b.pass(kPerSecond);
        REQUIRE_FALSE(get(b.rcc, CR) & 1u << 27);
    }
    REQUIRE(b.count("VB-RCC-003") == 1);
}

TEST_CASE("VB-RCC-004: a running PLL keeps its dividers") {
    RccBench b;
    b.start_pll2();
    change(b.rcc, PLL2DIVR1, 0x1FF, 49);
    REQUIRE((get(b.rcc, PLL2DIVR1) & 0x1FF) == 24);
    REQUIRE(b.count("VB-RCC-004") == 1);
}

TEST_CASE("VB-RCC-005 and 006: a clock in use cannot be stopped, nor HSIDIV changed below a PLL") {
    RccBench b;
    change(b.rcc, CR, HSION, 0);
    REQUIRE(get(b.rcc, CR) & HSION);
    REQUIRE(b.count("VB-RCC-005") == 1);
    b.start_pll2();
    change(b.rcc, CR, 0, 1u << 3);
    REQUIRE(b.count("VB-RCC-006") == 1);
    REQUIRE(b.rcc.core_hz() == 64'000'000);
}

TEST_CASE("The fractional divider counts from the moment FRACEN rises") {
    RccBench b;
    put(b.rcc, PLL2FRACR, 0x1000u << 3); // half
    change(b.rcc, PLLCFGR, 0, 1u << 11);
    put(b.rcc, CCIPR1, 0xA00 | 1u << 6);
    b.start_pll2();
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 16'000'000 * 51 / 4);
    change(b.rcc, PLL2FRACR, 0xFFFF, 0);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 16'000'000 * 51 / 4);
    change(b.rcc, PLLCFGR, 1u << 11, 0);
    change(b.rcc, PLLCFGR, 0, 1u << 11);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 200'000'000);
}

TEST_CASE("The XSPI kernel clock switches to PLL2S and CKPROTR shows it") {
    RccBench b;
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 64'000'000);
    REQUIRE(get(b.rcc, CKPROTR) == 0);
    change(b.rcc, AHB5ENR, 0, 1u << 12);
    REQUIRE((get(b.rcc, CKPROTR) >> 8 & 7) == 1);
    b.start_pll2();
    change(b.rcc, CCIPR1, 0xC0, 0x40);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 200'000'000);
    REQUIRE(b.rcc.xspi_kernel_hz(1) == 64'000'000);
    REQUIRE((get(b.rcc, CKPROTR) >> 8 & 7) == 2);
    REQUIRE(b.clean());
}

TEST_CASE("VB-RCC-009: the kernel switch stays dead until both clocks run") {
    RccBench b;
    change(b.rcc, CCIPR1, 0xC0, 0x40);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 0);
    REQUIRE(b.count("VB-RCC-009") == 1);
    b.start_pll2();
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 200'000'000);
}

TEST_CASE("VB-RCC-007: XSPICKP keeps the selection, and a lost clock becomes HCLK5/4") {
    RccBench b;
    change(b.rcc, AHB5ENR, 0, 1u << 12);
    b.start_pll2();
    change(b.rcc, CCIPR1, 0xC0, 0x40);
    change(b.rcc, CKPROTR, 0, XSPICKP);
    change(b.rcc, CCIPR1, 0xC0, 0);
    REQUIRE(b.count("VB-RCC-007") == 1);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 200'000'000);
    change(b.rcc, CR, 1u << 26, 0);
    REQUIRE(b.rcc.xspi_kernel_hz(2) == 16'000'000);
    REQUIRE((get(b.rcc, CKPROTR) >> 8 & 7) == 4);
}

TEST_CASE("Setting a reset bit resets its device and holds its clock") {
    RccBench b;
    struct Probe : BusDevice {
        int resets = 0;
        std::string name() const override { return "probe"; }
        std::optional<std::uint32_t> read(std::uint32_t, unsigned, Master) override { return 0; }
        bool write(std::uint32_t, unsigned, std::uint32_t, Master) override { return true; }
        void reset() override { ++resets; }
    } probe;
    b.rcc.on_reset_bit(AHB4RSTR, 3, probe);
    change(b.rcc, AHB4ENR, 0, 8);
    REQUIRE(b.rcc.gpio_enabled('D'));
    change(b.rcc, AHB4RSTR, 0, 8);
    REQUIRE(probe.resets == 1);
    REQUIRE_FALSE(b.rcc.gpio_enabled('D'));
    change(b.rcc, AHB4RSTR, 8, 0);
    REQUIRE(b.rcc.gpio_enabled('D'));
}

TEST_CASE("RSR collects the causes of resets until RMVF clears them") {
    RccBench b;
    b.rcc.note_reset(ResetCause::Software);
    b.rcc.reset();
    REQUIRE(get(b.rcc, RSR) == 0x1E00000);
    put(b.rcc, RSR, RMVF);
    REQUIRE(get(b.rcc, RSR) == 0);
    b.rcc.note_reset(ResetCause::Watchdog);
    b.rcc.reset();
    REQUIRE(get(b.rcc, RSR) == (IWDGRSTF | PINRSTF));
    REQUIRE(b.clean());
}

TEST_CASE("Clock limits: VB-RCC-010 to 012 and VB-FLASH-001") {
    RegisterBench b;
    ClockState s{600'000'000, 300'000'000, {150'000'000, 150'000'000, 150'000'000, 150'000'000}, true, 7};
    check_clock_limits(s, b.violations);
    REQUIRE(b.clean());
    SECTION("VOS low allows 400 MHz only") {
        s = {600'000'000, 150'000'000, {}, false, 7};
        check_clock_limits(s, b.violations);
        REQUIRE(b.count("VB-RCC-010") == 1);
    }
    SECTION("AHB above 300 MHz") {
        s.core_hz = s.ahb_hz = 310'000'000;
        check_clock_limits(s, b.violations);
        REQUIRE(b.count("VB-RCC-011") == 1);
    }
    SECTION("APB above 150 MHz") {
        s.apb_hz[2] = 300'000'000;
        check_clock_limits(s, b.violations);
        REQUIRE(b.count("VB-RCC-012") == 1);
    }
    SECTION("too few wait states") {
        s.flash_latency = 6;
        check_clock_limits(s, b.violations);
        REQUIRE(b.count("VB-FLASH-001") == 1);
    }
}
