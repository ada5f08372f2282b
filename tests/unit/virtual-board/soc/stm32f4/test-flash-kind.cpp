#include "soc/stm32f4/flash-kind.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>

using namespace vb;
using namespace vb::stm32f4;

namespace {
stm32f::FlashLayout layout(const char* part, std::uint32_t optcr = 0) {
    return flash_kind(*find_part(part)).layout(optcr);
}
std::string sizes(const stm32f::FlashLayout& layout) { // in KiB
    std::string text;
    for (const auto& sector : layout.sectors) text += std::to_string(sector.size / 1024) + " ";
    return text;
}
} // namespace

TEST_CASE("F4: the sectors of every size, in one bank and in two") {
    const std::string small = "16 16 16 16 64 ", half = small + "128 128 128 ";
    CHECK(sizes(layout("STM32F401CB")) == small);
    CHECK(sizes(layout("STM32F411CC")) == small + "128 ");
    CHECK(sizes(layout("STM32F407VE")) == half);
    CHECK(sizes(layout("STM32F407VG")) == half + "128 128 128 128 ");
    CHECK(sizes(layout("STM32F407VG", DB1M)) == half + "128 128 128 128 "); // has no such option
    CHECK(sizes(layout("STM32F429ZG")) == half + "128 128 128 128 ");
    CHECK(sizes(layout("STM32F429ZG", DB1M)) == half + half);
    CHECK(sizes(layout("STM32F429ZI")) == half + "128 128 128 128 " + half + "128 128 128 128 ");
}

TEST_CASE("F4: SNB and nWRP of the second bank") {
    const auto dual = layout("STM32F429ZI");
    CHECK((dual.banks == 2 && layout("STM32F429ZG").banks == 1 && layout("STM32F407VG").banks == 1));
    const auto& second = dual.sectors[12];
    CHECK((second.first == 0x100000 && second.snb == 0x10 && second.bank == 1));
    CHECK((second.nwrp == 0 && second.nwrp_reg == 1)); // in OPTCR1
    CHECK((dual.sectors[11].nwrp == 11 && dual.sectors[11].nwrp_reg == 0));
    CHECK((dual.sectors[23].snb == 0x1B && dual.sectors[23].nwrp == 11));
}

TEST_CASE("F4: parts go by line, package and size, whatever follows") {
    CHECK(find_part("STM32F407VET6TR")->name == "STM32F407VE");
    CHECK(find_part("STM32F401RE")->line->sram_kib == 96);
    CHECK(find_part("STM32F401RC")->line->sram_kib == 64);
    for (const char* name : {"STM32F407VI", "STM32F407RG", "STM32F408VG", "STM32F407V", "STM32F103C8"})
        CHECK_FALSE(find_part(name));
    const auto names = part_names();
    CHECK(std::count(names.begin(), names.end(), "STM32F407VE") == 1);
    CHECK(std::all_of(names.begin(), names.end(),
                      [](const auto& name) { return find_part(name)->name == name; }));
}

TEST_CASE("F4: pads go by line") {
    const auto pads = [](LineBit line, const char* signal) { return pads_of(pins_of(line), signal); };
    CHECK(pads(F40x, "SPI1_SCK") == "PA5, PB3");
    CHECK(pads(F40x, "SPI2_SCK") == "PB10, PB13, PI1");
    CHECK(pads(F40x, "SPI4_SCK") == "none");
    CHECK(pads(F42x, "SPI2_SCK") == "PB10, PB13, PD3, PI1");
    CHECK(pads(F40x, "USART1_TX") == "PA9, PB6");
}
