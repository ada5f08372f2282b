// What becomes of every table in tests/data/sfdp/.
#include "flash-library/chips/chip-description.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace xspi;

namespace {

constexpr std::uint32_t kKi = 1024;
constexpr auto kNo = FourByteMethod::NotNeeded;
constexpr auto kOpcodes = FourByteMethod::DedicatedOpcodes;
constexpr auto kB7 = FourByteMethod::EnterWriteEnableB7;
constexpr auto kNoQe = QuadEnable::None;
constexpr auto kNotKnown = QuadEnable::Reserved; // quad modes are not to be used

struct Erase {
    std::uint32_t kibibytes;
    unsigned opcode, four_byte_opcode;
};

// `words`: of the BFPT.
struct Described {
    const char* name;
    unsigned words, minor;
    std::uint32_t mebibytes;
    FourByteMethod four_byte;
    QuadEnable quad_enable;
    bool volatile_status, times_assumed, octal;
    std::vector<Erase> erase;
    std::uint32_t page_size = 256;
};

const std::vector<Erase> kMacronix9 = {{4, 0x20, 0x21}, {32, 0x52, 0}, {64, 0xD8, 0xDC}};
const std::vector<Erase> kMacronix = {{4, 0x20, 0x21}, {32, 0x52, 0x5C}, {64, 0xD8, 0xDC}};
const std::vector<Erase> kOctal = {{4, 0x20, 0x21}, {64, 0xD8, 0xDC}};
const std::vector<Erase>& kMicron = kMacronix9;  // 52h has no four-byte form
const std::vector<Erase>& kWinbond = kMacronix9; // nor here
const std::vector<Erase> kNoForms = {{4, 0x20, 0}, {32, 0x52, 0}, {64, 0xD8, 0}};
constexpr auto kSr1Bit6 = QuadEnable::Sr1Bit6;

const std::vector<Described>& described_dumps() {
    static const std::vector<Described> table = {
        {"at25ql128a", 16, 6, 16, kNo, QuadEnable::Sr2Bit1By01Clearing, true, false, false, kWinbond},
        {"mt25qu01g", 16, 6, 128, kOpcodes, kNoQe, false, false, false, kMicron},
        {"mt25qu256a", 16, 6, 32, kOpcodes, kNoQe, false, false, false, kMicron},
        {"mt35xu01g-qemu",
         16,
         6,
         128,
         kOpcodes,
         kNotKnown,
         false,
         false,
         false,
         {{4, 0x20, 0x21}, {32, 0x52, 0x5C}, {128, 0xD8, 0xDC}}},
        {"mx25l12835f", 9, 0, 16, kNo, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25l1606e", 9, 0, 2, kNo, kSr1Bit6, false, true, false, kOctal},
        {"mx25l25635f-cerberus", 9, 0, 32, kB7, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25l25635f-qemu", 9, 0, 32, kB7, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25l25645g", 16, 6, 32, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx25l25673g", 16, 6, 32, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx25l3233f", 9, 0, 4, kNo, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25l3255e", 9, 0, 4, kNo, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25l6436e", 9, 0, 8, kNo, kSr1Bit6, false, true, false, kMacronix9},
        {"mx25r6435f", 16, 6, 8, kNo, kSr1Bit6, false, false, false,
         kMacronix9}, // FF84h not held, not needed
        {"mx25r8035f", 16, 6, 1, kNo, kSr1Bit6, false, false, false, kMacronix9}, // a header of FFh
        {"mx25um25345g", 20, 7, 32, kOpcodes, kNoQe, false, false, true, kOctal},
        {"mx25um51345g", 20, 7, 64, kOpcodes, kNoQe, false, false, true, kOctal},
        {"mx25uw25645g", 20, 7, 32, kOpcodes, kNoQe, false, false, true, kOctal},
        {"mx66l1g45g", 16, 6, 128, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx66l2g45g", 16, 6, 256, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx66l51235f", 9, 0, 64, kB7, kSr1Bit6, false, true, false, kMacronix9},
        {"mx66u1g45g", 16, 6, 128, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx66u2g45g", 16, 6, 256, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx66u51235f", 16, 6, 64, kOpcodes, kSr1Bit6, false, false, false, kMacronix},
        {"mx66uw1g45g", 20, 7, 128, kOpcodes, kNoQe, false, false, true, kOctal},
        {"n25q256a", 9, 0, 32, kB7, kNoQe, false, false, false, kOctal},
        {"n25q256a-qemu", 9, 0, 32, kB7, kNoQe, false, false, false, kOctal},
        {"sst26vf064b",
         16,
         6,
         8,
         kNo,
         QuadEnable::Sr2Bit1By01Read35,
         false,
         false,
         false,
         {{4, 0x20, 0x21}, {8, 0xD8, 0xDC}, {32, 0xD8, 0xDC}, {64, 0xD8, 0xDC}}},
        {"unregistered-464016", 16, 6, 4, kNo, QuadEnable::Sr2Bit1By01, true, false, false, kNoForms},
        {"w25q01jv-iq", 16, 6, 128, kOpcodes, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q128fv", 9, 0, 16, kNo, QuadEnable::Sr2Bit1By01Clearing, true, false, false, kWinbond},
        {"w25q16jv-cerberus", 16, 5, 2, kNo, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q256jv-cerberus", 16, 5, 32, kOpcodes, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q32jv", 16, 5, 4, kNo, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q64jv", 16, 5, 8, kNo, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q64jv-iq", 16, 5, 8, kNo, QuadEnable::Sr2Bit1By01, true, false, false, kWinbond},
        {"w25q64jw-m", 16, 6, 8, kNo, QuadEnable::Sr2Bit1By01Read35, true, false, false, kNoForms},
    };
    return table;
}

struct Refused {
    const char* name;
    SfdpError sfdp;
    DescribeError chip;
};

// Dumps that end before a table that counts, and chips of which SFDP alone does not say how they are erased.
constexpr Refused kRefused[] = {
    {"gd25wq32e-cut", SfdpError::TableOutside, DescribeError::None},
    {"is25wp064", SfdpError::TableOutside, DescribeError::None},
    {"mt35xu01gbba", SfdpError::TableOutside, DescribeError::None},
    {"mt25q256aba-cerberus", SfdpError::None, DescribeError::Incomplete},
    {"mx25l25645g-cerberus", SfdpError::None, DescribeError::Incomplete},
    {"mx25l51245g-cerberus", SfdpError::None, DescribeError::Incomplete},
    {"mx66uw2g345g-cerberus", SfdpError::None, DescribeError::Incomplete},
    {"s28hs02gt-cerberus", SfdpError::None, DescribeError::Incomplete},
    {"s28hs02gt", SfdpError::None, DescribeError::LayoutUnknown}, // its registers say which layout
    {"s25fs256t", SfdpError::None, DescribeError::LayoutUnknown}, // D8h is 64 or 128 KiB, no sector map
};

} // namespace

TEST_CASE("Every published SFDP table is described as its chip is", "[sfdp][chips]") {
    for (const Described& expected : described_dumps()) {
        INFO(expected.name);
        const SfdpDump& dump = sfdp_dump(expected.name);
        const SfdpResult sfdp = parse_sfdp(dump.bytes);
        REQUIRE(sfdp.error == SfdpError::None);
        CHECK(sfdp.tables.bfpt.count == expected.words);
        CHECK(sfdp.tables.bfpt.minor == expected.minor);
        ChipDescription chip;
        REQUIRE(describe_chip(chip_identity(dump.identity), &sfdp.tables, chip) == DescribeError::None);
        CHECK(chip.described_by == DescribedBy::Sfdp);
        CHECK(chip.size == expected.mebibytes << 20);
        CHECK(chip.page_size == expected.page_size);
        CHECK(chip.four_byte == expected.four_byte);
        CHECK(chip.quad_enable == expected.quad_enable);
        CHECK(chip.quad_enable_known == (expected.quad_enable != kNotKnown));
        CHECK(chip.volatile_status_write == expected.volatile_status);
        CHECK(chip.times_assumed == expected.times_assumed);
        CHECK(chip.octal.present == expected.octal);
        CHECK((chip.region_count != 0) == (dump.name == "sst26vf064b"));
        for (std::size_t i = 0; i < chip.erase.size(); ++i) {
            INFO("erase type " << i);
            const Erase want = i < expected.erase.size() ? expected.erase[i] : Erase{0, 0, 0};
            CHECK(chip.erase[i].size == want.kibibytes * kKi);
            CHECK(chip.erase[i].opcode == want.opcode);
            CHECK(chip.erase[i].four_byte_opcode == want.four_byte_opcode);
            CHECK((chip.erase[i].time.maximum_us != 0) == (want.kibibytes != 0));
        }
    }
}

TEST_CASE("A dump without a table that counts, or a chip of several layouts, is refused with a sentence",
          "[sfdp][chips]") {
    for (const Refused& expected : kRefused) {
        INFO(expected.name);
        const SfdpDump& dump = sfdp_dump(expected.name);
        const SfdpResult sfdp = parse_sfdp(dump.bytes);
        CHECK(sfdp.error == expected.sfdp);
        if (sfdp.error != SfdpError::None) {
            CHECK(std::string(sentence_for(sfdp.error)).size() > 20);
            continue;
        }
        ChipDescription chip;
        const DescribeError error = describe_chip(chip_identity(dump.identity), &sfdp.tables, chip);
        CHECK(error == expected.chip);
        CHECK_FALSE(chip.known());
        CHECK(std::string(sentence_for(error)).size() > 40);
    }
}

TEST_CASE("No dump in the folder is without an expectation", "[sfdp][chips]") {
    std::set<std::string_view> expected;
    for (const Described& dump : described_dumps()) expected.insert(dump.name);
    for (const Refused& dump : kRefused) expected.insert(dump.name);
    CHECK(expected.size() == described_dumps().size() + std::size(kRefused));
    for (const SfdpDump& dump : sfdp_dumps()) CHECK(expected.erase(dump.name) == 1);
    CHECK(expected.empty());
}

TEST_CASE("Reading on as long as bytes are wanted reads every known table of a dump", "[sfdp]") {
    for (const SfdpDump& dump : sfdp_dumps()) {
        INFO(dump.name);
        std::size_t have = 0;
        for (unsigned rounds = 0; rounds <= 3; ++rounds) {
            const std::size_t wanted = sfdp_bytes_wanted(dump.bytes.first(std::min(have, dump.bytes.size())));
            REQUIRE(wanted <= kMaximumSfdpBytes);
            if (wanted <= have) break;
            REQUIRE(rounds < 3);
            have = wanted;
        }
        const auto whole = parse_sfdp(dump.bytes);
        const auto read = parse_sfdp(dump.bytes.first(std::min(have, dump.bytes.size())));
        CHECK(read.error == whole.error);
        CHECK(read.tables.sector_map.count == whole.tables.sector_map.count);
        CHECK(read.tables.four_byte.count == whole.tables.four_byte.count);
    }
}

// A header that NPH does not count is none: W25Q01JV has the bytes of one behind its last.
TEST_CASE("What NPH does not count is not read as a header", "[sfdp]") {
    const SfdpResult sfdp = parse_sfdp(sfdp_dump("w25q01jv-iq").bytes);
    CHECK(sfdp.tables.header.parameter_headers == 2);
    CHECK(sfdp.tables.kept_headers == 2);
    CHECK(sfdp_dump("w25q01jv-iq").bytes[0x18] == 0x03);
}
