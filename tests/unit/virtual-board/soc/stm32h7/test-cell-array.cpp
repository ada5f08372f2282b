#include "soc/stm32h7/cell-array.hpp"
#include "tests/unit/catch.hpp"

#include <algorithm>

using namespace vb;
using Bytes = std::vector<std::uint8_t>;

TEST_CASE("a program that is cut off leaves half of the unit and a wrong ECC until an erase") {
    CellArray cells(64, 16, false);
    cells.cut_off_program(16, Bytes(16, 0x12));
    CHECK(cells.bytes()[23] == 0x12);
    CHECK(cells.bytes()[24] == 0xFF);
    CHECK(cells.damaged(16));
    CHECK_FALSE(cells.damaged(0));
    cells.erase(0, 64);
    CHECK_FALSE(cells.any_damage());
}

TEST_CASE("a program that is cut off after all that it changes, or before, leaves a sound unit") {
    CellArray cells(64, 16, false);
    Bytes first_half(16, 0xFF), second_half(16, 0xFF);
    std::fill_n(first_half.begin(), 8, std::uint8_t(0));
    std::fill_n(second_half.begin() + 8, 8, std::uint8_t(0));
    cells.cut_off_program(0, first_half);
    cells.cut_off_program(16, second_half);
    CHECK_FALSE(cells.any_damage());
}
