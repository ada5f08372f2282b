// What OpenOCD 0.12.0 writes, word by word, from the STM32F746G-DISCO's board file and its stm32f2x driver.
#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::test;

TEST_CASE("The board file's 192 MHz without over-drive are beyond what ST allows, and run") {
    Timeline timeline;
    const auto soc = make_soc("STM32F746NG", timeline, {});
    soc->power_on();
    SocProbe probe(*soc);
    probe.store(0x40023C00, 6);          // ACR
    probe.store(0x40023804, 0x24003008); // PLLCFGR
    probe.store(0x40023808, 0x00009400); // CFGR
    probe.change(0x40023800, 0, 1u << 24);
    probe.pass(kPerMillisecond);
    probe.change(0x40023808, 0, 2);
    CHECK((probe.word(0x40023808) & 0xC) == 8);
    CHECK((probe.count("VB-RCC-010") == 1 && probe.count("VB-RCC-012") == 2));
    CHECK(soc->violations().all().size() == 3);
}

TEST_CASE("stm32f2x: options_write of nDBANK, then an erase in the upper bank by its SNB") {
    Timeline timeline;
    const auto soc = make_soc("STM32F767ZI", timeline, {});
    soc->power_on();
    SocProbe probe(*soc);
    probe.store(0x40023C08, 0x08192A3B);
    probe.store(0x40023C08, 0x4C5D6E7F);
    const std::uint32_t optcr = (probe.word(0x40023C14) & 0x0FFFFF03) | 0xD00000FC;
    probe.store(0x40023C18, 0x00400080);
    probe.store(0x40023C14, optcr);
    probe.store(0x40023C14, optcr | 2);
    while (probe.word(0x40023C0C) & 1u << 16) probe.pass(kPerMillisecond);
    probe.store(0x40023C14, optcr | 1);
    CHECK(probe.word(0x40023C14) == 0xDFFFAAFD);
    soc->internal_flash().bytes[0x100000] = 0;
    probe.store(0x40023C04, 0x45670123);
    probe.store(0x40023C04, 0xCDEF89AB);
    probe.store(0x40023C10, 1u << 1 | 0x10 << 3 | 1u << 16);
    while (probe.word(0x40023C0C) & 1u << 16) probe.pass(kPerMillisecond);
    probe.store(0x40023C10, 1u << 31);
    CHECK((probe.word(0x08100000) == 0xFFFFFFFF && probe.word(0x40023C0C) == 0));
    CHECK(soc->violations().all().empty());
}
