#include "flash-library/chips/chip-description.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"
#include "tests/unit/flash-library/sfdp/sfdp-dumps.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace xspi;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes copy(std::span<const std::uint8_t> dump) { return {dump.begin(), dump.end()}; }

SfdpTables tables_of(std::span<const std::uint8_t> dump) {
    const SfdpResult result = parse_sfdp(dump);
    REQUIRE(result.error == SfdpError::None);
    return result.tables;
}

// Calls every accessor, so that the sanitizers see each of them on whatever the parser let through.
std::uint64_t touch(const SfdpTables& tables) {
    std::uint64_t sum = tables.bfpt.size() + tables.bfpt.page_size() + tables.bfpt.page_program().maximum_us +
                        tables.bfpt.chip_erase().maximum_us;
    for (unsigned i = 0; i < 7; ++i) {
        sum += tables.bfpt.erase_type(i).size + tables.four_byte.erase_opcode(i) +
               tables.octal_sequences.sequence(i).length;
    }
    for (unsigned mode = 0; mode < 12; ++mode)
        sum += tables.bfpt.fast_read(static_cast<FastReadMode>(mode)).opcode;
    sum += tables.bfpt.suspend_resume().erase_latency_ns + tables.bfpt.deep_power_down().exit_delay_ns;
    sum += tables.bfpt.octal().mhz_8d + (tables.bfpt.soft_reset().by_66_99 ? 1 : 0);
    sum += (tables.bfpt.four_byte_entry().by_b7 ? 1 : 0) + (tables.bfpt.status_polling().flag_status ? 1 : 0);
    sum += tables.xspi_profile.dummy_200mhz().cycles + tables.xspi_profile.dummy_100mhz().config_pattern;
    sum += tables.find_header(kBasicTable) != nullptr ? 1 : 0;
    for (unsigned i = 0; i < 40; ++i) sum += tables.register_map.dword(i);
    const SectorMap& map = tables.sector_map;
    for (unsigned i = 0; i < 5; ++i) sum += map.detection(i).opcode + map.region(map.layout(i), i).length;
    return sum;
}

// Two parameter headers, both of them BFPT, behind each other: 1.0 with 9 DWORDs, 1.`minor` with 16.
Bytes two_basic_tables(std::uint8_t minor) {
    Bytes bytes = copy(dumps::w25q64jv_iq);
    const Bytes first = copy(dumps::n25q256a);
    bytes.insert(bytes.end(), first.begin() + 0x30, first.begin() + 0x30 + 36); // at 0x100
    bytes[6] = 1;
    const std::uint8_t old_header[] = {0x00, 0x00, 0x01, 0x09, 0x00, 0x01, 0x00, 0xFF};
    const std::uint8_t new_header[] = {0x00, minor, 0x01, 0x10, 0x80, 0x00, 0x00, 0xFF};
    std::copy(std::begin(old_header), std::end(old_header), bytes.begin() + 8);
    std::copy(std::begin(new_header), std::end(new_header), bytes.begin() + 16);
    return bytes;
}

} // namespace

TEST_CASE("The header of the MX25UW25645G names five tables", "[sfdp]") {
    const SfdpTables tables = tables_of(dumps::mx25uw25645g);
    CHECK(tables.header.major == 1);
    CHECK(tables.header.minor == 8);
    CHECK(tables.header.access_protocol == 0xFD);
    CHECK(tables.header.parameter_headers == 5);
    struct Where {
        std::uint16_t id;
        unsigned length, pointer;
    };
    for (const Where& where : {Where{kBasicTable, 20, 0x40}, Where{kRegisterMapTable, 28, 0x90},
                               Where{kOctalSequencesTable, 8, 0x100}, Where{kXspiProfileTable, 5, 0x120},
                               Where{kFourByteTable, 2, 0x134}}) {
        const SfdpParameterHeader* header = tables.find_header(where.id);
        REQUIRE(header != nullptr);
        CHECK(header->length == where.length);
        CHECK(header->pointer == where.pointer);
        CHECK(header->problem == SfdpError::None);
    }
    CHECK(tables.register_map.count == 28);
    CHECK(tables.register_map.dword(2) == 0x40000000);
    CHECK_FALSE(tables.sector_map.present());
}

