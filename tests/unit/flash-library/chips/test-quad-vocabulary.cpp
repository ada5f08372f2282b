#include "flash-library/chips/describe-quad.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

using namespace xspi;

namespace {

constexpr Phase kOne{1, false}, kFour{4, false};

ChipDescription described(std::uint32_t identity, std::span<const std::uint8_t> dump) {
    const SfdpResult sfdp = parse_sfdp(dump);
    REQUIRE(sfdp.error == SfdpError::None);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(identity), &sfdp.tables, chip) == DescribeError::None);
    return chip;
}

ChipVocabulary words(const ChipDescription& chip, Mode mode) {
    ChipVocabulary v;
    REQUIRE(vocabulary(chip, mode, v));
    return v;
}

} // namespace

TEST_CASE("1S-4S-4S sends a mode byte that ends continuous read, and the rest as dummy cycles", "[chips]") {
    const ChipVocabulary v = words(described(0xEF4017, dumps::w25q64jv_iq), Mode::QuadIo);
    CHECK(v.read.opcode == 0xEB);
    CHECK(v.read.opcode_phase == kOne);
    CHECK(v.read.address_phase == kFour);
    CHECK(v.read.data_phase == kFour);
    CHECK(v.read.address_bytes == 3);
    CHECK(v.read.mode_bits == 0xFF);
    CHECK(v.read.dummy_cycles == 4);
    CHECK(v.program.opcode == 0x32);
    CHECK(v.program.address_phase == kOne);
    CHECK(v.program.data_phase == kFour);
    CHECK(v.erase[0].command.opcode == 0x20);
    CHECK(v.erase[0].command.address_phase == kOne);
    CHECK(v.write_enable.opcode_phase == kOne);
}

TEST_CASE("1S-1S-4S has all its clocks as dummy cycles", "[chips]") {
    const ChipVocabulary winbond = words(described(0xEF4017, dumps::w25q64jv_iq), Mode::QuadOutput);
    CHECK(winbond.read.opcode == 0x6B);
    CHECK(winbond.read.address_phase == kOne);
    CHECK(winbond.read.mode_bits == 0x100);
    CHECK(winbond.read.dummy_cycles == 8);
    const ChipVocabulary micron = words(described(0x20BA19, dumps::n25q256a), Mode::QuadOutput);
    CHECK(micron.read.dummy_cycles == 8); // one mode clock and seven
}

TEST_CASE("Micron's ten clocks hold the mode byte, whose first bit ends XIP", "[chips]") {
    const ChipVocabulary v = words(described(0x20BA19, dumps::n25q256a), Mode::QuadIo);
    CHECK(v.read.mode_bits == 0xFF);
    CHECK(v.read.dummy_cycles == 8);
    CHECK(v.read.address_bytes == 4); // after B7h
    CHECK(v.program.opcode == 0x32);  // 12h and 38h are not the same on N25Q and MT25Q
    CHECK(v.program.address_phase == kOne);
}

TEST_CASE("Above 16 MiB quad reads and programs use the opcodes with four address bytes", "[chips]") {
    const ChipVocabulary micron = words(described(0x20BB21, dumps::mt25qu01g), Mode::QuadIo);
    CHECK(micron.read.opcode == 0xEC);
    CHECK(micron.program.opcode == 0x34);
    CHECK(micron.program.address_bytes == 4);
    const ChipVocabulary macronix = words(described(0xC2201C, dumps::mx66l2g45g), Mode::QuadIo);
    CHECK(macronix.read.opcode == 0xEC);
    CHECK(macronix.program.opcode == 0x3E);
    CHECK(macronix.program.address_phase == kFour);
    const ChipVocabulary winbond = words(described(0xEF4019, dumps::w25q256jv), Mode::QuadOutput);
    CHECK(winbond.read.opcode == 0x6C);
    CHECK(winbond.program.opcode == 0x34);
}

TEST_CASE("4S-4S-4S has every phase on four lines", "[chips]") {
    const ChipVocabulary v = words(described(0xC2201C, dumps::mx66l2g45g), Mode::Qpi);
    CHECK(v.read.opcode_phase == kFour);
    CHECK(v.read.opcode == 0xEC);
    CHECK(v.read.mode_bits == 0xFF);
    CHECK(v.read.dummy_cycles == 4);
    CHECK(v.program.opcode == 0x12);
    CHECK(v.program.address_phase == kFour);
    CHECK(v.erase[0].command.opcode_phase == kFour);
    CHECK(v.read_status.data_phase == kFour);
    CHECK(read_id_command(described(0xC2201C, dumps::mx66l2g45g), Mode::Qpi).opcode == 0xAF);
    CHECK(read_id_command(described(0xEF4017, dumps::w25q64jv_iq), Mode::Qpi).opcode == 0x9F);
}

TEST_CASE("Without a known way to QE, or with another opcode, a quad mode is not used", "[chips]") {
    ChipVocabulary v;
    SfdpResult sfdp = parse_sfdp(dumps::w25q64jv_iq);
    sfdp.tables.bfpt.count = 9; // as JESD216 1.0
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(0x464017), &sfdp.tables, chip) == DescribeError::None);
    CHECK_FALSE(vocabulary(chip, Mode::QuadIo, v));
    REQUIRE(describe_chip(chip_identity(0xEF4017), &sfdp.tables, chip) == DescribeError::None);
    CHECK(vocabulary(chip, Mode::QuadIo, v));
    sfdp = parse_sfdp(dumps::w25q64jv_iq);
    sfdp.tables.bfpt.dwords[2] = (sfdp.tables.bfpt.dwords[2] & 0xFFFF00FF) | 0x3B00; // DWORD 3: 1S-4S-4S
    REQUIRE(describe_chip(chip_identity(0xEF4017), &sfdp.tables, chip) == DescribeError::None);
    CHECK_FALSE(vocabulary(chip, Mode::QuadIo, v));
    CHECK(vocabulary(chip, Mode::QuadOutput, v));
    CHECK_FALSE(vocabulary(described(0xC28139, dumps::mx25uw25645g), Mode::QuadIo, v));
    CHECK_FALSE(vocabulary(described(0xEF4017, dumps::w25q64jv_iq), Mode::Dpi, v));
}
