// Erase types, and where they hold: odd tables, sector maps.
#include "flash-library/chips/chip-description.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"

#include <map>
#include <vector>

using namespace xspi;

namespace {

constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;

SfdpTables tables_of(std::string_view name) {
    const SfdpResult result = parse_sfdp(sfdp_dump(name).bytes);
    REQUIRE(result.error == SfdpError::None);
    return result.tables;
}

std::vector<EraseRegion> regions_of(const ChipDescription& chip) {
    return {chip.regions.begin(), chip.regions.begin() + chip.region_count};
}

// Erase type 1 and 2 of the BFPT: log2 of the size, opcode.
void set_types(SfdpTables& tables, unsigned size1, unsigned opcode1, unsigned size2, unsigned opcode2) {
    tables.bfpt.dwords[7] = opcode2 << 24 | size2 << 16 | opcode1 << 8 | size1;
    tables.bfpt.dwords[8] = 0;
}

ChipDescription described(const SfdpTables& tables) {
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip) == DescribeError::None);
    return chip;
}

// Puts a layout of regions {type mask, bytes} into the table; id in the header.
void add_layout(SectorMap& map, std::uint8_t id, bool last,
                const std::vector<std::pair<unsigned, std::uint32_t>>& regions) {
    const auto put = [&](std::uint32_t dword) { map.dwords[map.count++] = dword; };
    put(0xFF000000u | std::uint32_t(regions.size() - 1) << 16 | std::uint32_t{id} << 8 | 2u |
        (last ? 1u : 0u));
    for (const auto& [types, length] : regions) put((length / 256 - 1) << 8 | 0xF0u | types);
}

} // namespace

TEST_CASE("SST26VF064B: D8h erases 8, 32 or 64 KiB, as its address says", "[chips]") {
    const SfdpTables tables = tables_of("sst26vf064b");
    CHECK(tables.sector_map.detections() == 0);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0xBF2643), &tables, chip) == DescribeError::None);
    // DS20005119, 4.0 Memory organization: 4 KiB sectors everywhere; blocks of 4 x 8, 32, 126 x 64, 32, 4 x 8
    // KiB.
    CHECK(regions_of(chip) == std::vector<EraseRegion>{{0x000000, 32 * kKi, 0b0011},
                                                       {0x008000, 32 * kKi, 0b0101},
                                                       {0x010000, 126 * 64 * kKi, 0b1001},
                                                       {0x7F0000, 32 * kKi, 0b0101},
                                                       {0x7F8000, 32 * kKi, 0b0011}});
    CHECK(chip.erase[0].opcode == 0x20);
    for (unsigned i = 1; i < 4; ++i) CHECK(chip.erase[i].opcode == 0xD8);
}

TEST_CASE("S28HS02GT: its registers say which of four layouts is in use", "[chips]") {
    const SfdpTables tables = tables_of("s28hs02gt");
    const SectorMap& map = tables.sector_map;
    REQUIRE(map.detections() == 4);
    const SectorMapDetection first = map.detection(0);
    CHECK(first.opcode == 0x65); // read any register
    CHECK(first.address == 0x00800004);
    CHECK(first.mask == 0x08);
    CHECK(first.unknown_dummy);
    CHECK(first.current_address_bytes);
    CHECK(map.detection(3).address == 0x08800002); // of the second die
    CHECK(map.detection(4).opcode == 0);
    std::vector<unsigned> ids;
    for (unsigned i = 0; map.layout(i).present(); ++i) ids.push_back(map.layout(i).id);
    CHECK(ids == std::vector<unsigned>{2, 9, 1, 10});

    ChipDescription chip;
    const ChipIdentity id = chip_identity(0x345B1C);
    REQUIRE(describe_chip(id, &tables, chip, std::uint8_t{10}) == DescribeError::None);
    CHECK(chip.region_count == 0);
    CHECK(chip.erase[0].size == 256 * kKi);
    CHECK(chip.erase[1].size == 0);
    CHECK(chip.four_byte == FourByteMethod::DedicatedOpcodes);

    REQUIRE(describe_chip(id, &tables, chip, std::uint8_t{2}) == DescribeError::None);
    CHECK(chip.erase[0].size == 4 * kKi);
    CHECK(chip.erase[1].size == 128 * kKi); // what the 4 KiB sectors leave of the first big one
    CHECK(chip.erase[1].four_byte_opcode == 0xDC);
    CHECK(chip.erase[2].size == 256 * kKi);
    CHECK(regions_of(chip) == std::vector<EraseRegion>{{0, 128 * kKi, 0b001},
                                                       {128 * kKi, 128 * kKi, 0b010},
                                                       {256 * kKi, 256 * kMi - 256 * kKi, 0b100}});
    REQUIRE(describe_chip(id, &tables, chip, std::uint8_t{1}) == DescribeError::None);
    CHECK(chip.region_count == 5);
    CHECK(describe_chip(id, &tables, chip, std::uint8_t{5}) == DescribeError::LayoutUnknown);
    CHECK(describe_chip(id, &tables, chip) == DescribeError::LayoutUnknown);
}