TEST_CASE("Octal DTR needs 20, 16, 12 and 10 dummy cycles at 200, 166, 133 and 100 MHz", "[sfdp]") {
    for (const auto& dump : {std::span<const std::uint8_t>(dumps::mx25uw25645g),
                             std::span<const std::uint8_t>(dumps::mx66uw1g45g)}) {
        const XspiProfile profile = tables_of(dump).xspi_profile;
        CHECK(profile.read_fast_opcode() == 0xEE);
        CHECK(profile.dummy_200mhz() == DummyCycles{20, 0});
        CHECK(profile.dummy_166mhz() == DummyCycles{16, 2});
        CHECK(profile.dummy_133mhz() == DummyCycles{12, 4});
        CHECK(profile.dummy_100mhz() == DummyCycles{10, 5});
        CHECK(profile.status_address_bytes() == 4);
        CHECK(profile.status_dummy_cycles() == 4);
        CHECK(profile.sfdp_address_bytes() == 4);
        CHECK(profile.sfdp_dummy_cycles() == 20);
        CHECK(profile.write_volatile_register_opcode() == 0x72);
        CHECK(profile.read_volatile_register_opcode() == 0x71);
        CHECK(profile.erase_chip());
        CHECK_FALSE(profile.erase_32k());
    }
    CHECK(tables_of(dumps::mx25um25345g).xspi_profile.dummy_200mhz() == DummyCycles{18, 1});
}

TEST_CASE("The octal sequences are read most significant byte first", "[sfdp]") {
    const OctalSequences sequences = tables_of(dumps::mx25uw25645g).octal_sequences;
    const std::vector<Bytes> expected = {{0x06}, {0x01, 0x00, 0x02}, {0x06}, {0x72, 0, 0, 0, 0, 0x02}};
    for (unsigned number = 1; number <= 4; ++number) {
        const ByteSequence sequence = sequences.sequence(number);
        CHECK(Bytes(sequence.bytes.begin(), sequence.bytes.begin() + sequence.length) ==
              expected[number - 1]);
    }
    CHECK(sequences.sequence(0).length == 0);
    CHECK(sequences.sequence(5).length == 0);
}

TEST_CASE("The 4-byte table names its commands and erase opcodes", "[sfdp]") {
    const FourByteTable octal = tables_of(dumps::mx25uw25645g).four_byte;
    CHECK((octal.read_13() && octal.fast_read_0c() && octal.program_12()));
    CHECK_FALSE((octal.read_6c() || octal.read_ec() || octal.program_34()));
    CHECK(octal.erase_opcode(1) == 0x21);
    CHECK(octal.erase_opcode(2) == 0xDC);
    CHECK(octal.erase_opcode(3) == 0);
    const FourByteTable micron = tables_of(dumps::mt25qu01g).four_byte;
    CHECK(micron.erase_opcode(2) == 0xDC);
    CHECK(micron.erase_opcode(3) == 0); // its 32 KiB erase has no such form
    CHECK(tables_of(dumps::mx66l2g45g).four_byte.erase_opcode(2) == 0x5C);
    CHECK_FALSE(tables_of(dumps::n25q256a).four_byte.present());
}

TEST_CASE("A vendor's own table is skipped", "[sfdp]") {
    const SfdpTables tables = tables_of(dumps::mx66l2g45g);
    REQUIRE(tables.find_header(0xFFC2) != nullptr);
    CHECK(tables.find_header(0xFFC2)->problem == SfdpError::None);
    CHECK(tables.four_byte.present()); // the one behind it is found
}

TEST_CASE("A table outside the data is left out by name, and the rest stands", "[sfdp]") {
    const SfdpTables tables = tables_of(dumps::s28hs02gt);
    REQUIRE(tables.find_header(kFourByteTable) != nullptr);
    CHECK(tables.find_header(kFourByteTable)->problem == SfdpError::TableOutside);
    CHECK_FALSE(tables.four_byte.present());
    CHECK_FALSE(tables.sector_map.present());
    CHECK(tables.find_header(kSectorMapTable)->problem == SfdpError::TableOutside);
    CHECK(tables.bfpt.size() == 256u << 20);
}

TEST_CASE("Of two basic tables the newest counts, in either order", "[sfdp]") {
    CHECK(tables_of(two_basic_tables(5)).bfpt.count == 16);
    CHECK(tables_of(two_basic_tables(5)).bfpt.size() == 8u << 20);
    Bytes swapped = two_basic_tables(5);
    std::swap_ranges(swapped.begin() + 8, swapped.begin() + 16, swapped.begin() + 16);
    CHECK(tables_of(swapped).bfpt.count == 16);
    // A newest one that cannot be used must not take the older one with it.
    Bytes outside = two_basic_tables(5);
    outside[21] = 0x40;
    CHECK(tables_of(outside).bfpt.count == 9);
    CHECK(tables_of(outside).bfpt.size() == 32u << 20);
}

