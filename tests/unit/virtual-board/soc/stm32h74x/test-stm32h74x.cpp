#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x58024400, kPwr = 0x58024800, kSyscfg = 0x58000400;
constexpr std::uint32_t kGpioA = 0x58020000, kUsart1 = 0x40011000;
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kAircr = 0xE000ED0C;
// MSP, reset vector, then a branch to itself.
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7, 0xfe, 0xe7};

struct SocBench {
    Timeline timeline;
    std::unique_ptr<Soc> soc;
    explicit SocBench(const std::string& part = "STM32H743VI") : soc(make_soc(part, timeline, {})) {
        REQUIRE(soc);
        std::copy(std::begin(kSpin), std::end(kSpin), soc->internal_flash().bytes.begin());
    }
    SocProbe on() {
        soc->power_on();
        return SocProbe(*soc);
    }
    bool clean() const { return soc->violations().all().empty(); }
};
} // namespace

TEST_CASE("H74x: the parts differ in flash and RAM") {
    struct Case {
        const char* part;
        std::size_t flash, axi;
        std::uint32_t kib;
    };
    for (const Case& c :
         {Case{"STM32H743VIT6", 0x200000, 0x80000, 2048}, Case{"STM32H743ZI", 0x200000, 0x80000, 2048},
          Case{"STM32H753VI", 0x200000, 0x80000, 2048}, Case{"STM32H743VG", 0x180000, 0x80000, 1024},
          Case{"STM32H742VI", 0x200000, 0x60000, 2048}, Case{"STM32H750VBT6", 0x20000, 0x80000, 128}}) {
        CAPTURE(c.part);
        SocBench b(c.part);
        REQUIRE(b.soc->internal_flash().base == 0x08000000);
        REQUIRE(b.soc->internal_flash().bytes.size() == c.flash);
        REQUIRE(b.soc->ram().bytes.size() == c.axi);
        SocProbe probe = b.on();
        REQUIRE(probe.load(0x1FF1E880, 2) == c.kib);
        REQUIRE(probe.load(0x08100000).has_value() == (c.kib > 128));
        REQUIRE(probe.load(0x0807FFFC).has_value() == (c.kib > 128));
        REQUIRE(probe.load(0x08080000).has_value() == (c.kib == 2048));
        REQUIRE(probe.load(0x24000000 + std::uint32_t(c.axi) - 4));
        REQUIRE_FALSE(probe.load(0x24000000 + std::uint32_t(c.axi)));
    }
    Timeline timeline;
    for (const char* wrong : {"STM32H743", "STM32H743VB", "STM32H750VI", "STM32H753VG", "STM32H745ZI"})
        REQUIRE_FALSE(make_soc(wrong, timeline, {}));
}

TEST_CASE("H74x: the debug port has the core behind AP0, D2's bus behind AP1, an APB behind AP2") {
    SocBench b;
    SocProbe probe = b.on();
    REQUIRE(probe.id() == 0x6BA02477);
    REQUIRE(probe.dp_register(2) == 0x04500041);
    REQUIRE(probe.ap_register(0, 0xFC) == 0x84770001);
    REQUIRE(probe.ap_register(0, 0xF8) == 0xE00FE003);
    REQUIRE(probe.ap_register(1, 0xFC) == 0x84770001);
    REQUIRE((probe.ap_register(1, 0xF8) & 1) == 0); // no ROM table
    REQUIRE(probe.ap_register(2, 0xFC) == 0x54770002);
    REQUIRE(probe.ap_register(2, 0xF8) == 0xE00E0003);
    REQUIRE(probe.ap_register(3, 0xFC) == 0);

    REQUIRE(probe.word(0xE000ED00) == 0x411FC271);
    probe.use(1);
    REQUIRE_FALSE(probe.load(0xE000ED00)); // no core there
    REQUIRE(probe.word(0x24000000) == 0);
    REQUIRE(probe.word(0x08000004) == 0x08000009);
    probe.use(2);
    REQUIRE(probe.word(0xE00E1000) == 0x20036450);
    REQUIRE_FALSE(probe.load(0x24000000));
    REQUIRE(b.clean());
}

