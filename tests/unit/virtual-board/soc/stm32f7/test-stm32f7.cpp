#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kFlash = 0x40023C00, kRcc = 0x40023800, kPwr = 0x40007000, kSyscfg = 0x40013800;
constexpr std::uint32_t kAhb1Enr = kRcc + 0x30, kApb1Enr = kRcc + 0x40, kApb2Enr = kRcc + 0x44;
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kAircr = 0xE000ED0C, kVtor = 0xE000ED08;
constexpr std::uint32_t kKeyr = kFlash + 4, kOptkeyr = kFlash + 8, kSr = kFlash + 0xC, kCr = kFlash + 0x10,
                        kOptcr = kFlash + 0x14;
// MSP, reset vector on the ITCM, then a branch to itself.
constexpr std::uint8_t kSpin[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x20, 0x00, 0xfe, 0xe7, 0xfe, 0xe7};

struct SocBench {
    Timeline timeline;
    std::unique_ptr<Soc> soc;
    explicit SocBench(const std::string& part = "STM32F767ZI") : soc(make_soc(part, timeline, {})) {
        REQUIRE(soc);
        put_program(0);
    }
    void put_program(std::size_t at) {
        std::copy(std::begin(kSpin), std::end(kSpin),
                  soc->internal_flash().bytes.begin() + std::ptrdiff_t(at));
    }
    SocProbe on() {
        soc->power_on();
        return SocProbe(*soc);
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
} // namespace

TEST_CASE("F7: the parts differ in memories and identity") {
    struct Case {
        const char* part;
        std::uint32_t flash_kib, sram, sram_size, idcode, cpuid;
    };
    for (const Case& c : {Case{"STM32F746NGH6", 1024, 0x20010000, 0x40000, 0x10016449, 0x410FC271},
                          Case{"STM32F767ZIT6", 2048, 0x20020000, 0x60000, 0x10016451, 0x411FC270},
                          Case{"STM32F750V8", 64, 0x20010000, 0x40000, 0x10016449, 0x410FC271}}) {
        CAPTURE(c.part);
        SocBench b(c.part);
        CHECK((b.soc->internal_flash().base == 0x08000000 &&
               b.soc->internal_flash().bytes.size() == c.flash_kib * 1024));
        CHECK((b.soc->ram().base == c.sram && b.soc->ram().bytes.size() == c.sram_size));
        SocProbe probe = b.on();
        CHECK((probe.id() == 0x5BA02477 && probe.ap_register(0, 0xFC) == 0x74770001));
        CHECK((probe.word(0xE0042000) == c.idcode && probe.word(0xE000ED00) == c.cpuid));
        CHECK(probe.load(0x1FF0F442, 2) == c.flash_kib);
        CHECK(probe.load(0x08000000 + c.flash_kib * 1024 - 4));
        CHECK_FALSE(probe.load(0x08000000 + c.flash_kib * 1024));
        for (std::uint32_t address :
             {0x00000000u, 0x00003FFCu, 0x20000000u, c.sram, c.sram + c.sram_size - 4})
            CHECK(probe.load(address));
        CHECK_FALSE(probe.load(0x00004000));
        CHECK_FALSE(probe.load(0x60000000)); // an FMC bank that is not set up
        CHECK(b.clean());
    }
}

TEST_CASE("F7: the program starts on the ITCM, where its flash is seen as well but never written") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK(probe.word(kVtor) == 0x00200000);
    probe.pass(kPerMillisecond);
    CHECK(b.soc->machine().core_state().mode == CoreMode::running);
    CHECK(probe.word(0x00200000) == probe.word(0x08000000));
    CHECK_FALSE(probe.store(0x00200100, 0));
    unlock(probe, kKeyr);
    probe.store(kCr, 1 | 2u << 8);
    CHECK(probe.store(0x08000100, 0x12345678));
    probe.pass(kPerMillisecond);
    CHECK(probe.word(0x00200100) == 0x12345678);
    CHECK(b.clean());
}

