#include "soc/stm32f/pwr.hpp"

#include "soc/stm32f/syscfg.hpp"
#include "soc/stm32f7/register-maps.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::stm32f::pwr;
using namespace vb::test;

namespace {
struct PwrBench : RegisterBench {
    bool pll = false, from_pll = false;
    stm32f::Pwr pwr{timeline,
                    violations,
                    {stm32f7::pwr_registers(), 2, true},
                    {[this] { return pll; }, [this] { return from_pll; }}};
    void settle() { pass(kPerMillisecond); }
};
} // namespace

TEST_CASE("F7: voltage scale 1 is there from the start, and another is ready after a while") {
    PwrBench b;
    CHECK((get(b.pwr, CR1) == 0xC000 && b.pwr.scale() == 1));
    change(b.pwr, CR1, 0xC000, 0x8000);
    CHECK(b.pwr.scale() == 2);
    CHECK_FALSE((get(b.pwr, CSR1) & VOSRDY));
    b.settle();
    CHECK((get(b.pwr, CSR1) & VOSRDY));
    change(b.pwr, CR1, 0xC000, 0);
    CHECK(b.pwr.scale() == 3);
    CHECK(b.clean());
}

TEST_CASE("VB-PWR-005: the voltage scale changes with the PLL off only") {
    PwrBench b;
    b.pll = true;
    change(b.pwr, CR1, 0xC000, 0x4000);
    CHECK((b.pwr.scale() == 1 && b.count("VB-PWR-005") == 1));
}

TEST_CASE("F7: over-drive comes in two steps, each with its ready bit") {
    PwrBench b;
    b.pll = true;
    change(b.pwr, CR1, 0, ODEN);
    CHECK_FALSE((get(b.pwr, CSR1) & ODRDY));
    b.settle();
    CHECK((get(b.pwr, CSR1) & ODRDY));
    CHECK_FALSE(b.pwr.overdrive());
    change(b.pwr, CR1, 0, ODSWEN);
    b.settle();
    CHECK((b.pwr.overdrive() && b.clean()));
    change(b.pwr, CR1, ODEN | ODSWEN, 0);
    CHECK_FALSE((get(b.pwr, CSR1) & (ODRDY | ODSWRDY)));
}

TEST_CASE("VB-PWR-006 and 007: over-drive is entered before the PLL is the system clock, and in order") {
    PwrBench early, late;
    change(early.pwr, CR1, 0, ODEN | ODSWEN);
    early.settle();
    CHECK(early.count("VB-PWR-007") == 1);
    CHECK_FALSE(early.pwr.overdrive());
    late.from_pll = true;
    change(late.pwr, CR1, 0, ODEN);
    CHECK(late.count("VB-PWR-006") == 1);
}

TEST_CASE("F4/F7: SYSCFG tells when memories are moved, and its compensation cell settles") {
    RegisterBench b;
    stm32f::Syscfg syscfg(b.timeline, b.violations, {stm32f7::syscfg_registers(stm32f7::Line::F76x)});
    unsigned moved = 0;
    syscfg.on_remap([&] { ++moved; });
    put(syscfg, stm32f::syscfg::MEMRMP, 0x100);
    put(syscfg, stm32f::syscfg::MEMRMP, 0x100);
    CHECK((moved == 1 && syscfg.memory_remap() == 0x100));
    put(syscfg, stm32f::syscfg::CMPCR, 1);
    CHECK(get(syscfg, stm32f::syscfg::CMPCR) == 1);
    b.pass(kPerMillisecond);
    CHECK(get(syscfg, stm32f::syscfg::CMPCR) == 0x101);
    syscfg.reset();
    CHECK((get(syscfg, stm32f::syscfg::CMPCR) == 0 && moved == 2 && b.clean()));
}
