#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/jedec-table.hpp"
#include "flash-library/chips/quirk.hpp"
#include "flash-library/chips/vendor-quad.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

#include <set>
#include <string>

using namespace xspi;

namespace {

ChipDescription described(std::uint32_t identity, std::span<const std::uint8_t> dump) {
    const SfdpResult sfdp = parse_sfdp(dump);
    REQUIRE(sfdp.error == SfdpError::None);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(identity), &sfdp.tables, chip) == DescribeError::None);
    return chip;
}

} // namespace

TEST_CASE("The chip of the NUCLEO is described by its SFDP and its vendor's quirks", "[chips]") {
    const ChipDescription chip = described(0xC28139, dumps::mx25uw25645g);
    CHECK(std::string(chip.name) == "MX25UW25645G");
    CHECK(chip.described_by == DescribedBy::Sfdp);
    CHECK(chip.size == 32u << 20);
    CHECK(chip.page_program == TypicalAndMaximum{152, 4256});
    CHECK(chip.four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK(chip.erase[0].four_byte_opcode == 0x21);
    CHECK(chip.erase[1].four_byte_opcode == 0xDC);
    CHECK(chip.erase[2].size == 0);
    CHECK(chip.fail_opcode == 0x2B);
    CHECK(chip.fail_mask == 0x60);
    CHECK(chip.chip_erase_opcode == 0x60);
    CHECK_FALSE(chip.times_assumed);
    CHECK(chip.octal.present);
    CHECK(chip.octal.read_dummy_cycles == 20);
    CHECK(chip.octal.status_address_bytes == 4);
    CHECK(chip.octal.status_dummy_cycles == 4);
    CHECK(chip.octal.maximum_mhz == 200);
}

TEST_CASE("The power-up dummy cycles count, not the 200 MHz row", "[chips]") {
    const ChipDescription chip = described(0xC28339, dumps::mx25um25345g); // its 200 MHz row says 18
    CHECK(chip.octal.read_dummy_cycles == 20);
    CHECK_FALSE(chip.octal.swap_bytes);
}

TEST_CASE("Bytes above 16 MiB are reached as the chip says", "[chips]") {
    CHECK(described(0xEF4017, dumps::w25q64jv_iq).four_byte == FourByteMethod::NotNeeded);
    CHECK(described(0xEF8017, dumps::w25q64jw_m).four_byte == FourByteMethod::NotNeeded);
    CHECK(described(0x20BB21, dumps::mt25qu01g).four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK(described(0xC2201C, dumps::mx66l2g45g).four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK(described(0x20BA19, dumps::n25q256a).four_byte == FourByteMethod::EnterWriteEnableB7);
    // The quirk of W25Q256JV; the same table from a part nobody knows goes by B7h.
    CHECK(described(0xEF4019, dumps::w25q256jv).four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK(described(0xAA4019, dumps::w25q256jv).four_byte == FourByteMethod::EnterB7);
}

TEST_CASE("Erase types are sorted by size whatever their number in the table", "[chips]") {
    const ChipDescription micron = described(0x20BB21, dumps::mt25qu01g); // 4, 64, 32 KiB
    CHECK(micron.erase[0].size == 4096);
    CHECK(micron.erase[1].size == 32 * 1024);
    CHECK(micron.erase[1].four_byte_opcode == 0);
    CHECK(micron.erase[2].size == 64 * 1024);
    CHECK(micron.erase[2].four_byte_opcode == 0xDC);
    CHECK(micron.chip_erase_opcode == 0); // stacked dies
    CHECK(micron.fail_opcode == 0x70);
    const ChipDescription big = described(0xC2201C, dumps::mx66l2g45g);
    CHECK(big.erase[1].four_byte_opcode == 0x5C);
}

TEST_CASE("Times that SFDP 1.0 leaves out come from the table, and every wait has an end", "[chips]") {
    const ChipDescription chip = described(0x20BA19, dumps::n25q256a);
    CHECK(chip.described_by == DescribedBy::Sfdp);
    CHECK(chip.erase[0].time.maximum_us == 800'000);
    CHECK(chip.erase[1].time.maximum_us == 3'000'000);
    CHECK(chip.chip_erase.maximum_us == 480'000'000);
    CHECK_FALSE(chip.times_assumed);
    CHECK(chip.page_program.maximum_us == 5000);
    ChipDescription unknown;
    const SfdpTables tables = parse_sfdp(dumps::n25q256a).tables;
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, unknown) == DescribeError::None);
    CHECK(unknown.times_assumed);
    CHECK(unknown.erase[0].time.typical_us != 0);
    CHECK(unknown.page_program.maximum_us != 0);
}

TEST_CASE("A chip without SFDP is found by its JEDEC id", "[chips]") {
    ChipDescription chip;
    CHECK(describe_chip(chip_identity(0xC2853A), nullptr, chip) == DescribeError::None);
    CHECK(std::string(chip.name) == "MX25LM51245G");
    CHECK(chip.described_by == DescribedBy::JedecTable);
    CHECK(chip.size == 64u << 20);
    CHECK(chip.four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK_FALSE(chip.octal.present);
    CHECK(describe_chip(chip_identity(0x202015), nullptr, chip) == DescribeError::None);
    CHECK(chip.erase[0].size == 64 * 1024);
    CHECK(chip.erase[0].time.maximum_us > chip.erase[0].time.typical_us);
    CHECK(chip.fail_opcode == 0);
}

TEST_CASE("A chip that nobody knows or that does not answer is said to be so", "[chips]") {
    ChipDescription chip;
    CHECK(describe_chip(chip_identity(0x123456), nullptr, chip) == DescribeError::Unknown);
    CHECK_FALSE(chip.known());
    CHECK(describe_chip(chip_identity(0xFFFFFF), nullptr, chip) == DescribeError::NotAnswered);
    CHECK(describe_chip(chip_identity(0), nullptr, chip) == DescribeError::NotAnswered);
    const SfdpTables none;
    CHECK(describe_chip(chip_identity(0x123456), &none, chip) == DescribeError::Unknown);
    SfdpTables huge = parse_sfdp(dumps::mx25uw25645g).tables;
    huge.bfpt.dwords[1] = 0x80000000 | 35; // 4 GiB
    CHECK(describe_chip(chip_identity(0x123456), &huge, chip) == DescribeError::TooLarge);
}

TEST_CASE("A DWORD 1 that codes the only erase is enough", "[chips]") {
    SfdpTables tables = parse_sfdp(dumps::n25q256a).tables;
    tables.bfpt.dwords[7] = tables.bfpt.dwords[8] = 0;
    tables.bfpt.dwords[1] = 0x00FFFFFF; // 2 MiB
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip) == DescribeError::None);
    CHECK(chip.erase[0].size == 4096);
    CHECK(chip.erase[0].opcode == 0x20);
}

TEST_CASE("Every line of the tables has its source or reason, and no id twice", "[chips]") {
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < jedec_table().size(); ++i) {
        const JedecTableLine& line = jedec_table()[i];
        INFO(line.name);
        CHECK(std::string(jedec_table_source(i)).size() > 10);
        CHECK(seen.insert(line.identity).second);
        CHECK((line.four_byte == FourByteMethod::NotNeeded) == (line.size <= kThreeByteReach));
        ChipDescription chip;
        CHECK(describe_chip(chip_identity(line.identity), nullptr, chip) == DescribeError::None);
        for (const DescribedEraseType& type : chip.erase) {
            if (type.size != 0)
                CHECK((type.time.typical_us != 0 && type.time.maximum_us >= type.time.typical_us));
        }
    }
    for (const auto quirks : {macronix_quirks(), winbond_quirks(), micron_quirks(), infineon_quirks()}) {
        for (const Quirk& quirk : quirks) CHECK_FALSE(std::string(quirk.text).empty());
    }
}

TEST_CASE("Of two parts with one id the revision of SFDP tells which it is", "[chips]") {
    CHECK(std::string(described(0x20BA19, dumps::n25q256a).name) == "N25Q256A");
    SfdpTables later = parse_sfdp(dumps::mt25qu01g).tables;
    later.bfpt.dwords[1] = 0x0FFFFFFF; // 32 MiB
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0x20BA19), &later, chip) == DescribeError::None);
    CHECK(std::string(chip.name) == "MT25QL256");
    CHECK(chip.four_byte == FourByteMethod::DedicatedOpcodes);
}

