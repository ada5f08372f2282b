#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kFlash = 0x40023C00, kRcc = 0x40023800, kPwr = 0x40007000, kSyscfg = 0x40013800;
constexpr std::uint32_t kAhb1Enr = kRcc + 0x30, kAhb3Enr = kRcc + 0x38, kApb1Enr = kRcc + 0x40,
                        kApb2Enr = kRcc + 0x44;
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kVtor = 0xE000ED08, kAircr = 0xE000ED0C;
constexpr std::uint32_t kKeyr = kFlash + 4, kOptkeyr = kFlash + 8, kSr = kFlash + 0xC, kCr = kFlash + 0x10,
                        kOptcr = kFlash + 0x14;
// MSP, reset vector, then a branch to itself.
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xfe, 0xe7, 0xfe, 0xe7};

struct SocBench {
    Timeline timeline;
    std::unique_ptr<Soc> soc;
    explicit SocBench(const std::string& part = "STM32F407VE") : soc(make_soc(part, timeline, wiring())) {
        REQUIRE(soc);
        std::copy(std::begin(kSpin), std::end(kSpin), soc->internal_flash().bytes.begin());
    }
    static SocWiring wiring() {
        SocWiring wiring;
        wiring.clocks.hse_hz = 8'000'000;
        return wiring;
    }
    SocProbe on() {
        soc->power_on();
        SocProbe probe(*soc);
        probe.use(0);
        return probe;
    }
    bool clean() const { return soc->violations().all().empty(); }
};

void unlock(SocProbe& probe, std::uint32_t keyr) {
    const bool options = keyr == kOptkeyr;
    probe.store(keyr, options ? 0x08192A3B : 0x45670123);
    probe.store(keyr, options ? 0x4C5D6E7F : 0xCDEF89AB);
}
void change_options(SocProbe& probe, std::uint32_t clear, std::uint32_t set) {
    unlock(probe, kOptkeyr);
    probe.change(kOptcr, clear, set);
    probe.change(kOptcr, 0, 2);
    probe.pass(40 * kPerSecond);
    probe.change(kOptcr, 0, 1);
}
// 168 MHz from the crystal of 8 MHz.
void raise_clock(SocProbe& probe, unsigned latency) {
    probe.store(kFlash, latency);
    probe.change(kRcc, 0, 1u << 16); // HSEON
    probe.pass(10 * kPerMillisecond);
    probe.store(kRcc + 4, 8 | 336u << 6 | 1u << 22 | 7u << 24);
    probe.change(kRcc, 0, 1u << 24); // PLLON
    probe.pass(10 * kPerMillisecond);
    probe.store(kRcc + 8, 5u << 10 | 4u << 13 | 2);
}
} // namespace

TEST_CASE("F4: the parts differ in memories and identity") {
    struct Case {
        const char* part;
        std::uint32_t flash_kib, sram_kib, idcode;
        bool ccm;
        unsigned irq_words;
    };
    for (const Case& c : {Case{"STM32F407VET6", 512, 128, 0x10076413, true, 3},
                          Case{"STM32F405RG", 1024, 128, 0x10076413, true, 3},
                          Case{"STM32F429ZI", 2048, 192, 0x20036419, true, 3},
                          Case{"STM32F469NI", 2048, 320, 0x10006434, true, 3},
                          Case{"STM32F446RE", 512, 128, 0x10006421, false, 4},
                          Case{"STM32F412ZG", 1024, 256, 0x30006441, false, 4},
                          Case{"STM32F411CE", 512, 128, 0x10006431, false, 3},
                          Case{"STM32F401CC", 256, 64, 0x10016423, false, 3}}) {
        CAPTURE(c.part);
        SocBench b(c.part);
        CHECK((b.soc->internal_flash().base == 0x08000000 &&
               b.soc->internal_flash().bytes.size() == c.flash_kib * 1024));
        CHECK((b.soc->ram().base == 0x20000000 && b.soc->ram().bytes.size() == c.sram_kib * 1024));
        SocProbe probe = b.on();
        CHECK((probe.id() == 0x2BA01477 && probe.ap_register(0, 0xFC) == 0x24770011));
        CHECK((probe.word(0xE0042000) == c.idcode && probe.word(0xE000ED00) == 0x410FC241));
        CHECK(probe.word(0xE000E004) == c.irq_words - 1);
        CHECK(probe.word(0xE000E01C) == 0x4000493E);
        CHECK(probe.load(0x1FFF7A22, 2) == c.flash_kib);
        CHECK(probe.load(0x08000000 + c.flash_kib * 1024 - 4));
        CHECK_FALSE(probe.load(0x08000000 + c.flash_kib * 1024));
        CHECK(probe.load(0x20000000 + c.sram_kib * 1024 - 4));
        CHECK_FALSE(probe.load(0x20000000 + c.sram_kib * 1024));
        CHECK(probe.load(0x10000000).has_value() == c.ccm);
        CHECK(b.clean());
    }
}

