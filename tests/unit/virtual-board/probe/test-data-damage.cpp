#include "probe/data-damage.hpp"
#include "tests/unit/catch.hpp"

#include <bit>

using namespace vb;

namespace {
std::vector<std::uint8_t> passed(DataDamage& damage, std::uint32_t address, std::size_t size) {
    std::vector<std::uint8_t> data(size);
    damage.pass(address, data, 4, true);
    return data;
}
unsigned flipped(const std::vector<std::uint8_t>& data) {
    unsigned bits = 0;
    for (const std::uint8_t byte : data) bits += unsigned(std::popcount(byte));
    return bits;
}
} // namespace

TEST_CASE("A bit is flipped the time that was declared, where it was declared, and only then") {
    DataDamage damage({{{0x20000105, 3, 2, false}}, {}});
    CHECK(flipped(passed(damage, 0x20000100, 16)) == 0);
    CHECK(flipped(passed(damage, 0x20000110, 16)) == 0); // does not pass there
    const auto second = passed(damage, 0x20000104, 4);
    CHECK(second == std::vector<std::uint8_t>{0, 8, 0, 0});
    CHECK(flipped(passed(damage, 0x20000100, 16)) == 0);
}

TEST_CASE("A bit that stays broken is flipped from then on") {
    DataDamage damage({{{0x20000100, 0, 2, true}}, {}});
    CHECK(flipped(passed(damage, 0x20000100, 4)) == 0);
    for (int i = 0; i < 5; ++i) CHECK(flipped(passed(damage, 0x20000100, 4)) == 1);
}

TEST_CASE("Accesses without increment all pass by the same place") {
    DataDamage damage({{{0x20000101, 0, 2, false}}, {}});
    std::vector<std::uint8_t> data(12);
    damage.pass(0x20000100, data, 4, false);
    CHECK(data[5] == 1);
    CHECK(flipped(data) == 1);
}

TEST_CASE("Noise is of the rate, at the places and of the seed that were declared") {
    const DataFaults noise{{}, {{7, 1000}}};
    DataDamage damage(noise), again(noise), other({{}, {{8, 1000}}});
    const auto data = passed(damage, 0x24000000, 1'000'000);
    CHECK(flipped(data) > 800);
    CHECK(flipped(data) < 1200);
    CHECK(passed(again, 0x24000000, 1'000'000) == data);
    CHECK(passed(other, 0x24000000, 1'000'000) != data);
    DataDamage back(noise, 1);
    CHECK(passed(back, 0x24000000, 1'000'000) != data);
    CHECK(flipped(passed(damage, 0xE000E000, 100'000)) == 0); // the debug registers are spared
    CHECK(flipped(passed(damage, 0x52002000, 100'000)) == 0);
    DataDamage everywhere({{}, {{7, 1000, 0xE000E000, 0xE000EFFF}}});
    CHECK(flipped(passed(everywhere, 0xE000E000, 4096)) > 0);
    CHECK(flipped(passed(everywhere, 0x24000000, 100'000)) == 0);
}