TEST_CASE("A chip that answers with another chip's id and says another size is not taken for it", "[chips]") {
    SfdpTables clone = parse_sfdp(dumps::w25q64jv_iq).tables;
    clone.bfpt.dwords[1] = 0x00FFFFFF; // 2 MiB
    ChipDescription chip;
    CHECK(describe_chip(chip_identity(0xEF4018), &clone, chip) == DescribeError::SizeDisagrees);
    CHECK_FALSE(chip.known());
    CHECK(describe_chip(chip_identity(0xAA4018), &clone, chip) == DescribeError::None); // nobody knows better
    CHECK(chip.size == 2u << 20);
}

TEST_CASE("A big chip that says three address bytes only needs a line that knows better", "[chips]") {
    SfdpTables issi = parse_sfdp(dumps::w25q256jv).tables;
    issi.bfpt.dwords[0] &= ~(3u << 17);
    issi.bfpt.dwords[15] &= 0x00FFFFFF; // no way to four address bytes
    ChipDescription chip;
    CHECK(describe_chip(chip_identity(0x9D7019), &issi, chip) == DescribeError::None);
    CHECK(std::string(chip.name) == "IS25WP256");
    CHECK(chip.four_byte == FourByteMethod::DedicatedOpcodes);
    CHECK(chip.erase[1].four_byte_opcode == 0x5C); // from the line: 52h has no usual form
    CHECK(chip.erase[2].four_byte_opcode == 0xDC);
    CHECK(describe_chip(chip_identity(0xAA7019), &issi, chip) == DescribeError::ThreeByteOnly);
    issi.bfpt.dwords[0] |= 1u << 17;             // three or four
    issi.bfpt.dwords[15] |= 1u << 26 | 1u << 27; // by registers
    CHECK(describe_chip(chip_identity(0xAA7019), &issi, chip) == DescribeError::Unreachable);
    issi.bfpt.dwords[15] |= 1u << 25;
    CHECK(describe_chip(chip_identity(0xAA7019), &issi, chip) == DescribeError::None);
    CHECK(chip.four_byte == FourByteMethod::EnterWriteEnableB7);
}