TEST_CASE("H74x: the ROM tables lead from ST's to the components") {
    SocBench b;
    SocProbe probe = b.on();
    const auto jep106 = [&](std::uint32_t base) {
        return (probe.word(base + 0xFE4) >> 4 & 0xF) | (probe.word(base + 0xFE8) & 7) << 4;
    };
    const auto part = [&](std::uint32_t base) {
        return (probe.word(base + 0xFE0) & 0xFF) | (probe.word(base + 0xFE4) & 0xF) << 8;
    };
    REQUIRE(jep106(0xE00FE000) == 0x20);
    REQUIRE(part(0xE00FE000) == 0x450);
    REQUIRE(probe.word(0xE00FE000) == 0x00001003); // 0xE00FF000
    REQUIRE(part(0xE00FF000) == 0x4C7);
    REQUIRE(probe.word(0xE00FE008) == 0xFFF45003); // the CTI at 0xE0043000
    REQUIRE(part(0xE0043000) == 0x906);
    probe.use(2);
    REQUIRE(jep106(0xE00E0000) == 0x20);
    REQUIRE(probe.word(0xE00E0000) == 0x00001003);
    REQUIRE(part(0xE00E4000) == 0x908); // the funnel
    probe.store(0xE00E4000, 3);
    probe.use(0);
    REQUIRE(probe.word(0x5C004000) == 3); // as the core sees it
    REQUIRE(b.clean());
}

TEST_CASE("H74x: with NRST held low AP2 answers, the system bus does not") {
    SocBench b;
    SocProbe probe = b.on();
    b.soc->machine().debug_port().nrst(true);
    REQUIRE_FALSE(probe.load(0x5C001000));
    probe.use(1);
    REQUIRE_FALSE(probe.load(0x24000000));
    probe.use(2);
    REQUIRE(probe.word(0xE00E1000) == 0x20036450);
}

TEST_CASE("H74x: the revision is an option") {
    for (const auto& [name, idc] : {std::pair{"Y", 0x10036450u}, {"X", 0x20016450u}, {"V", 0x20036450u}}) {
        SocBench b;
        REQUIRE(b.soc->set_option("REVISION", name));
        SocProbe probe = b.on();
        REQUIRE(probe.word(0x5C001000) == idc);
        REQUIRE((probe.word(kRcc + 0x0C) == 0) == (idc == 0x10036450));
        REQUIRE(b.clean());
    }
    SocBench b;
    REQUIRE_FALSE(b.soc->set_option("REVISION", "Z"));
    REQUIRE_FALSE(b.soc->set_option("NO_SUCH", "1"));
    for (const std::string& name : b.soc->option_names()) REQUIRE(b.soc->option_values(name));
}

TEST_CASE("H74x: the unique id is the option's") {
    SocBench b;
    REQUIRE(b.soc->set_option("UID", "0123456789abcdefFEDCBA98"));
    REQUIRE_FALSE(b.soc->set_option("UID", "0123"));
    SocProbe probe = b.on();
    REQUIRE(probe.word(0x1FF1E800) == 0x67452301);
    REQUIRE(probe.word(0x1FF1E808) == 0x98BADCFE);
    REQUIRE(probe.word(0x0011E800) == 0x67452301); // over ITCM
}

TEST_CASE("H74x: D2's SRAMs and the backup SRAM answer while they are clocked") {
    SocBench b;
    SocProbe probe = b.on();
    for (std::uint32_t base : {0x30000000u, 0x30020000u, 0x30040000u, 0x38800000u})
        REQUIRE_FALSE(probe.load(base));
    REQUIRE(probe.store(0x38000000, 1));
    REQUIRE(probe.store(0x2001FFFC, 1));
    REQUIRE(probe.store(0x0000FFFC, 1));
    probe.change(kRcc + 0xDC, 0, 1u << 30);
    REQUIRE(probe.store(0x30020000, 0xCAFE));
    REQUIRE(probe.word(0x10020000) == 0xCAFE);
    REQUIRE_FALSE(probe.load(0x30000000));
    REQUIRE(b.clean());
}

TEST_CASE("VB-H74-009: the backup SRAM takes stores with PWR_CR1.DBP only") {
    SocBench b;
    SocProbe probe = b.on();
    probe.change(kRcc + 0xE0, 0, 1u << 28);
    probe.store(0x38800000, 0x1234);
    REQUIRE(probe.word(0x38800000) == 0);
    REQUIRE(probe.count("VB-H74-009") == 1);
    probe.change(kPwr, 0, 1u << 8);
    probe.store(0x38800000, 0x1234);
    REQUIRE(probe.word(0x38800000) == 0x1234);
}

