#include "program/duration.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

TEST_CASE("durations are numbers with a unit") {
    CHECK(parse_duration("2s") == 2 * kPerSecond);
    CHECK(parse_duration("500ms") == 500 * kPerMillisecond);
    CHECK(parse_duration("10us") == 10 * kPerMicrosecond);
    CHECK(parse_duration("250ns") == 250 * kPerNanosecond);
    CHECK(parse_duration("0s") == 0u);
}

TEST_CASE("decimal fractions of durations are exact") {
    CHECK(parse_duration("1.5ms") == 1500 * kPerMicrosecond);
    CHECK(parse_duration("0.1s") == 100 * kPerMillisecond);
    CHECK(parse_duration("0.001ns") == 1u);
    CHECK_FALSE(parse_duration("0.0001ns"));
}

TEST_CASE("what is no duration is refused") {
    for (const char* text : {"", "2", "s", "-1s", "2 s", "2m", "1.s", ".5s", "1.2.3s", "2ss", "1e3s", "+1s",
                             " 1s", "010ms", "00.5s", "0x10ms", "99999999999999999999s", "20000000s"})
        CHECK_FALSE(parse_duration(text));
}