TEST_CASE("F7: a boot address where there is no memory means the flash on the ITCM") {
    for (const auto& [value, vtor] : {std::pair("0x2000", 0x08000000u), std::pair("0x8000", 0x20000000u),
                                      std::pair("0xFFFF", 0x00200000u), std::pair("0x3000", 0x00200000u)}) {
        SocBench b;
        REQUIRE(b.soc->set_option("BOOT_ADD0", value));
        SocProbe probe = b.on();
        CHECK(probe.word(kVtor) == vtor);
    }
}

TEST_CASE("F7: option bytes lie in memory 8 bytes apart, with their complements") {
    SocBench b;
    REQUIRE(b.soc->set_option("nDBANK", "0"));
    SocProbe probe = b.on();
    const std::uint32_t words[] = {0x5500AAFF, 0x2000DFFF, 0xFF7F0080, 0xFFBF0040};
    for (unsigned i = 0; i < 4; ++i) CHECK(probe.word(0x1FFF0000 + 8 * i) == words[i]);
    CHECK_FALSE(probe.store(0x1FFF0000, 0));
    change_options(probe, 0, 1u << 29);
    CHECK(probe.word(0x1FFF0008) == 0x0000FFFF);
    CHECK(b.clean());
}

TEST_CASE("F7: a port, PWR, SYSCFG, FMC and QUADSPI want their clocks; pads start as inputs") {
    SocBench b;
    SocProbe probe = b.on();
    for (std::uint32_t address : {0x40020000u, kPwr, kSyscfg, 0xA0000000u, 0xA0001000u, 0x40011000u})
        CHECK(probe.word(address) == 0);
    CHECK(probe.count("VB-RCC-001") == 6);
    probe.store(kAhb1Enr, 0x001007FF);
    probe.store(kRcc + 0x38, 3);
    probe.store(kApb1Enr, 1u << 28);
    probe.store(kApb2Enr, 1u << 14 | 1u << 4);
    CHECK((probe.word(0x40020000) == 0xA8000000 && probe.word(0x4002000C) == 0x64000000));
    CHECK((probe.word(0x40020400) == 0x00000280 && probe.word(0x4002040C) == 0x00000100));
    CHECK((probe.word(0x40022800) == 0 && probe.word(0xA0000000) == 0x30DB && probe.word(kPwr) == 0xC000));
    CHECK(probe.word(0x4001101C) == 0xC0);
    CHECK(probe.count("VB-RCC-001") == 6);
}

TEST_CASE("VB-F7-001: the backup SRAM needs its clock, and DBP for stores") {
    SocBench b;
    SocProbe probe = b.on();
    CHECK_FALSE(probe.load(0x40024000));
    probe.change(kAhb1Enr, 0, 1u << 18);
    probe.store(0x40024000, 1);
    CHECK((probe.count("VB-F7-001") == 1 && probe.word(0x40024000) == 0));
    probe.store(kApb1Enr, 1u << 28);
    probe.change(kPwr, 0, 1u << 8);
    probe.store(0x40024000, 1);
    CHECK(probe.word(0x40024000) == 1);
}

TEST_CASE("F7: from level 1 to 0 flash and backup SRAM are erased, and level 1 shuts out the debugger") {
    SocBench b;
    SocProbe probe = b.on();
    probe.change(kAhb1Enr, 0, 1u << 18);
    probe.store(kApb1Enr, 1u << 28);
    probe.change(kPwr, 0, 1u << 8);
    probe.store(0x40024000, 1);
    change_options(probe, 0xFF00, 0x5500);
    CHECK_FALSE(probe.load(0x08000000));
    CHECK_FALSE(probe.load(0x00200000));
    CHECK(probe.load(0x20000000));
    change_options(probe, 0xFF00, 0xAA00);
    CHECK((probe.word(0x08000000) == 0xFFFFFFFF && probe.word(0x40024000) == 0));
    CHECK(b.clean());
}

TEST_CASE("F7: at level 2 the access port is closed") {
    SocBench b;
    REQUIRE(b.soc->set_option("RDP", "0xCC"));
    SocProbe probe = b.on();
    CHECK_FALSE(probe.load(0x20000000));
    CHECK(b.soc->machine().core_state().mode == CoreMode::running);
}

