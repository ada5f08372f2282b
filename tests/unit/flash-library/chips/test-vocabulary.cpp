#include "flash-library/chips/sequence.hpp"
#include "flash-library/chips/vocabulary.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

#include <vector>

using namespace xspi;

namespace {

constexpr Phase kOneLine{1, false}, kEightDtr{8, true}, kAbsent{};

ChipDescription described(std::uint32_t identity, std::span<const std::uint8_t> dump) {
    const SfdpResult sfdp = parse_sfdp(dump);
    REQUIRE(sfdp.error == SfdpError::None);
    ChipDescription chip;
    REQUIRE(describe_chip(chip_identity(identity), &sfdp.tables, chip) == DescribeError::None);
    return chip;
}
ChipDescription nucleo_chip() { return described(0xC28139, dumps::mx25uw25645g); }

struct Shape { // of a command, all phases on the same lines
    unsigned opcode, opcode_bytes, address_bytes, dummy_cycles;
    bool data, dqs;
};

void check(const Command& command, const Shape& shape, Phase lines) {
    CHECK(command.opcode == shape.opcode);
    CHECK(command.opcode_bytes == shape.opcode_bytes);
    CHECK(command.opcode_phase == lines);
    CHECK(command.address_bytes == shape.address_bytes);
    CHECK(command.address_phase == (shape.address_bytes != 0 ? lines : kAbsent));
    CHECK(command.dummy_cycles == shape.dummy_cycles);
    CHECK(command.data_phase == (shape.data ? lines : kAbsent));
    CHECK(command.dqs == (shape.dqs ? 1 : 0));
    CHECK(command.mode_bits == 0x100);
}

} // namespace

