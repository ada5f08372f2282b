#include "chips/nor-array.hpp"
#include "tests/unit/catch.hpp"

#include <array>

using namespace vb;

TEST_CASE("A weak bit ends up wrong after an erase or a program that reports success, its neighbours right") {
    NorArray array(8192);
    array.weaken_bit(0x105, 3, true);
    array.weaken_bit(0x205, 0, false);
    REQUIRE(array.bytes()[0x205] == 0xFF); // what was loaded is not touched
    REQUIRE(array.erase(0, 4096));
    REQUIRE(array.bytes()[0x105] == 0xFF);
    REQUIRE(array.bytes()[0x205] == 0xFE);
    const std::array<std::uint8_t, 3> data{0x00, 0x00, 0xFF};
    REQUIRE(array.program(0x104, data));
    REQUIRE(array.bytes()[0x104] == 0x00);
    REQUIRE(array.bytes()[0x105] == 0x08);
    REQUIRE(array.bytes()[0x106] == 0xFF);
    REQUIRE(array.program(0x1000, data)); // elsewhere
    REQUIRE(array.bytes()[0x1001] == 0x00);
}