TEST_CASE("F7: SWP_FB swaps the banks of a dual bank flash, for every view and for stores") {
    SocBench b;
    REQUIRE(b.soc->set_option("nDBANK", "0"));
    b.soc->internal_flash().bytes[0x100000] = 0x22;
    SocProbe probe = b.on();
    probe.store(kDhcsr, 0xA05F0003);
    probe.store(kApb2Enr, 1u << 14);
    probe.store(kSyscfg, 0x100);
    CHECK((probe.load(0x08000000, 1) == 0x22 && probe.load(0x00200000, 1) == 0x22));
    CHECK(probe.word(0x08100000) == 0x20010000);
    unlock(probe, kKeyr);
    probe.store(kCr, 1 | 2u << 8);
    probe.store(0x08000010, 0);
    probe.pass(kPerMillisecond);
    CHECK(b.soc->internal_flash().bytes[0x100010] == 0);
    probe.store(kAircr, 0x05FA0004);
    probe.pass(kPerMillisecond);
    CHECK(probe.word(0x08000000) == 0x20010000);
    SocBench single;
    SocProbe other = single.on();
    other.store(kApb2Enr, 1u << 14);
    other.store(kSyscfg, 0x100); // no meaning
    CHECK(other.word(0x08000000) == 0x20010000);
}

TEST_CASE("F7: with nDBOOT = 0 the boot loader takes bank 2 where a program is, else bank 1") {
    for (const bool second : {true, false}) {
        CAPTURE(second);
        SocBench b;
        REQUIRE(b.soc->set_option("nDBANK", "0"));
        REQUIRE(b.soc->set_option("nDBOOT", "0"));
        if (second) b.put_program(0x100000);
        b.soc->internal_flash().bytes[0x100020] = 0x22;
        SocProbe probe = b.on();
        CHECK(probe.word(kVtor) == 0x08000000);
        CHECK((probe.load(0x08000020, 1) == 0x22) == second);
    }
}

TEST_CASE("F7: nDBANK=0 by option starts in dual bank with the files' contents as they are") {
    SocBench b;
    REQUIRE(b.soc->set_option("nDBANK", "0"));
    b.soc->internal_flash().bytes[0x100000] = 0x77;
    SocProbe probe = b.on();
    CHECK((probe.load(0x08100000, 1) == 0x77 && probe.word(kOptcr) == 0xDFFFAAFD));
}

TEST_CASE("F7: the options of the board say how a change of nDBANK is read") {
    for (const bool kept : {false, true}) {
        CAPTURE(kept);
        SocBench b;
        REQUIRE(b.soc->set_option("NDBANK_CONTENTS", kept ? "kept" : "interleaved"));
        REQUIRE(b.soc->set_option("NDBANK_TAKES_EFFECT", "reset"));
        b.soc->internal_flash().bytes[0x10] = 0x77;
        SocProbe probe = b.on();
        change_options(probe, 1u << 29, 0);
        CHECK(probe.load(0x08000010, 1) == 0x77);
        probe.store(kAircr, 0x05FA0004);
        probe.pass(kPerMillisecond);
        CHECK((probe.load(0x08100000, 1) == 0x77) == !kept);
    }
    SocBench f746("STM32F746NG"), f767;
    CHECK_FALSE(f746.soc->set_option("NDBANK_CONTENTS", "kept"));
    CHECK_FALSE(f746.soc->option_values("NDBANK_CONTENTS"));
    CHECK_FALSE(f767.soc->set_option("NDBANK_CONTENTS", "lost"));
    CHECK(f767.soc->option_values("NDBANK_TAKES_EFFECT") == "at_once, reset");
    const auto names = f767.soc->option_names();
    CHECK(std::find(names.begin(), names.end(), "nDBOOT") != names.end());
}

TEST_CASE("F7: the OTP area is programmed at its place") {
    SocBench b;
    SocProbe probe = b.on();
    unlock(probe, kKeyr);
    probe.store(kCr, 1);
    CHECK(probe.store(0x1FF0F000, 0x5A, 1));
    probe.pass(kPerMillisecond);
    CHECK((probe.load(0x1FF0F000, 1) == 0x5A && probe.word(kSr) == 0));
    CHECK_FALSE(probe.store(0x1FF0F420, 0, 1)); // the unique id
}