TEST_CASE("VB-RCC-001 on the H74x: ports, SYSCFG and timers need their clocks") {
    SocBench b;
    SocProbe probe = b.on();
    REQUIRE(probe.word(kGpioA) == 0);
    REQUIRE(probe.word(kSyscfg + 0x20) == 0);
    REQUIRE(probe.word(0x40001000) == 0); // TIM6
    REQUIRE(probe.count("VB-RCC-001") == 3);
    probe.change(kRcc + 0xE0, 0, 0x7FF);
    REQUIRE(probe.word(kGpioA) == 0xABFFFFFF);
    REQUIRE(probe.word(kGpioA + 0x0C) == 0x64000000);
    REQUIRE(probe.word(kGpioA + 0x400) == 0xFFFFFEBF);
    REQUIRE(probe.word(kGpioA + 0x2800) == 0xFFFFFFFF); // K
    probe.store(kGpioA + 0x28, 1);                      // there is no BRR
    REQUIRE(probe.count("VB-BUS-001") == 1);
    REQUIRE(b.soc->gpio('K'));
    REQUIRE_FALSE(b.soc->gpio('N'));
}

TEST_CASE("H74x: USART1 on PA9 is heard") {
    SocBench b;
    std::string text, why;
    REQUIRE(b.soc->listen(
        "USART1", "PA9", [&](char c) { text += c; }, why));
    REQUIRE_FALSE(b.soc->listen(
        "USART1", "PA10", [](char) {}, why));
    REQUIRE(why == "PA10 does not carry USART1_TX; these do: PA9, PB6, PB14");
    SocProbe probe = b.on();
    probe.change(kRcc + 0xE0, 0, 1);
    probe.change(kRcc + 0xF0, 0, 1u << 4);
    probe.store(kUsart1 + 0x0C, 556);
    probe.store(kUsart1 + 0x00, 9);
    probe.store(kUsart1 + 0x28, '?'); // the pad is not connected yet
    probe.pass(kPerMillisecond);
    probe.store(kGpioA + 0x24, 7u << 4);
    probe.change(kGpioA, 3u << 18, 2u << 18);
    probe.store(kUsart1 + 0x28, 'A');
    probe.pass(kPerMillisecond);
    REQUIRE(text == "A");
    REQUIRE(b.clean());
}

TEST_CASE("H74x: a timer counts from its bus's clock") {
    SocBench b;
    SocProbe probe = b.on();
    probe.change(kRcc + 0xE8, 0, 1u << 4); // TIM6
    probe.store(0x40001000 + 0x28, 63);    // PSC: 1 MHz
    probe.store(0x40001000 + 0x14, 1);
    probe.store(0x40001000, 1);
    probe.pass(500 * kPerMicrosecond);
    const std::uint32_t count = probe.word(0x40001000 + 0x24);
    REQUIRE(count >= 499);
    REQUIRE(count <= 501);
    probe.store(0x40000048, 0); // TIM2's clock is off
    probe.change(kRcc + 0xE8, 0, 1);
    probe.store(0x40000048, 0x100); // DCR, where the older timers have it
    REQUIRE(probe.word(0x40000048) == 0x100);
    probe.store(0x400003DC, 0); // and not where the newer ones have it
    REQUIRE(probe.count("VB-BUS-001") == 1);
}

TEST_CASE("H74x: a system reset gives the peripherals back, the watchdog makes one") {
    SocBench b;
    SocProbe probe = b.on();
    probe.store(kRcc + 0xD0, 1u << 16);
    probe.change(kRcc + 0xE0, 0, 1);
    probe.store(0x24000100, 0x5A5A5A5A);
    probe.store(kAircr, 0x05FA0004);
    probe.pass(kPerMillisecond);
    REQUIRE(probe.word(kRcc + 0xE0) == 0);
    REQUIRE(probe.word(kRcc + 0xD0) == 0x01420000);
    REQUIRE(probe.word(0x24000100) == 0x5A5A5A5A);
    probe.store(kRcc + 0xD0, 1u << 16);
    probe.store(0x58004800, 0xCCCC);
    REQUIRE(probe.word(0x5800480C) == 0); // no ONF on this one
    probe.pass(600 * kPerMillisecond);
    REQUIRE(probe.word(kRcc + 0xD0) == 0x04420000);
    REQUIRE(b.clean());
}

