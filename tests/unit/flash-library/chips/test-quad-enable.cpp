#include "flash-library/chips/quad-enable.hpp"
#include "flash-library/chips/vendor-quad.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/nor/quad-chip-fake.hpp"

using namespace xspi;
using Maker = QuadChipFake::Maker;

namespace {

QuadEnabled enable(QuadChipFake& fake, QuadEnable method, bool can_be_volatile) {
    ChipDescription chip;
    chip.quad_enable = method;
    chip.volatile_status_write = can_be_volatile;
    QuadEnabled how{};
    REQUIRE(enable_quad(fake, chip, how));
    return how;
}

QuadChipFake chip_with(unsigned qe_register) {
    QuadChipFake chip{0xEF4017, {}, Maker::Winbond};
    chip.qe_register = qe_register;
    chip.status = chip.kept_status = 0x1C; // block protection
    return chip;
}

} // namespace

TEST_CASE("Every way of JESD216 sets its bit and no other", "[chips]") {
    for (const auto& [method, where] :
         {std::pair{QuadEnable::Sr2Bit1By01Clearing, 2u}, std::pair{QuadEnable::Sr1Bit6, 1u},
          std::pair{QuadEnable::Sr2Bit7By3E, 3u}, std::pair{QuadEnable::Sr2Bit1By01, 2u},
          std::pair{QuadEnable::Sr2Bit1By01Read35, 2u}, std::pair{QuadEnable::Sr2Bit1By31, 2u}}) {
        QuadChipFake chip = chip_with(where);
        chip.status2 = chip.kept_status2 = 0x40; // CMP
        CHECK(enable(chip, method, false) == QuadEnabled::NonVolatile);
        CHECK(chip.kept_status == (where == 1 ? 0x5C : 0x1C));
        CHECK(chip.kept_status2 == (where == 1 ? 0x40 : where == 2 ? 0x42 : 0xC0));
        CHECK(enable(chip, method, false) == QuadEnabled::WasSet);
        CHECK(chip.writes_for_good == 1);
    }
    QuadChipFake none = chip_with(2);
    CHECK(enable(none, QuadEnable::None, true) == QuadEnabled::NotNeeded);
    CHECK(enable(none, QuadEnable::Reserved, true) == QuadEnabled::NotNeeded);
    CHECK(none.transactions_left == 100'000);
}

TEST_CASE("What the chip can have until its reset is not written for good", "[chips]") {
    QuadChipFake chip = chip_with(2);
    CHECK(enable(chip, QuadEnable::Sr2Bit1By31, true) == QuadEnabled::Volatile);
    CHECK(chip.status2 == 0x02);
    CHECK(chip.kept_status2 == 0);
    CHECK(chip.writes_for_good == 0);
    QuadChipFake without = chip_with(2);
    without.has_50 = false;
    CHECK(enable(without, QuadEnable::Sr2Bit1By31, true) == QuadEnabled::NonVolatile);
    CHECK(without.kept_status2 == 0x02);
}

TEST_CASE("A bit that is volatile in itself is not said to be changed for good", "[chips]") {
    QuadChipFake chip = chip_with(2);
    ChipDescription sst26;
    sst26.quad_enable = QuadEnable::Sr2Bit1By01Read35;
    sst26.quad.enable_forgets = vendor_quad(chip_identity(0xBF2643)).enable_forgets;
    QuadEnabled how{};
    REQUIRE(enable_quad(chip, sst26, how));
    CHECK(how == QuadEnabled::Volatile);
    CHECK_FALSE(vendor_quad(chip_identity(0xC22017)).enable_forgets);
}

TEST_CASE("Generations of one id differ in how status register 2 is written", "[chips]") {
    const bool by_31 = GENERATE(false, true), can_be_volatile = GENERATE(false, true);
    const auto method = GENERATE(QuadEnable::Sr2Bit1By01Clearing, QuadEnable::Sr2Bit1By31);
    QuadChipFake chip = chip_with(2);
    chip.has_31 = by_31;
    chip.has_two_byte_01 = !by_31;
    ChipDescription described;
    described.identity = chip_identity(0xC84017);
    described.quad_enable = method;
    described.volatile_status_write = can_be_volatile;
    QuadEnabled how{};
    REQUIRE(enable_quad(chip, described, how));
    CHECK(how == (can_be_volatile ? QuadEnabled::Volatile : QuadEnabled::NonVolatile));
    CHECK(chip.status2 == 0x02);
    CHECK(chip.status == 0x1C);
    CHECK(other_way(chip_identity(0x016017), method) == method);
    CHECK(other_way(chip_identity(0xEF4017), QuadEnable::Sr1Bit6) == QuadEnable::Sr1Bit6);
}

TEST_CASE("A status register that is locked, or reads as an open line, is not believed", "[chips]") {
    QuadChipFake locked = chip_with(2);
    locked.locked = true;
    CHECK(enable(locked, QuadEnable::Sr2Bit1By01, true) == QuadEnabled::Refused);
    QuadChipFake silent = chip_with(2);
    silent.asleep = true;
    CHECK(enable(silent, QuadEnable::Sr2Bit1By01, true) == QuadEnabled::Refused);
    CHECK(silent.transactions_left == 100'000 - 1); // nothing was written
}

TEST_CASE("Status register 1 goes along without its busy bit and latch", "[chips]") {
    const Sequence s = set_quad_enable(QuadEnable::Sr2Bit1By01, true, 0x1F, 0x40);
    REQUIRE(s.count == 2);
    CHECK(s.steps[0].command.opcode == 0x06);
    CHECK(s.steps[1].command.opcode == 0x01);
    CHECK(s.steps[1].data_length == 2);
    CHECK(s.steps[1].data[0] == 0x1C);
    CHECK(s.steps[1].data[1] == 0x42);
    CHECK(s.steps[1].wait_ready_timeout_us >= 40'000);
    CHECK(set_quad_enable(QuadEnable::Sr2Bit1By31, false, 0, 0).steps[0].command.opcode == 0x50);
}
