#include "tests/unit/openocd-driver/image/image-bench.hpp"

using namespace xspi;
using namespace image_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
std::string problem(const std::string& file) { return problem_of(read_intel_hex, file); }
} // namespace

TEST_CASE("A hex record at the start of a 64 KiB block that another one has just left lands in that block",
          "[image]") {
    const FileImage image =
        read_intel_hex(hex_upper(0x7001) + hex(0, 0xFFFE, {1, 2}) + hex(0, 0, {3, 4}) + kHexEnd);
    REQUIRE(image.segments.size() == 2);
    require_segment(image.segments[0], 0x70010000, {3, 4});
    require_segment(image.segments[1], 0x7001FFFE, {1, 2});
}

TEST_CASE("Hex records in any order are one image, and records that touch are one segment", "[image]") {
    const FileImage image =
        read_intel_hex(hex_upper(0x7002) + hex(0, 0, {5}) + hex_upper(0x7001) + hex(0, 0xFFFF, {4}) +
                       hex(0, 0x0010, {1, 2}) + hex(0, 0xFFFE, {3}) + hex(0, 0x000F, {0}) + kHexEnd);
    REQUIRE(image.segments.size() == 2);
    require_segment(image.segments[0], 0x7001000F, {0, 1, 2});
    require_segment(image.segments[1], 0x7001FFFE, {3, 4, 5});
}

TEST_CASE("A linear hex record goes on into the next 64 KiB, one of a segment to its beginning", "[image]") {
    const FileImage linear = read_intel_hex(hex_upper(0x7000) + hex(0, 0xFFFF, {1, 2}) + kHexEnd);
    REQUIRE(linear.segments.size() == 1);
    require_segment(linear.segments[0], 0x7000FFFF, {1, 2});

    const FileImage segmented = read_intel_hex(hex(2, 0, {0x12, 0x34}) + hex(0, 0xFFFF, {1, 2}) + kHexEnd);
    REQUIRE(segmented.segments.size() == 2);
    require_segment(segmented.segments[0], 0x12340, {2});
    require_segment(segmented.segments[1], 0x2233F, {1});
}

TEST_CASE("The last base of a hex file counts, whichever kind it has", "[image]") {
    const FileImage image = read_intel_hex(hex(2, 0, {0x10, 0}) + hex(0, 1, {1}) + hex_upper(2) +
                                           hex(0, 1, {2}) + hex(2, 0, {0, 1}) + hex(0, 1, {3}) + kHexEnd);
    REQUIRE(image.segments.size() == 3);
    require_segment(image.segments[0], 0x11, {3});
    require_segment(image.segments[1], 0x10001, {1});
    require_segment(image.segments[2], 0x20001, {2});
}

TEST_CASE("A hex file says where its program starts", "[image]") {
    CHECK(read_intel_hex(hex(0, 0, {1}) + hex(5, 0, {0x70, 0, 4, 1}) + kHexEnd).start == 0x70000401u);
    CHECK(read_intel_hex(hex(0, 0, {1}) + hex(3, 0, {0x12, 0x34, 0, 5}) + kHexEnd).start == 0x12345u);
    CHECK_FALSE(read_intel_hex(hex(0, 0, {1}) + kHexEnd).start.has_value());
}

TEST_CASE("A byte order mark, blank lines, CR, blanks around records and lower case are forgiven",
          "[image]") {
    const FileImage image = read_intel_hex("\xEF\xBB\xBF\r\n\n  \t\n \t:02001000abcd76 \t\r\n\r:00000001ff");
    REQUIRE(image.segments.size() == 1);
}

TEST_CASE("A line of a hex file that is no record is refused by its number", "[image]") {
    const std::string good = hex(0, 0, {1, 2});
    CHECK_THAT(problem("# comment\n" + good + kHexEnd),
               StartsWith("XSPI-0008 1: `# comment` is not a record"));
    CHECK_THAT(problem(good + "\n\r\nhello\n" + kHexEnd), StartsWith("XSPI-0008 4: `hello`"));
    CHECK_THAT(problem(good + std::string("\0\0\n", 3) + kHexEnd), StartsWith("XSPI-0008 2: `??`"));
    CHECK_THAT(problem(good + ";" + good + kHexEnd), StartsWith("XSPI-0008 2"));
    CHECK_THAT(problem(good + s3(0, {1}) + kHexEnd), StartsWith("XSPI-0008 2"));
}