TEST_CASE("A layout is detected bit by bit, and only if every read can be done", "[sfdp]") {
    SfdpTables tables = tables_of("s28hs02gt");
    std::uint8_t id = 0;
    std::map<std::uint32_t, std::uint8_t> registers{{0x00800004, 0x08}, {0x08800004, 0x08}};
    const auto read = [&](const SectorMapDetection& detection, std::uint8_t& byte) {
        byte = registers[detection.address];
        return detection.opcode == 0x65;
    };
    CHECK_FALSE(detect_layout(tables.sector_map, read, id)); // how many dummy cycles is not said
    for (unsigned i = 0; i < 8; i += 2) tables.sector_map.dwords[i] &= ~(15u << 16);
    CHECK(detect_layout(tables.sector_map, read, id));
    CHECK(id == 10);
    registers = {{0x00800002, 0x04}, {0x08800004, 0}};
    CHECK_FALSE(detect_layout(tables.sector_map, read, id)); // 0100b is no layout
    CHECK_FALSE(detect_layout(SectorMap{}, read, id));
}

TEST_CASE("Where the layout is not known, only what holds in all of them is used", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq"); // 4, 32, 64 KiB
    add_layout(tables.sector_map, 0, false, {{0b011, 64 * kKi}, {0b111, 8 * kMi - 64 * kKi}});
    add_layout(tables.sector_map, 1, true, {{0b011, 8 * kMi}});
    ChipDescription chip = described(tables);
    CHECK(chip.region_count == 0);
    CHECK(chip.erase[0].size == 4 * kKi);
    CHECK(chip.erase[1].size == 32 * kKi);
    CHECK(chip.erase[2].size == 0);
    // The second one alone is no question.
    REQUIRE(describe_chip(chip_identity(0xAA0001), &tables, chip, std::uint8_t{0}) == DescribeError::None);
    CHECK(chip.region_count == 2);
    CHECK(chip.erase[2].size == 64 * kKi);
}

TEST_CASE("The map's types stay with their sectors when these are put in order", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq");
    set_types(tables, 16, 0xD8, 12, 0x20); // 64 KiB first
    add_layout(tables.sector_map, 0, true, {{0b01, 64 * kKi}, {0b10, 8 * kMi - 64 * kKi}});
    const ChipDescription chip = described(tables);
    CHECK(chip.erase[0].size == 4 * kKi);
    CHECK(chip.erase[1].size == 64 * kKi);
    CHECK_FALSE(chip.regions[0].has(0));
    CHECK(chip.regions[0].has(1));
    CHECK(chip.regions[1].has(0));
    CHECK_FALSE(chip.regions[1].has(1));
}

TEST_CASE("A size has one opcode, and a sector that a region cuts short gives way to a whole one",
          "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq"); // 20h 4 KiB, 52h 32 KiB, D8h 64 KiB
    add_layout(tables.sector_map, 0, true,
               {{0b101, 32 * kKi}, {0b001, 32 * kKi}, {0b111, 8 * kMi - 64 * kKi}});
    const ChipDescription chip = described(tables);
    for (unsigned i = 0; i < 3; ++i) {
        CHECK(chip.erase[i].size == (i == 0 ? 4 : i == 1 ? 32 : 64) * kKi);
        CHECK(chip.erase[i].opcode == (i == 0 ? 0x20 : i == 1 ? 0x52 : 0xD8)); // never D8h for 32 KiB
    }
    set_types(tables, 12, 0x20, 12, 0x41); // two of 4 KiB
    ChipDescription other;
    tables.sector_map = {};
    add_layout(tables.sector_map, 0, true, {{0b01, 64 * kKi}, {0b10, 8 * kMi - 64 * kKi}});
    CHECK(describe_chip(chip_identity(0xAA0001), &tables, other) == DescribeError::LayoutWrong);
}