TEST_CASE("Above 16 MiB 1S-1S-1S uses the opcodes with four address bytes", "[chips]") {
    const ChipVocabulary v = spi_vocabulary(nucleo_chip());
    check(v.read, {0x0C, 1, 4, 8, true, false}, kOneLine);
    check(v.program, {0x12, 1, 4, 0, true, false}, kOneLine);
    check(v.write_enable, {0x06, 1, 0, 0, false, false}, kOneLine);
    check(v.read_status, {0x05, 1, 0, 0, true, false}, kOneLine);
    check(v.read_fail, {0x2B, 1, 0, 0, true, false}, kOneLine);
    check(v.erase[0].command, {0x21, 1, 4, 0, false, false}, kOneLine);
    check(v.erase[1].command, {0xDC, 1, 4, 0, false, false}, kOneLine);
    check(v.chip_erase.command, {0x60, 1, 0, 0, false, false}, kOneLine);
    CHECK(v.fail_mask == 0x60);
    CHECK(v.busy_mask == 1);
    CHECK(v.enabled_mask == 2);
    CHECK(v.erase[0].size == 4096);
    CHECK(v.erase[0].typical_us == 25'000);
    CHECK(v.erase[0].maximum_us == 500'000);
    CHECK(v.erase[1].maximum_us == 5'120'000);
    CHECK_FALSE(v.erase[2].present());
    CHECK(v.erase[2].command.opcode_bytes == 0);
    CHECK(v.chip_erase.size == 32u << 20);
    CHECK(v.chip_erase.typical_us == 76'000'000);
    CHECK(v.page_size == 256);
    CHECK(v.page_maximum_us == 4256);
    CHECK(v.even_only == 0);
    CHECK(v.swap_bytes == 0);
}

TEST_CASE("Up to 16 MiB 1S-1S-1S uses three address bytes", "[chips]") {
    const ChipVocabulary v = spi_vocabulary(described(0xEF4017, dumps::w25q64jv_iq));
    check(v.read, {0x0B, 1, 3, 8, true, false}, kOneLine);
    check(v.program, {0x02, 1, 3, 0, true, false}, kOneLine);
    check(v.erase[1].command, {0x52, 1, 3, 0, false, false}, kOneLine);
    check(v.chip_erase.command, {0xC7, 1, 0, 0, false, false}, kOneLine);
    CHECK(v.read_fail.opcode_bytes == 0);
    CHECK(v.fail_mask == 0);
}

TEST_CASE("A four-byte mode keeps the opcodes and takes four address bytes", "[chips]") {
    const ChipDescription chip = described(0x20BA19, dumps::n25q256a);
    const ChipVocabulary v = spi_vocabulary(chip);
    check(v.read, {0x0B, 1, 4, 8, true, false}, kOneLine);
    check(v.erase[1].command, {0xD8, 1, 4, 0, false, false}, kOneLine);
    const Sequence enter = enter_four_byte(chip);
    REQUIRE(enter.count == 2);
    CHECK(enter.steps[0].command.opcode == 0x06);
    CHECK(enter.steps[1].command.opcode == 0xB7);
    CHECK(enter_four_byte(nucleo_chip()).empty());
}

TEST_CASE("An erase type without a four-byte opcode is left out above 16 MiB", "[chips]") {
    const ChipVocabulary v = spi_vocabulary(described(0x20BB21, dumps::mt25qu01g));
    CHECK(v.erase[0].command.opcode == 0x21);
    CHECK(v.erase[1].command.opcode == 0xDC);
    CHECK(v.erase[1].size == 64 * 1024);
    CHECK_FALSE(v.erase[2].present());
    CHECK_FALSE(v.chip_erase.present());
}

TEST_CASE("Where 05h is not to be polled, the flag status register is", "[chips]") {
    const ChipVocabulary v = spi_vocabulary(described(0x20BB21, dumps::mt25qu01g));
    CHECK(v.read_status.opcode == 0x70);
    CHECK(v.busy_mask == 0x80);
    CHECK(v.busy_value == 0);
    CHECK(v.enabled_mask == 0);
}

TEST_CASE("8D-8D-8D has two-byte opcodes, four address bytes and the power-up dummy cycles", "[chips]") {
    ChipVocabulary v;
    REQUIRE(octal_dtr_vocabulary(nucleo_chip(), v));
    check(v.read, {0xEE11, 2, 4, 20, true, true}, kEightDtr);
    check(v.program, {0x12ED, 2, 4, 0, true, false}, kEightDtr);
    check(v.write_enable, {0x06F9, 2, 0, 0, false, false}, kEightDtr);
    check(v.read_status, {0x05FA, 2, 4, 4, true, true}, kEightDtr);
    check(v.read_fail, {0x2BD4, 2, 4, 4, true, true}, kEightDtr);
    check(v.erase[0].command, {0x21DE, 2, 4, 0, false, false}, kEightDtr);
    check(v.erase[1].command, {0xDC23, 2, 4, 0, false, false}, kEightDtr);
    check(v.chip_erase.command, {0x609F, 2, 0, 0, false, false}, kEightDtr);
    CHECK(v.even_only == 1);
    CHECK(v.swap_bytes == 1);
    CHECK(v.fail_mask == 0x60);
    CHECK(v.size == 32u << 20);
    check(read_id_command(nucleo_chip(), Mode::OctalDtr), {0x9F60, 2, 4, 4, true, true}, kEightDtr);
    check(read_sfdp_command(nucleo_chip(), Mode::OctalDtr), {0x5AA5, 2, 4, 20, true, true}, kEightDtr);
}

TEST_CASE("A time that 32 bits of microseconds do not hold is cut, not wrapped", "[chips]") {
    const ChipVocabulary v = spi_vocabulary(described(0xC2813B, dumps::mx66uw1g45g)); // 4608 s
    CHECK(v.chip_erase.typical_us == 192'000'000);
    CHECK(v.chip_erase.maximum_us == 0xFFFFFFFF);
}

TEST_CASE("A chip without octal facts has no octal vocabulary", "[chips]") {
    ChipVocabulary v;
    CHECK_FALSE(octal_dtr_vocabulary(described(0xEF4017, dumps::w25q64jv_iq), v));
    CHECK(vocabulary(nucleo_chip(), Mode::OctalDtr, v));
    CHECK(vocabulary(nucleo_chip(), Mode::Spi, v));
    CHECK_FALSE(vocabulary(nucleo_chip(), Mode::Qpi, v));
    CHECK(enter_octal_dtr(described(0xEF4017, dumps::w25q64jv_iq)).empty());
}

TEST_CASE("Entering 8D-8D-8D writes CR2 and leaves the status register alone", "[chips]") {
    const Sequence enter = enter_octal_dtr(nucleo_chip());
    REQUIRE(enter.count == 2);
    check(enter.steps[0].command, {0x06, 1, 0, 0, false, false}, kOneLine);
    check(enter.steps[1].command, {0x72, 1, 4, 0, true, false}, kOneLine);
    CHECK(enter.steps[1].address == 0);
    CHECK(enter.steps[1].data_length == 1);
    CHECK(enter.steps[1].data[0] == 2);
}

TEST_CASE("Recovery resets in every protocol that the lines allow, 1S last", "[chips]") {
    const auto modes_of = [](const Sequence& sequence) {
        std::vector<unsigned> modes; // lines, 16 for 8D
        const SequenceStep* previous = nullptr;
        for (const SequenceStep& step : sequence) {
            const bool reset = step.command.opcode == 0x99 || step.command.opcode >> 8 == 0x99;
            if (reset) { // counts only directly after its enable
                REQUIRE(previous != nullptr);
                CHECK((previous->command.opcode & 0xFF) ==
                      (step.command.opcode_bytes == 2 ? ((step.command.opcode & 0xFF) ^ 0xFF) : 0x66));
                CHECK(step.delay_us != 0);
                const Phase lines = step.command.opcode_phase;
                modes.push_back(lines.dtr ? 16u : lines.lines);
            }
            previous = &step;
        }
        return modes;
    };
    CHECK(modes_of(recover_to_spi(8)) == std::vector<unsigned>{16, 16, 8, 8, 4, 1});
    CHECK(modes_of(recover_to_spi(4)) == std::vector<unsigned>{2, 4, 1});
    CHECK(modes_of(recover_to_spi(1)) == std::vector<unsigned>{1});
    for (const unsigned lines : {1u, 4u, 8u}) {
        for (const SequenceStep& step : recover_to_spi(lines)) {
            CHECK(step.command.opcode_phase.lines <= lines);
            // A DTR command moves two bytes each clock: an odd number of them is none.
            if (step.command.opcode_phase.dtr) CHECK(step.command.opcode_bytes == 2);
        }
    }
}

TEST_CASE("Identification needs no knowledge of the chip", "[chips]") {
    check(read_id_command(), {0x9F, 1, 0, 0, true, false}, kOneLine);
    check(read_sfdp_command(), {0x5A, 1, 3, 8, true, false}, kOneLine);
}