TEST_CASE("F4: reset starts from address 0, where SYSCFG_MEMRMP says what is seen") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK(probe.word(kVtor) == 0);
    probe.pass(kPerMillisecond);
    CHECK(b.soc->machine().core_state().pc == 0x08000008);
    CHECK(probe.word(0) == 0x20010000);
    CHECK_FALSE(probe.store(0, 0)); // the flash is written at its own address
    probe.store(kApb2Enr, 1u << 14);
    probe.store(0x20000000, 0x12345678);
    probe.store(kSyscfg, 3);
    CHECK(probe.word(0) == 0x12345678);
    CHECK((probe.store(4, 0x55) && probe.word(0x20000004) == 0x55));
    CHECK_FALSE(probe.load(128 * 1024)); // as large as the SRAM
    probe.store(kSyscfg, 1);
    CHECK(probe.word(0x7A10) == probe.word(0x1FFF7A10));
    probe.store(kSyscfg, 2); // FSMC: nothing is there
    CHECK_FALSE(probe.load(0));
    probe.store(kAircr, 0x05FA0004);
    CHECK(probe.word(0) == 0x20010000);
    CHECK(b.clean());
}

TEST_CASE("F4: code runs from flash and SRAM, and faults in the CCM RAM") {
    SocBench b;
    SocProbe probe = b.on();
    const auto runs_at = [&](std::uint32_t address) {
        probe.store(kDhcsr, 0xA05F0003);
        probe.store(address, 0xE7FEE7FE);
        probe.store(0xE000EDF8, address);
        probe.store(0xE000EDF4, 15 | 1u << 16);
        probe.store(kDhcsr, 0xA05F0001);
        probe.pass(kPerMicrosecond);
        return b.soc->machine().core_state().pc == address;
    };
    CHECK(runs_at(0x2001C000)); // SRAM2
    CHECK_FALSE(runs_at(0x10000000));
    probe.change(kAhb1Enr, 1u << 20, 0);
    CHECK_FALSE(probe.load(0x10000000)); // its clock is off
    CHECK(b.clean());
}

TEST_CASE("F4: a port, PWR, SYSCFG, FSMC, a USART and an SPI want their clocks; pads start as inputs") {
    SocBench b;
    SocProbe probe = b.on();
    for (std::uint32_t address : {0x40020000u, kPwr, kSyscfg, 0xA0000000u, 0x40011000u, 0x40013000u})
        CHECK(probe.word(address) == 0);
    CHECK(probe.count("VB-RCC-001") == 6);
    probe.store(kAhb1Enr, 0x001001FF);
    probe.store(kAhb3Enr, 1);
    probe.store(kApb1Enr, 1u << 28);
    probe.store(kApb2Enr, 1u << 14 | 1u << 12 | 1u << 4);
    CHECK((probe.word(0x40020000) == 0xA8000000 && probe.word(0x4002000C) == 0x64000000));
    CHECK((probe.word(0x40020400) == 0x00000280 && probe.word(0x40020408) == 0x000000C0));
    CHECK((probe.word(0x4002040C) == 0x00000100 && probe.word(0x40022000) == 0));
    CHECK((probe.word(0xA0000000) == 0x30DB && probe.word(kPwr) == 0x4000 && probe.word(kSyscfg) == 0));
    CHECK((probe.word(0x40011000) == 0xC0 && probe.word(0x40013008) == 2));
    CHECK(probe.count("VB-RCC-001") == 6);
    CHECK_FALSE(probe.load(0x90000000)); // no card, no answer
}

TEST_CASE("F4: F412, F446 and F46x have a QUADSPI behind its clock; the others have none") {
    for (const char* part : {"STM32F412ZG", "STM32F446ZE", "STM32F469NI"}) {
        CAPTURE(part);
        SocBench b(part);
        SocProbe probe = b.on();
        CHECK((b.soc->flash_controllers().front() == "QUADSPI" &&
               b.soc->flash_window("QUADSPI") == 0x90000000));
        CHECK((probe.word(0xA0001000) == 0 && probe.count("VB-RCC-001") == 1));
        probe.store(kAhb3Enr, 2);
        probe.store(0xA0001000, 0x1F01);
        CHECK((probe.word(0xA0001000) == 0x0F01 && probe.count("VB-RCC-001") == 1)); // FTHRES lacks bit 4
        probe.store(kRcc + 0x18, 2);
        CHECK(probe.count("VB-RCC-001") == 1);
        probe.store(kRcc + 0x18, 0);
        CHECK(probe.word(0xA0001000) == 0);
        CHECK_FALSE(b.soc->flash_window("SPI1"));
    }
    for (const char* part : {"STM32F407VE", "STM32F429ZI", "STM32F411CE", "STM32F401CC"}) {
        CAPTURE(part);
        SocBench b(part);
        std::string why;
        CHECK((b.soc->flash_controllers().front() == "SPI1" && !b.soc->flash_window("QUADSPI")));
        CHECK_FALSE(b.soc->connect({"QUADSPI", {{"CLK", "PB2"}, {"NCS", "PB6"}}}, why));
        CHECK_FALSE(b.on().load(0xA0001000));
    }
}