TEST_CASE(
    "H74x: with IWDG1_SW at 0 the watchdog runs from reset, and DBGMCU stops it while the core is halted") {
    SocBench b;
    REQUIRE(b.soc->set_option("IWDG1_SW", "0"));
    SocProbe probe = b.on();
    probe.store(kRcc + 0xD0, 1u << 16);
    probe.change(0x5C001054, 0, 1u << 18);
    probe.store(kDhcsr, 0xA05F0003);
    probe.pass(kPerSecond);
    REQUIRE(probe.word(kRcc + 0xD0) == 0);
    probe.change(0x5C001054, 1u << 18, 0);
    probe.pass(kPerSecond);
    REQUIRE((probe.word(kRcc + 0xD0) & 1u << 26) != 0);
}

TEST_CASE("H74x: the core starts where BOOT_ADD0 says, and bank 2 where the banks are swapped") {
    SocBench b;
    auto flash = b.soc->internal_flash().bytes;
    std::copy(std::begin(kSpin), std::end(kSpin), flash.begin() + 0x100000);
    flash[0x100000] = 0x40;
    SECTION("BOOT_ADD0") {
        REQUIRE(b.soc->set_option("BOOT_ADD0", "0x0810"));
        b.on();
        REQUIRE(b.soc->machine().core_state().sp == 0x20010040);
        REQUIRE(b.soc->machine().pc() == 0x08000008);
    }
    SECTION("SWAP_BANK_OPT") {
        REQUIRE(b.soc->set_option("SWAP_BANK_OPT", "1"));
        SocProbe probe = b.on();
        REQUIRE(b.soc->machine().core_state().sp == 0x20010040);
        REQUIRE(probe.word(0x08100000) == 0x20010000);
    }
}

TEST_CASE("H74x: at level 1 the debugger reads SRAM but not the flash, at level 2 nothing") {
    SocBench b;
    SECTION("level 1") {
        REQUIRE(b.soc->set_option("RDP", "0x00"));
        SocProbe probe = b.on();
        REQUIRE_FALSE(probe.load(0x08000000));
        REQUIRE_FALSE(probe.load(0x08100000));
        REQUIRE((probe.word(0x52002010) & 1u << 23) != 0); // RDPERR
        REQUIRE(probe.store(0x24000000, 7));
        REQUIRE(probe.word(0x24000000) == 7);
        REQUIRE(b.soc->machine().core_running());
    }
    SECTION("level 2") {
        REQUIRE(b.soc->set_option("RDP", "0xCC"));
        SocProbe probe = b.on();
        REQUIRE_FALSE(probe.load(0x24000000));
        probe.use(2);
        REQUIRE_FALSE(probe.load(0xE00E1000));
    }
    REQUIRE(b.clean());
}

TEST_CASE("H74x: a register's bit can be held, and the QUADSPI's as well") {
    SocBench b;
    REQUIRE(b.soc->hold_register_bit(kRcc + 0xD4, 14, false));
    REQUIRE(b.soc->hold_register_bit(0x52005000, 0, false));
    REQUIRE_FALSE(b.soc->hold_register_bit(0x90000000, 0, false));
    SocProbe probe = b.on();
    probe.store(kRcc + 0xD4, 1u << 14 | 1);
    REQUIRE(probe.word(kRcc + 0xD4) == 1);
}

TEST_CASE("VB-RCC-011 on the H74x: a clock above what the voltage allows") {
    SocBench b;
    SocProbe probe = b.on();
    // HSI, M 8, N 60, P 2: 240 MHz at VOS3.
    probe.store(kRcc + 0x28, 8u << 4);
    probe.change(kRcc + 0x2C, 0xF, 3u << 2);
    probe.store(kRcc + 0x30, 1u << 24 | 1u << 16 | 1u << 9 | 59);
    probe.change(kRcc, 0, 1u << 24);
    probe.pass(kPerMillisecond);
    REQUIRE(b.clean());
    probe.change(kRcc + 0x10, 7, 3);
    REQUIRE(probe.count("VB-RCC-010") == 1);
    REQUIRE(probe.count("VB-RCC-011") == 1);
}
