// The option bytes of STM32F4 and F7 lie where the manuals put them.
#include "flash-library/devices/stm32f/options.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using namespace xspi::stm32f;

namespace {
std::uint32_t value(std::span<const OptionByte> options, std::string_view name, std::uint32_t word) {
    const OptionByte* option = find_option(options, name);
    REQUIRE(option != nullptr);
    return option->value_in(word);
}
} // namespace

TEST_CASE("the factory words of F40x, F74x and F76x decode as the manuals say") {
    CHECK(value(kOptionsF40x, "WDG_SW", 0x0FFFAAED) == 1);
    CHECK(value(kOptionsF40x, "BOR_LEV", 0x0FFFAAED) == 3);
    CHECK(value(kOptionsF40x, "nWRP", 0x0FFFAAED) == 0xFFF);
    CHECK(value(kOptionsF74x, "nWRP", 0xC0FFAAFD) == 0xFF);
    CHECK(value(kOptionsF74x, "IWDG_STOP", 0xC0FFAAFD) == 1);
    for (const auto options :
         {std::span<const OptionByte>(kOptionsF40x), std::span<const OptionByte>(kOptionsF74x),
          std::span<const OptionByte>(kOptionsF76x)})
        CHECK(value(options, "RDP", 0xFFFFAAFD) == 0xAA);
    CHECK(value(kOptionsF76x, "nDBANK", 0xDFFFAAFD) == 0);
    CHECK(value(kOptionsF76x, "nDBOOT", 0xDFFFAAFD) == 1);
    CHECK(value(kOptionsF76x, "BOOT_ADD0", 0x00400080) == 0x0080);
    CHECK(value(kOptionsF76x, "BOOT_ADD1", 0x00400080) == 0x0040);
}

TEST_CASE("nDBANK and the boot addresses are there where the part has them") {
    CHECK(find_option(kOptionsF40x, "nDBANK") == nullptr);
    CHECK(find_option(kOptionsF74x, "nDBANK") == nullptr);
    CHECK(find_option(kOptionsF40x, "BOOT_ADD0") == nullptr);
    CHECK(find_option(kOptionsF76x, "ndbank")->word_for(1) == "single");
    CHECK(find_option(kOptionsF76x, "ndbank")->word_for(0) == "dual");
    CHECK(find_option(kOptionsF76x, "nDBANK")->risk == OptionRisk::Layout);
}

TEST_CASE("no option lies on what locks and starts") {
    for (const auto options :
         {std::span<const OptionByte>(kOptionsF40x), std::span<const OptionByte>(kOptionsF74x),
          std::span<const OptionByte>(kOptionsF76x)})
        CHECK((option_bits(options, FLASH_OPTCR) & control_bits(kOptionControlF7)) == 0);
    CHECK(option_bits(kOptionsF76x, FLASH_OPTCR) == 0xFFFFFFFC);
    CHECK(option_bits(kOptionsF40x, FLASH_OPTCR) == 0x0FFFFFEC);
}