TEST_CASE("F4: QUADSPI's CLK leaves on other pads of F469 than of F446 and F412") {
    SocBench f469("STM32F469NI"), f446("STM32F446ZE"), f412("STM32F412ZG");
    const auto takes = [](SocBench& b, const char* clk, const char* ncs) {
        std::string why;
        return b.soc->connect({"QUADSPI", {{"CLK", clk}, {"NCS", ncs}}}, why);
    };
    CHECK((takes(f469, "PF10", "PB6") && takes(f469, "PA7", "PC11") && !takes(f469, "PB2", "PB6")));
    CHECK((takes(f446, "PB2", "PG6") && takes(f446, "PD3", "PC11") && !takes(f446, "PF10", "PB6")));
    CHECK((takes(f412, "PB1", "PG6") && takes(f412, "PB2", "PC11") && !takes(f412, "PF10", "PB6")));
}

TEST_CASE("F4: 168 MHz want five wait states and halved, quartered buses") {
    SocBench b;
    SocProbe probe = b.on();
    SECTION("as ST has it") {
        raise_clock(probe, 0x705);
        CHECK((probe.word(kRcc + 8) & 0xC) == 8);
        CHECK(b.clean());
        CHECK(probe.word(kRcc + 4) ==
              (0x20000000 | 8 | 336u << 6 | 1u << 22 | 7u << 24)); // reserved bits stay
    }
    SECTION("VB-FLASH-001") {
        raise_clock(probe, 4);
        CHECK(probe.count("VB-FLASH-001") == 1);
    }
    SECTION("VB-RCC-010 and VB-RCC-012 at scale 2, with undivided buses") {
        probe.store(kApb1Enr, 1u << 28);
        probe.store(kPwr, 0);
        raise_clock(probe, 5);
        CHECK(probe.count("VB-RCC-010") == 1);
        CHECK(probe.count("VB-RCC-012") == 0);
        probe.store(kRcc + 8, 2);
        CHECK(probe.count("VB-RCC-012") == 2);
    }
}

TEST_CASE("F4: what comes out of reset, and flags of its cause") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK((probe.word(kRcc) & ~0xFF00u) == 0x83);
    CHECK((probe.word(kRcc + 4) == 0x24003010 && probe.word(kAhb1Enr) == 0x00100000));
    CHECK((probe.word(kRcc + 0x74) == 0x0E000000 && probe.word(kCr) == 0x80000000));
    CHECK((probe.word(kOptcr) == 0x0FFFAAED && probe.word(kFlash) == 0));
    probe.change(kRcc + 0x74, 0, 1u << 24);
    probe.store(kAircr, 0x05FA0004);
    CHECK(probe.word(kRcc + 0x74) == 0x14000000); // SFTRSTF, PINRSTF
}

TEST_CASE("F4: option bytes lie in memory 8 bytes apart with their complements, and are no image of OPTCR") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK((probe.word(0x1FFFC000) == 0x5500AAFF && probe.word(0x1FFFC008) == 0x0000FFFF));
    CHECK_FALSE(probe.store(0x1FFFC000, 0));
    unlock(probe, kOptkeyr);
    probe.change(kOptcr, 0xC, 0); // BOR_LEV, without OPTSTRT
    CHECK((probe.word(kOptcr) == 0x0FFFAAE0 && probe.word(0x1FFFC000) == 0x5500AAFF));
    probe.change(kOptcr, 0, 2);
    probe.pass(kPerSecond);
    CHECK(probe.word(0x1FFFC000) == 0x550CAAF3);
    CHECK(b.clean());
}

TEST_CASE("F4: sectors are erased in the time of PSIZE, and programmed in its width") {
    SocBench b;
    b.soc->internal_flash().bytes[0x10000] = 0;
    SocProbe probe = b.on();
    unlock(probe, kKeyr);
    probe.store(kCr, 2 | 4u << 3 | 2u << 8 | 1u << 16); // sector 4, 64 KiB, x32
    probe.pass(549 * kPerMillisecond);
    CHECK(probe.word(kSr) == 1u << 16);
    probe.pass(2 * kPerMillisecond);
    CHECK((probe.word(kSr) == 0 && probe.word(0x08010000) == 0xFFFFFFFF));
    probe.store(kCr, 1 | 1u << 8); // PG, x16
    CHECK(probe.store(0x08010002, 0x1234, 2));
    probe.pass(kPerMillisecond);
    CHECK(probe.word(0x08010000) == 0x1234FFFF);
    CHECK(b.clean());
    probe.store(0x08010004, 0, 4);
    CHECK((probe.word(kSr) == 1u << 6 && probe.count("VB-FLASH-012") == 1)); // PGPERR
}