TEST_CASE("DWORD 16's four-byte bits mean nothing up to 16 MiB", "[chips]") {
    SfdpTables small = parse_sfdp(dumps::w25q64jv_iq).tables;
    small.bfpt.dwords[15] |= 0xFF000000;
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xEF4017), &small, chip) == DescribeError::None);
    CHECK(chip.four_byte == FourByteMethod::NotNeeded);
}

TEST_CASE("Quad enable comes from SFDP, else from the id, else quad modes are not for use", "[chips]") {
    SfdpTables tables = parse_sfdp(dumps::w25q64jv_iq).tables;
    ChipDescription chip;
    for (unsigned value = 0; value <= 6; ++value) {
        tables.bfpt.dwords[14] = (tables.bfpt.dwords[14] & ~(7u << 20)) | value << 20;
        REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip) == DescribeError::None);
        CHECK(static_cast<unsigned>(chip.quad_enable) == value);
        CHECK(chip.quad_enable_known);
    }
    tables.bfpt.dwords[14] |= 7u << 20;
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip) == DescribeError::None);
    CHECK_FALSE(chip.quad_enable_known);
    REQUIRE(describe_chip(chip_identity(0xEF4017), &tables, chip) == DescribeError::None);
    CHECK(chip.quad_enable_known);
    tables.bfpt.count = 9;
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip) == DescribeError::None);
    CHECK_FALSE(chip.quad_enable_known);
    CHECK_FALSE(chip.volatile_status_write);
    REQUIRE(describe_chip(chip_identity(0xC22017), &tables, chip) == DescribeError::None);
    CHECK(chip.quad_enable == QuadEnable::Sr1Bit6);
    REQUIRE(describe_chip(chip_identity(0x20BA17), &tables, chip) == DescribeError::None);
    CHECK(chip.quad_enable == QuadEnable::None);
    CHECK(chip.quad_enable_known);
    REQUIRE(describe_chip(chip_identity(0xC84017), &tables, chip) == DescribeError::None);
    CHECK(chip.quad_enable == QuadEnable::Sr2Bit1By31);
    CHECK(vendor_quad(chip_identity(0xC84015)).enable == QuadEnable::Sr2Bit1By01Clearing); // GD25Q16C
}
