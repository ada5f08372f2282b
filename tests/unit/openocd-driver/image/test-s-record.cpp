#include "tests/unit/openocd-driver/image/image-bench.hpp"

using namespace xspi;
using namespace image_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
std::string problem(const std::string& file) { return problem_of(read_s_records, file); }
std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = char(c + 32);
    return text;
}
} // namespace

TEST_CASE("S-records with 16, 24 and 32 bits of address are one image, in any order and case", "[image]") {
    const std::string file = srec(0, 2, 0, {'x'}) + s3(0x70000010, {4}) + srec(1, 2, 0x1234, {1, 2}) +
                             lower(srec(2, 3, 0x123456, {3})) + s3(0x7000000E, {2, 3}) + srec(5, 2, 4, {}) +
                             srec(7, 4, 0x70000401, {});
    const FileImage image = read_s_records(file);
    REQUIRE(image.segments.size() == 3);
    require_segment(image.segments[0], 0x1234, {1, 2});
    require_segment(image.segments[1], 0x123456, {3});
    require_segment(image.segments[2], 0x7000000E, {2, 3, 4});
    CHECK(image.start == 0x70000401u);
}

TEST_CASE("S-records need no record that ends them", "[image]") {
    const FileImage image = read_s_records(s3(0x70000000, {1}));
    REQUIRE(image.segments.size() == 1);
    CHECK_FALSE(image.start.has_value());
    CHECK(read_s_records(srec(1, 2, 0, {1}) + srec(9, 2, 0x123, {})).start == 0x123u);
    CHECK(read_s_records(srec(2, 3, 0, {1}) + srec(8, 3, 0x12345, {})).start == 0x12345u);
    CHECK_THAT(problem(s3(0, {1}) + srec(7, 4, 0, {}) + s3(1, {1})), StartsWith("XSPI-0009 3: "));
}

TEST_CASE("A number of S-records that does not fit tells that some are missing", "[image]") {
    CHECK_THAT(problem(s3(0, {1}) + srec(5, 2, 2, {})), StartsWith("XSPI-0011 2: it counts 2 data records"));
    CHECK_THAT(problem(s3(0, {1}) + srec(6, 3, 0, {})), StartsWith("XSPI-0011 2: "));
    CHECK(problem(s3(0, {1}) + s3(1, {1}) + srec(6, 3, 2, {})) == "none");
}

TEST_CASE("A damaged S-record is refused by its line", "[image]") {
    const std::string good = s3(0x70000000, {1, 2, 3});
    const std::string line = good.substr(0, good.size() - 1);
    for (std::size_t kept = 2; kept < line.size(); kept++)
        CHECK_THAT(problem(good + line.substr(0, kept) + "\n"), StartsWith("XSPI-0007 2: "));
    CHECK_THAT(problem(good + line.substr(0, 1)), StartsWith("XSPI-0008 2: "));
    CHECK_THAT(problem(line + "00\n"), ContainsSubstring("has 10 bytes where its count says 9"));
    CHECK_THAT(problem("S300\n"), StartsWith("XSPI-0007 1: "));
    CHECK_THAT(problem("S300FF\n"), StartsWith("XSPI-0007 1: "));
    CHECK_THAT(problem(srec(3, 3, 0, {})), ContainsSubstring("too short for its address"));
    CHECK_THAT(problem(srec(5, 2, 0, {1})), ContainsSubstring("holds only a count"));
    CHECK_THAT(problem(srec(7, 4, 0, {1})), ContainsSubstring("holds only a count"));
    CHECK_THAT(problem(srec(4, 4, 0, {1})), ContainsSubstring("no type S4"));
    CHECK_THAT(problem(line.substr(0, 12) + "F" + line.substr(13)), ContainsSubstring("checksum"));
}

TEST_CASE("A line of an S-record file that is no record is refused by its number", "[image]") {
    CHECK_THAT(problem("* comment\n" + s3(0, {1})), StartsWith("XSPI-0008 1: "));
    CHECK_THAT(problem(s3(0, {1}) + "\n\nSX0300\n"), StartsWith("XSPI-0008 4: "));
    CHECK_THAT(problem(s3(0, {1}) + hex(0, 0, {1})), StartsWith("XSPI-0008 2: "));
}

TEST_CASE("S-records end with the address space and do not contradict each other", "[image]") {
    CHECK_THAT(problem(s3(0xFFFFFFFF, {1, 2})), StartsWith("XSPI-0003 1: "));
    CHECK_THAT(problem(s3(8, {1, 2}) + s3(9, {3})), StartsWith("XSPI-0010 0: lines 1 and 2 contradict"));
    CHECK(problem(s3(8, {1, 2}) + s3(9, {2})) == "none");
}

TEST_CASE("Ten thousand pieces backwards are as many segments", "[image]") {
    std::string file;
    for (std::uint32_t i = 10'000; i > 0; i--) file += s3(0x70000000 + 8 * i, {1, 2, 3, std::uint8_t(i)});
    CHECK(read_s_records(file).segments.size() == 10'000);
}