TEST_CASE("What cannot be SFDP is named", "[sfdp]") {
    const auto error_of = [](const Bytes& bytes) { return parse_sfdp(bytes).error; };
    CHECK(error_of({}) == SfdpError::TooShort);
    CHECK(error_of(Bytes(15, 0x53)) == SfdpError::TooShort);
    CHECK(error_of(Bytes(256, 0xFF)) == SfdpError::AllOnes);
    CHECK(error_of(Bytes(256, 0x00)) == SfdpError::AllZeros);
    const Bytes good = copy(dumps::w25q64jv_iq);
    const auto changed = [&good](std::size_t at, std::uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        return bytes;
    };
    CHECK(error_of(changed(0, 0x52)) == SfdpError::WrongSignature);
    CHECK(error_of(changed(5, 2)) == SfdpError::UnknownRevision);
    CHECK(error_of(changed(6, 0x40)) == SfdpError::HeadersOutside);
    CHECK(error_of(changed(6, 0xFF)) == SfdpError::HeadersOutside);
    CHECK(error_of(changed(8, 0x84)) == SfdpError::NoBasicTable);
    CHECK(error_of(changed(10, 2)) == SfdpError::UnknownRevision); // of the table
    CHECK(error_of(changed(11, 8)) == SfdpError::TableTooShort);
    CHECK(error_of(changed(11, 0)) == SfdpError::TableTooShort);
    CHECK(error_of(changed(11, 0xFF)) == SfdpError::TableOutside);
    CHECK(error_of(changed(14, 0x01)) == SfdpError::TableOutside);
    CHECK(error_of(changed(12, 0x08)) == SfdpError::TableInHeaders);
    Bytes absurd = good;
    std::fill_n(absurd.begin() + 0x84, 4, 0);
    CHECK(error_of(absurd) == SfdpError::BadDensity);
    std::fill_n(absurd.begin() + 0x84, 4, 0xFF);
    CHECK(error_of(absurd) == SfdpError::BadDensity);
    Bytes unerasable = good;
    unerasable[0x80] |= 3;
    std::fill_n(unerasable.begin() + 0x9C, 8, 0);
    CHECK(error_of(unerasable) == SfdpError::NoEraseType);
    for (unsigned error = 0; error <= static_cast<unsigned>(SfdpError::NoEraseType); ++error) {
        CHECK(std::string(sentence_for(static_cast<SfdpError>(error))).size() > 20);
        CHECK(std::string(name_of(static_cast<SfdpError>(error))) != "unknown");
    }
}

TEST_CASE("Of what is no SFDP nothing more is wanted", "[sfdp]") {
    CHECK(sfdp_bytes_wanted(Bytes(16, 0xFF)) == 0);
    CHECK(sfdp_bytes_wanted(std::span(dumps::mx25uw25645g).first(48)) == 316);
}

TEST_CASE("A dump truncated anywhere either parses or has a named error", "[sfdp]") {
    std::uint64_t sum = 0;
    for (const SfdpDump& whole : sfdp_dumps()) {
        const std::span<const std::uint8_t> dump = whole.bytes;
        for (std::size_t length = 0; length <= dump.size(); ++length) {
            // On the heap and exactly as long: the sanitizer sees the first byte too many.
            const Bytes bytes(dump.begin(), dump.begin() + static_cast<std::ptrdiff_t>(length));
            const SfdpResult result = parse_sfdp(bytes);
            sum += touch(result.tables) + sfdp_bytes_wanted(bytes);
            CHECK((result.error == SfdpError::None) == result.tables.bfpt.present());
        }
    }
    CHECK(sum != 0);
}

TEST_CASE("Random byte flips never lead outside the data", "[sfdp]") {
    std::mt19937 random(20261121);
    std::uint64_t sum = 0;
    for (const SfdpDump& whole : sfdp_dumps()) {
        const std::span<const std::uint8_t> dump = whole.bytes;
        for (unsigned round = 0; round < 1000; ++round) {
            Bytes bytes(dump.begin(), dump.begin() + static_cast<std::ptrdiff_t>(1 + random() % dump.size()));
            for (unsigned flips = 1 + random() % 6; flips != 0; --flips) {
                // Half of them in the headers, where pointers and lengths are.
                const std::size_t reach =
                    random() % 2 != 0 ? std::min<std::size_t>(bytes.size(), 64) : bytes.size();
                bytes[random() % reach] = static_cast<std::uint8_t>(random());
            }
            const SfdpResult result = parse_sfdp(bytes);
            sum += touch(result.tables) + sfdp_bytes_wanted(bytes);
            ChipDescription chip;
            for (const auto& layout : {std::optional<std::uint8_t>(), std::optional<std::uint8_t>(2)}) {
                if (describe_chip(chip_identity(whole.identity), &result.tables, chip, layout) !=
                    DescribeError::None)
                    continue;
                std::uint64_t covered = 0;
                for (unsigned i = 0; i < chip.region_count; ++i) {
                    CHECK(chip.regions[i].address == covered);
                    covered = chip.regions[i].end();
                    CHECK(chip.regions[i].types != 0);
                }
                CHECK((chip.region_count == 0 || covered == chip.size));
            }
        }
    }
    CHECK(sum != 0);
}
