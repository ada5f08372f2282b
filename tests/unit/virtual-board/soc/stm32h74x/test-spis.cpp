// The SPIs of the STM32H74x on its buses, clocks and pads, with a chip as on the WeAct boards.
#include "chips/nor-parts.hpp"
#include "chips/serial-nor.hpp"
#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x58024400, kAhb4enr = kRcc + 0xE0, kApb2enr = kRcc + 0xF0,
                        kApb2rstr = kRcc + 0x98, kD2ccip1r = kRcc + 0x50;
constexpr std::uint32_t kGpioB = 0x58020400, kGpioD = 0x58020C00, kSpi1 = 0x40013000;
constexpr std::uint32_t kCr1 = kSpi1, kCr2 = kSpi1 + 4, kCfg1 = kSpi1 + 8, kCfg2 = kSpi1 + 0xC,
                        kSr = kSpi1 + 0x14, kTxdr = kSpi1 + 0x20, kRxdr = kSpi1 + 0x30;

struct Bench {
    Timeline timeline;
    std::unique_ptr<Soc> soc = make_soc("STM32H743VI", timeline, {});
    SerialNor chip{w25q64jv(), timeline, soc->violations()};
    std::string why;

    bool connect(std::map<std::string, std::string> pins, std::map<std::string, bool> resistors,
                 const std::string& controller = "SPI1") {
        FlashWires wires{controller, std::move(pins), &chip};
        wires.resistors = std::move(resistors);
        return soc->connect(wires, why);
    }
    SocProbe on() {
        REQUIRE(connect({{"SCK", "PB3"}, {"MISO", "PB4"}, {"MOSI", "PD7"}, {"NSS", "PD6"}},
                        {{"NSS", true}, {"IO2", true}, {"IO3", true}}));
        soc->power_on();
        return SocProbe(*soc);
    }
};

// PB3, PB4, PD7 in AF5, PD6 an output that is high; kernel clock PER_CK, which is the HSI.
void set_up(SocProbe& probe) {
    probe.change(kAhb4enr, 0, 1u << 1 | 1u << 3);
    probe.change(kApb2enr, 0, 1u << 12);
    probe.change(kD2ccip1r, 7u << 12, 4u << 12);
    for (unsigned pin : {3u, 4u}) {
        probe.change(kGpioB + 0x20, 0xFu << 4 * pin, 5u << 4 * pin);
        probe.change(kGpioB, 3u << 2 * pin, 2u << 2 * pin);
        probe.change(kGpioB + 8, 0, 3u << 2 * pin);
    }
    probe.change(kGpioD + 0x20, 0xFu << 28, 5u << 28);
    probe.change(kGpioD, 3u << 14, 2u << 14);
    probe.change(kGpioD + 8, 0, 3u << 14);
    probe.store(kGpioD + 0x18, 1u << 6);
    probe.change(kGpioD, 3u << 12, 1u << 12);
}

// RDID as the answer to 9Fh, 32 MHz.
std::uint32_t identification(SocProbe& probe) {
    probe.store(kCr1, 1u << 12);
    probe.store(kCfg1, 7);
    probe.store(kCfg2, 1u << 31 | 1u << 26 | 1u << 22);
    probe.store(kCr2, 4);
    probe.store(kGpioD + 0x18, 1u << 22);
    probe.store(kCr1, 1u << 12 | 1);
    probe.store(kCr1, 1u << 12 | 1u << 9 | 1);
    probe.store(kTxdr, 0x9F);
    probe.pass(kPerMicrosecond * 10);
    const std::uint32_t id = probe.word(kSr) & 8 ? probe.word(kRxdr) >> 8 : 0xBAD;
    probe.store(kGpioD + 0x18, 1u << 6);
    probe.store(kCr1, 1u << 12);
    return id;
}
} // namespace

TEST_CASE("H74x: a chip on SPI1 answers over PB3, PB4 and PD7, selected by PD6") {
    Bench b;
    SocProbe probe = b.on();
    set_up(probe);
    CHECK(identification(probe) == 0x1740EF);
    for (const auto& one : b.soc->violations().all()) UNSCOPED_INFO(one.rule + " " + one.what);
    CHECK(b.soc->violations().all().empty());
    const auto clocks = b.soc->serial_clocks();
    REQUIRE(clocks.size() == 1);
    CHECK(clocks[0].controller == "SPI1");
    CHECK(clocks[0].frames == 4);
    CHECK(clocks[0].running == 1'000'000); // 32 clocks at 32 MHz
    CHECK(clocks[0].standing == 0);
}

TEST_CASE("H74x: PB3 and PB4 are of the debug port after reset: SPI1 reaches nothing over them") {
    Bench b;
    SocProbe probe = b.on();
    set_up(probe);
    probe.change(kGpioB + 0x20, 0xFFu << 12, 0);
    CHECK(identification(probe) != 0x1740EF);
    CHECK(probe.count("VB-SPI-003") > 0);
}

TEST_CASE("H74x: SPI1 has no kernel clock after reset") {
    Bench b;
    SocProbe probe = b.on();
    set_up(probe);
    probe.change(kD2ccip1r, 7u << 12, 0); // PLL1Q
    CHECK(identification(probe) == 0xBAD);
    CHECK(probe.count("VB-SPI-001") > 0);
}

TEST_CASE("H74x: SPI1 is gated and reset by the RCC") {
    Bench b;
    SocProbe probe = b.on();
    probe.store(kCfg1, 0);
    CHECK(probe.count("VB-RCC-001") == 1);
    probe.change(kApb2enr, 0, 1u << 12);
    CHECK(probe.word(kCfg1) == 0x00070007);
    probe.store(kCfg1, 0x10000007);
    CHECK(probe.word(kCfg1) == 0x10000007);
    probe.change(kApb2rstr, 0, 1u << 12);
    probe.change(kApb2rstr, 1u << 12, 0);
    CHECK(probe.word(kCfg1) == 0x00070007);
}

TEST_CASE("H74x: six SPIs are controllers of flash, and map nothing") {
    Bench b;
    const auto names = b.soc->flash_controllers();
    for (const char* name : {"SPI1", "SPI2", "SPI3", "SPI4", "SPI5", "SPI6"}) {
        CHECK(std::find(names.begin(), names.end(), name) != names.end());
        CHECK_FALSE(b.soc->flash_window(name));
    }
    CHECK_FALSE(b.connect({{"SCK", "PB3"}}, {}, "SPI7"));
    CHECK(b.why == "there is no SPI7");
}