TEST_CASE("F7: the watchdog starts by IWDG_SW = 0, and stands still in a halted core with its freeze bit") {
    SocBench b;
    REQUIRE(b.soc->set_option("IWDG_SW", "0"));
    SocProbe probe = b.on();
    probe.store(0xE0042008, 0x1800); // as OpenOCD does
    probe.store(kDhcsr, 0xA05F0003);
    probe.pass(2 * kPerSecond);
    CHECK_FALSE((probe.word(kRcc + 0x74) & 1u << 29));
    probe.store(0xE0042008, 0);
    probe.pass(2 * kPerSecond);
    CHECK((probe.word(kRcc + 0x74) & 1u << 29));
}

TEST_CASE("F7: QUADSPI pins of the F746 are the F767's, which has more; other controllers are refused") {
    SocBench f746("STM32F746NG"), f767;
    std::string why;
    FlashWires wires{"QUADSPI", {{"CLK", "PB2"}, {"NCS", "PB6"}, {"IO0", "PD11"}}};
    CHECK(f746.soc->connect(wires, why));
    wires.pins["CLK"] = "PF10";
    CHECK_FALSE(f746.soc->connect(wires, why));
    CHECK(why.find("PF10") != std::string::npos);
    CHECK(f767.soc->connect(wires, why));
    CHECK(f767.soc->flash_window("QUADSPI") == 0x90000000);
    wires.controller = "SPI9";
    CHECK_FALSE(f767.soc->connect(wires, why));
}

TEST_CASE("F7: six SPIs with a FIFO, each behind its clock; SPI6 on port B is the F767's") {
    constexpr std::uint32_t bases[] = {0x40013000, 0x40003800, 0x40003C00,
                                       0x40013400, 0x40015000, 0x40015400};
    SocBench b;
    SocProbe probe = b.on();
    for (std::uint32_t base : bases) CHECK(probe.word(base + 4) == 0);
    CHECK(probe.count("VB-RCC-001") == 6);
    probe.store(kApb1Enr, 3u << 14);
    probe.store(kApb2Enr, 3u << 12 | 3u << 20);
    for (std::uint32_t base : bases)
        CHECK((probe.word(base + 4) == 0x0700 && probe.word(base + 8) == 0x0002));
    CHECK(b.soc->flash_controllers() ==
          std::vector<std::string>{"QUADSPI", "SPI1", "SPI2", "SPI3", "SPI4", "SPI5", "SPI6"});
    SocBench f746("STM32F746NG"), f767;
    std::string why;
    const FlashWires wires{"SPI6", {{"SCK", "PB3"}, {"MISO", "PB4"}, {"MOSI", "PB5"}, {"NSS", "PB0"}}};
    CHECK_FALSE(f746.soc->connect(wires, why));
    CHECK(f767.soc->connect(wires, why));
    CHECK_FALSE(f767.soc->flash_window("SPI6"));
}

TEST_CASE("F7: FPU, caches and MPU are those of the line") {
    SocBench f746("STM32F746NG"), f767;
    SocProbe single = f746.on(), twice = f767.on();
    CHECK((single.word(0xE000EF40) == 0x10110021 && single.word(0xE000EF44) == 0x11000011));
    CHECK((twice.word(0xE000EF40) == 0x10110221 && twice.word(0xE000EF44) == 0x12000011));
    for (SocProbe* probe : {&single, &twice}) CHECK(probe->word(0xE000ED90) == 8u << 8); // MPU_TYPE
    for (unsigned cache : {0u, 1u}) {                                                    // data, instructions
        single.store(0xE000ED84, cache);
        twice.store(0xE000ED84, cache);
        CHECK(single.word(0xE000ED80) == (cache ? 0xF007E009 : 0xF003E019));
        CHECK(twice.word(0xE000ED80) == (cache ? 0xF01FE009 : 0xF00FE019));
    }
}

TEST_CASE("F7: the unique id is the option's") {
    SocBench b;
    REQUIRE(b.soc->set_option("UID", "0102030405060708090A0B0C"));
    CHECK_FALSE(b.soc->set_option("UID", "01"));
    SocProbe probe = b.on();
    CHECK((probe.word(0x1FF0F420) == 0x04030201 && probe.word(0x1FF0F428) == 0x0C0B0A09));
}