TEST_CASE("F4: the second bank of an F42x is protected by OPTCR1 and erased by its SNB") {
    SocBench b("STM32F429ZI");
    REQUIRE(b.soc->set_option("nWRP2", "0xFFE"));
    b.soc->internal_flash().bytes[0x180000] = 0;
    SocProbe probe = b.on();
    CHECK((probe.word(kOptcr) == 0x0FFFAAED && probe.word(kFlash + 0x18) == 0x0FFE0000));
    unlock(probe, kKeyr);
    probe.store(kCr, 2 | 0x10u << 3 | 2u << 8 | 1u << 16);
    CHECK((probe.word(kSr) == 1u << 4 && probe.count("VB-FLASH-004") == 1)); // WRPERR
    probe.store(kSr, 1u << 4);
    probe.store(kCr, 2 | 0x18u << 3 | 2u << 8 | 1u << 16);
    probe.pass(2 * kPerSecond);
    CHECK(probe.word(0x08180000) == 0xFFFFFFFF);
}

TEST_CASE("F4: one-time programmable bytes, and the lock of their block") {
    SocBench b;
    SocProbe probe = b.on();
    unlock(probe, kKeyr);
    probe.store(kCr, 1); // PG, x8
    CHECK(probe.store(0x1FFF7800, 0x12, 1));
    CHECK(probe.store(0x1FFF7A00, 0, 1));
    probe.pass(kPerMillisecond);
    CHECK(probe.load(0x1FFF7800, 1) == 0x12);
    probe.store(0x1FFF7801, 0x34, 1);
    CHECK((probe.load(0x1FFF7801, 1) == 0xFF && probe.count("VB-FLASH-004") == 1));
    CHECK_FALSE(probe.store(0x1FFF7A10, 0, 1)); // the unique id
}

TEST_CASE("VB-F4-001: the backup SRAM needs its clock, and DBP for stores") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK_FALSE(probe.load(0x40024000));
    probe.change(kAhb1Enr, 0, 1u << 18);
    probe.store(0x40024000, 1);
    CHECK((probe.count("VB-F4-001") == 1 && probe.word(0x40024000) == 0));
    probe.store(kApb1Enr, 1u << 28);
    probe.change(kPwr, 0, 1u << 8);
    probe.store(0x40024000, 1);
    CHECK(probe.word(0x40024000) == 1);
}

TEST_CASE("F4: level 1 shuts out the debugger at both addresses, and its end erases flash and backup SRAM") {
    SocBench b;
    SocProbe probe = b.on();
    probe.change(kAhb1Enr, 0, 1u << 18);
    probe.store(kApb1Enr, 1u << 28);
    probe.change(kPwr, 0, 1u << 8);
    probe.store(0x40024000, 1);
    change_options(probe, 0xFF00, 0x5500);
    CHECK_FALSE(probe.load(0x08000000));
    CHECK_FALSE(probe.load(0x00000000));
    CHECK(probe.load(0x20000000));
    change_options(probe, 0xFF00, 0xAA00);
    CHECK((probe.word(0x08000000) == 0xFFFFFFFF && probe.word(0) == 0xFFFFFFFF));
    CHECK(probe.word(0x40024000) == 0);
}

TEST_CASE("F4: a bit of a port is set through the bit-band alias") {
    SocBench b;
    SocProbe probe = b.on();
    probe.store(0x42000000 + (kAhb1Enr & 0xFFFFF) * 32, 1);           // GPIOAEN
    probe.store(0x42000000 + (0x40020014 & 0xFFFFF) * 32 + 4 * 6, 1); // ODR6
    CHECK((probe.word(kAhb1Enr) == 0x00100001 && probe.word(0x40020014) == 0x40));
    CHECK(b.clean());
}

TEST_CASE("F4: a hardware watchdog resets, and is frozen by DBGMCU while the core is halted") {
    SocBench b;
    REQUIRE(b.soc->set_option("WDG_SW", "0"));
    SocProbe probe = b.on();
    probe.store(0xE0042008, 1u << 12);
    probe.store(kDhcsr, 0xA05F0003);
    probe.pass(2 * kPerSecond);
    CHECK((probe.word(kRcc + 0x74) >> 29 & 1) == 0);
    probe.store(kDhcsr, 0xA05F0001);
    probe.pass(2 * kPerSecond);
    CHECK((probe.word(kRcc + 0x74) >> 29 & 1) == 1);
}
