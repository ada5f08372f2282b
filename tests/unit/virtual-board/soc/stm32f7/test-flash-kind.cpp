#include "soc/stm32f7/flash-kind.hpp"
#include "tests/unit/catch.hpp"

#include <numeric>

using namespace vb;
using namespace vb::stm32f7;

namespace {
stm32f::FlashLayout layout(const char* part, bool dual) {
    return flash_kind(*find_part(part)).layout(dual ? 0 : nDBANK);
}
std::string sizes(const stm32f::FlashLayout& layout) { // in KiB
    std::string text;
    for (const auto& sector : layout.sectors) text += std::to_string(sector.size / 1024) + " ";
    return text;
}
} // namespace

TEST_CASE("F7: the sectors of every size, in one bank and in two") {
    const std::string big = "256 256 256 256 256 256 256 ", half = "128 128 128 128 128 128 128 ";
    CHECK(sizes(layout("STM32F746NG", false)) == "32 32 32 32 128 256 256 256 ");
    CHECK(sizes(layout("STM32F746NG", true)) == "32 32 32 32 128 256 256 256 "); // knows one bank only
    CHECK(sizes(layout("STM32F746NE", false)) == "32 32 32 32 128 256 ");
    CHECK(sizes(layout("STM32F750V8", false)) == "32 32 ");
    CHECK(sizes(layout("STM32F767ZI", false)) == "32 32 32 32 128 " + big);
    CHECK(sizes(layout("STM32F767ZI", true)) == "16 16 16 16 64 " + half + "16 16 16 16 64 " + half);
    CHECK(sizes(layout("STM32F767ZG", true)) == "16 16 16 16 64 128 128 128 16 16 16 16 64 128 128 128 ");
}

TEST_CASE("F7: SNB and nWRP of both bank modes") {
    const auto single = layout("STM32F767ZI", false), dual = layout("STM32F767ZI", true);
    CHECK((single.sectors[11].snb == 11 && single.sectors[11].nwrp == 11 && single.sectors[11].bank == 0));
    const auto& second = dual.sectors[12];
    CHECK((second.first == 0x100000 && second.snb == 0x10 && second.bank == 1 && second.nwrp == 6));
    CHECK((dual.sectors[1].nwrp == 0 && dual.sectors[2].nwrp == 1 && dual.sectors[11].nwrp == 5));
    CHECK(
        (dual.sectors[23].snb == 0x1B && dual.sectors[23].nwrp == 11 && dual.sectors[23].first == 0x1E0000));
}

TEST_CASE("Interleaving there and back changes nothing") {
    std::vector<std::uint8_t> cells(256);
    std::iota(cells.begin(), cells.end(), std::uint8_t(0));
    const auto before = cells;
    interleave(cells, true);
    CHECK((cells[0] == 0 && cells[16] == 32 && cells[127] == 0xEF && cells[128] == 16 && cells[255] == 0xFF));
    interleave(cells, false);
    CHECK(cells == before);
}

TEST_CASE("F7: parts by name") {
    CHECK(find_part("STM32F746NGH6")->name == "STM32F746NG");
    CHECK(find_part("STM32F767ZI")->is_f76x());
    CHECK(find_part("STM32F769AG")->flash_kib == 1024);
    for (const char* name :
         {"STM32F746", "STM32F746NI", "STM32F767ZE", "STM32F407VE", "STM32F769VI", "STM32H743VI"})
        CHECK_FALSE(find_part(name));
    for (const std::string& name : part_names()) CHECK(find_part(name)->name == name);
}
