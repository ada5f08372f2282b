#include "openocd-driver/number.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("Numbers are decimal, or hexadecimal with 0x", "[number]") {
    const auto [text, value] = GENERATE(table<std::string, std::uint32_t>({
        {"0", 0},
        {"10", 10},
        {"4294967295", 0xFFFFFFFF},
        {"0x10", 16},
        {"0X1f", 31},
        {"0x0", 0},
        {"0xFFFFFFFF", 0xFFFFFFFF},
        {"0x0000000070000000", 0x70000000},
    }));
    CAPTURE(text);
    CHECK(read_number(text).wrong.empty());
    CHECK(read_number(text).value == value);
}

TEST_CASE("Everything else is no number, and is told why", "[number]") {
    const auto [text, why] = GENERATE(table<std::string, std::string>({
        {"010", "octal"},
        {"00", "octal"},
        {"08", "octal"},
        {"", "empty"},
        {"0x", "no digits"},
        {"-1", "sign"},
        {"+1", "sign"},
        {"0x-1", "sign"},
        {"4294967296", "32 bits"},
        {"0x100000000", "32 bits"},
        {"99999999999999999999999999", "32 bits"},
        {"1.5", "whole"},
        {"1,5", "whole"},
        {"1e3", "neither"},
        {"1_000", "neither"},
        {"1'000", "neither"},
        {" 1", "neither"},
        {"1 ", "neither"},
        {"0x7000000G", "neither"},
        {"12k", "neither"},
        {"0b101", "neither"},
        {"0o10", "neither"},
        {"70000000h", "neither"},
        {"FF", "neither"},
        {"seven", "neither"},
        {std::string("1\0", 2), "neither"},
        {"\xD9\xA1", "neither"}, // a digit of another script
    }));
    CAPTURE(text);
    CHECK_THAT(read_number(text).wrong, ContainsSubstring(why));
}

TEST_CASE("Frequencies are decimal with a unit", "[number]") {
    CHECK(read_frequency("200MHz") == 200e6);
    CHECK(read_frequency("12.5mhz") == 12.5e6);
    CHECK(read_frequency("0.5MHz") == 500e3);
    CHECK(read_frequency("32768Hz") == 32768);
    CHECK(read_frequency("32.768kHz") == 32768);
    const std::string none =
        GENERATE("", "MHz", "24", "24 MHz", "24MHz ", "024MHz", "0x18MHz", "1e3kHz", "infMHz", "nanMHz",
                 "-1MHz", "+1MHz", ".5MHz", "5.MHz", "1.5.1MHz", "1,5MHz", "1_0MHz", "24GHz", "24MHzz");
    CAPTURE(none);
    CHECK(read_frequency(none) < 0);
}

TEST_CASE("Decimals have digits on both sides of the point", "[number]") {
    CHECK(read_decimal("1.8").value == 1.8);
    CHECK(read_decimal("3").is_one);
    CHECK(read_decimal("1.8V").rest == "V");
    for (const char* none : {"", ".8", "1.", "01.8", "-1.8", "inf", "0x1.8p0"}) {
        CAPTURE(none);
        const Decimal read = read_decimal(none);
        CHECK_FALSE((read.is_one && read.rest.empty()));
    }
}