TEST_CASE("A sector that does not lie at a multiple of its size is not used", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq");
    add_layout(tables.sector_map, 0, true,
               {{0b001, 36 * kKi}, {0b111, 128 * kKi}, {0b001, 8 * kMi - 164 * kKi}});
    const ChipDescription chip = described(tables);
    CHECK(chip.erase[0].size == 4 * kKi);
    CHECK(chip.erase[1].size == 0);
}

TEST_CASE("A sector map that cannot be right is refused", "[chips]") {
    const auto error_with = [](const std::vector<std::pair<unsigned, std::uint32_t>>& regions) {
        SfdpTables tables = tables_of("w25q64jv-iq");
        add_layout(tables.sector_map, 0, true, regions);
        ChipDescription chip;
        return describe_chip(chip_identity(0xAA0001), &tables, chip);
    };
    CHECK(error_with({{0b111, 8 * kMi}}) == DescribeError::None);
    CHECK(error_with({{0b111, 4 * kMi}}) == DescribeError::LayoutWrong);
    CHECK(error_with({{0b111, 8 * kMi}, {0b111, kMi}}) == DescribeError::LayoutWrong);
    CHECK(error_with({{0b000, 4 * kMi}, {0b111, 4 * kMi}}) == DescribeError::LayoutWrong);
    CHECK(error_with({{0b1000, 4 * kMi}, {0b111, 4 * kMi}}) == DescribeError::LayoutWrong); // no type 4
    SfdpTables cut = tables_of("sst26vf064b");
    cut.sector_map.count = 4; // its end is not there
    ChipDescription chip;
    // 4 KiB holds in no layout that could be read to its end.
    CHECK(describe_chip(chip_identity(0xBF2643), &cut, chip) == DescribeError::LayoutUnknown);
}

TEST_CASE("A type without a size, or with an opcode that is none, is no erase type", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq");
    set_types(tables, 12, 0x20, 15, 0x00);
    CHECK(described(tables).erase[1].size == 0);
    set_types(tables, 12, 0x20, 15, 0xFF);
    CHECK(described(tables).erase[1].size == 0);
    set_types(tables, 12, 0x20, 0, 0xD8);
    CHECK(described(tables).erase[1].size == 0);
}

TEST_CASE("Types come in any order, and may be smaller than 4 KiB", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq");
    set_types(tables, 16, 0xD8, 8, 0x81);
    const ChipDescription chip = described(tables);
    CHECK(chip.erase[0].size == 256);
    CHECK(chip.erase[0].opcode == 0x81);
    CHECK(chip.erase[0].time.typical_us == 128'000); // of type 2
    CHECK(chip.erase[1].size == 64 * kKi);
}

TEST_CASE("One opcode with two sizes and no sector map is used for neither", "[chips]") {
    SfdpTables tables = tables_of("w25q64jv-iq");
    set_types(tables, 16, 0xD8, 17, 0xD8);
    tables.bfpt.dwords[8] = 0x200C; // type 3
    const ChipDescription chip = described(tables);
    CHECK(chip.erase[0].size == 4 * kKi);
    CHECK(chip.erase[1].size == 0);
}

TEST_CASE("Of a table of 23 words or more what is known is read", "[sfdp]") {
    const auto& dump = sfdp_dump("mt35xu01gbba");
    std::vector<std::uint8_t> bytes(dump.bytes.begin(), dump.bytes.end());
    bytes.resize(0x30 + 4 * 23, 0xFF); // its last three words were not published
    const SfdpResult result = parse_sfdp(bytes);
    REQUIRE(result.error == SfdpError::None);
    CHECK(result.tables.bfpt.count == 23);
    CHECK(result.tables.header.minor == 10); // of SFDP; the table's own revision is another
    CHECK(result.tables.bfpt.minor == 8);
    CHECK(result.tables.bfpt.erase_type(2).size == 128 * kKi);
    bytes[11] = 24;
    bytes.resize(0x30 + 4 * 24, 0xFF);
    CHECK(parse_sfdp(bytes).tables.bfpt.count == 23);
    bytes[11] = 20; // only the header's length counts
    CHECK(parse_sfdp(bytes).tables.bfpt.count == 20);
    CHECK(parse_sfdp(bytes).tables.bfpt.size() == 128 * kMi);
}