TEST_CASE("A damaged hex record is refused by its line", "[image]") {
    const std::string good = hex(0, 0x10, {1, 2, 3, 4});
    const std::string line = good.substr(0, good.size() - 1);
    for (std::size_t kept = 1; kept < line.size(); kept++)
        CHECK_THAT(problem(good + line.substr(0, kept) + "\n" + kHexEnd), StartsWith("XSPI-0007 2: "));
    CHECK_THAT(problem(line + "00\n" + kHexEnd), ContainsSubstring("has 10 bytes where its count says 9"));
    CHECK_THAT(problem(":05" + line.substr(3) + "\n" + kHexEnd), StartsWith("XSPI-0007 1: "));
    CHECK_THAT(problem(":03" + line.substr(3) + "\n" + kHexEnd), StartsWith("XSPI-0007 1: "));
    CHECK_THAT(problem(line.substr(0, 12) + "G" + line.substr(13) + "\n"),
               ContainsSubstring("`G` is not a hexadecimal"));
    CHECK_THAT(problem(line.substr(0, 12) + "F" + line.substr(13) + "\n"), ContainsSubstring("checksum"));
    CHECK_THAT(problem(":" + std::string(2000, '0') + "\n"), ContainsSubstring("longer than any record"));
    CHECK_THAT(problem(hex(6, 0, {}) + kHexEnd), ContainsSubstring("no type 06"));
    CHECK_THAT(problem(hex(4, 0, {1}) + kHexEnd), ContainsSubstring("type 04 has 2 bytes, not 1"));
    CHECK_THAT(problem(hex(1, 0, {1}) + kHexEnd), ContainsSubstring("type 01 has 0 bytes, not 1"));
    CHECK_THAT(problem(hex(5, 0, {1, 2}) + kHexEnd), ContainsSubstring("type 05 has 4 bytes, not 2"));
}

TEST_CASE("A hex file without its end is cut off, and nothing may stand behind it", "[image]") {
    CHECK_THAT(problem(hex(0, 0, {1})), StartsWith("XSPI-0004 0: "));
    CHECK_THAT(problem(""), StartsWith("XSPI-0004 0: "));
    CHECK_THAT(problem(hex(0, 0, {1}) + kHexEnd + hex(0, 1, {1})), StartsWith("XSPI-0009 3: "));
    CHECK_THAT(problem(hex(0, 0, {1}) + kHexEnd + kHexEnd), StartsWith("XSPI-0009 3: "));
    CHECK(problem(hex(0, 0, {1}) + kHexEnd + "\r\n \n") == "none");
}

TEST_CASE("Hex records that contradict each other are named by their lines, the same said twice is not",
          "[image]") {
    CHECK_THAT(
        problem(hex(0, 4, {1, 2}) + hex(0, 0, {9}) + hex(0, 3, {7, 1, 3}) + kHexEnd),
        StartsWith("XSPI-0010 0: lines 1 and 3 contradict each other: both have a byte for 0x00000005"));
    const FileImage image =
        read_intel_hex(hex(0, 4, {1, 2}) + hex(0, 3, {7, 1}) + hex(0, 4, {1, 2}) + kHexEnd);
    REQUIRE(image.segments.size() == 1);
    require_segment(image.segments[0], 3, {7, 1, 2});
}

TEST_CASE("A hex record ends with the address space", "[image]") {
    CHECK(problem(hex_upper(0xFFFF) + hex(0, 0xFFFF, {1}) + kHexEnd) == "none");
    CHECK_THAT(problem(hex_upper(0xFFFF) + hex(0, 0xFFFF, {1, 2}) + kHexEnd),
               StartsWith("XSPI-0003 2: 2 bytes at 0xFFFFFFFF"));
}
