#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/jedec-table.hpp"
#include "flash-library/chips/named-chip.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

#include <algorithm>

using namespace xspi;

TEST_CASE("A chip's name says the size and the sector that its SFDP says") {
    const auto [name, identity, dump] =
        GENERATE(table<const char*, std::uint32_t, std::span<const std::uint8_t>>({
            {"MX25UW25645G", 0xC28139, dumps::mx25uw25645g},
            {"MX25UM25345G", 0xC28339, dumps::mx25um25345g},
            {"MX66UW1G45G", 0xC2813B, dumps::mx66uw1g45g},
            {"MX66L2G45G", 0xC2201C, dumps::mx66l2g45g},
            {"W25Q64JV-IQ", 0xEF4017, dumps::w25q64jv_iq},
            {"W25Q256JV", 0xEF4019, dumps::w25q256jv},
            {"MT25QU01G", 0x20BB21, dumps::mt25qu01g},
        }));
    CAPTURE(name);
    const SfdpResult sfdp = parse_sfdp(dump);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(identity), &sfdp.tables, chip) == DescribeError::None);
    CHECK(find_chip_by_name(name).size == chip.size);
    CHECK(find_chip_by_name(name).sector_size == chip.erase[0].size);
    const std::uint32_t block_size = find_chip_by_name(name).block_size;
    const auto block = [&](const DescribedEraseType& type) { return type.size == block_size; };
    CHECK(std::any_of(chip.erase.begin(), chip.erase.end(), block));
}

TEST_CASE("A name says which erase is the largest up to 64 KiB") {
    CHECK(find_chip_by_name("W25Q64JV").block_size == 64u << 10);
    CHECK(find_chip_by_name("N25Q128A").block_size == 64u << 10);
    CHECK(find_chip_by_name("M25P128").block_size == 256u << 10); // it has no other
    CHECK(find_chip_by_name("M95M01").block_size == 4u << 10);    // sixteen of its pages
    CHECK(find_chip_by_name("M95010").block_size == 128);         // all of it
}

TEST_CASE("Chips of the table by JEDEC id are found by their names, too") {
    for (const JedecTableLine& line : jedec_table()) {
        CHECK(find_chip_by_name(line.name).size == line.size);
        CHECK(find_chip_by_name(line.name).sector_size == line.erase[0].size);
        if (line.later_name[0] != 0) CHECK(find_chip_by_name(line.later_name).size == line.size);
    }
}

TEST_CASE("A name that is unknown, cut short or empty says nothing") {
    CHECK(find_chip_by_name("").size == 0);
    CHECK(find_chip_by_name("MX25").size == 0);
    CHECK(find_chip_by_name("S28HS02GT").size == 0);
    CHECK(find_chip_by_name("MX25UW25645GXDI00").size == 32u << 20);
}
