#include "core/number.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

TEST_CASE("a number is decimal or hexadecimal, in its range, and nothing stands around it") {
    CHECK(parse_number("0", 0) == 0u);
    CHECK(parse_number("42", 42) == 42u);
    CHECK(parse_number("0x1F", 255) == 31u);
    CHECK(parse_number("0X00ff", 255) == 255u);
    CHECK(parse_number("18446744073709551615", UINT64_MAX) == UINT64_MAX);
    for (const char* wrong :
         {"", "-1", "+1", " 7", "7 ", "010", "00", "0x", "0xg", "0x-1", "0x 1", "1e3", "1.0", "0b1", "7h",
          "43", "0x2B", "18446744073709551616", "99999999999999999999999"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_number(wrong, wrong[0] == '1' ? UINT64_MAX : 42));
    }
}
