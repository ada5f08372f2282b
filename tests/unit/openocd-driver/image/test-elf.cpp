#include "tests/unit/openocd-driver/image/image-bench.hpp"

using namespace xspi;
using namespace image_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string problem(const std::string& file) { return problem_of(read_elf, file); }

Bytes counted(std::size_t size) {
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
    return bytes;
}
Bytes part(std::size_t first, std::size_t size) {
    const Bytes all = counted(200);
    return {all.begin() + std::ptrdiff_t(first), all.begin() + std::ptrdiff_t(first + size)};
}
void poke(std::string& file, std::size_t at, const std::string& bytes) {
    file.replace(at, bytes.size(), bytes);
}

} // namespace

TEST_CASE("Of an ELF file what its PT_LOAD segments hold counts, at their physical addresses", "[image]") {
    for (const bool big_endian : {false, true}) {
        const FileImage image = read_elf(elf({{1024, 100, 0x70000000, 0x70000000},
                                              {1124, 40, 0x70001000, 0x24000000},
                                              {1164, 0, 0x70002000, 0x24001000},
                                              {1024, 100, 0x70003000, 0x70003000, 4}},
                                             {}, counted(200), big_endian));
        REQUIRE(image.segments.size() == 2);
        require_segment(image.segments[0], 0x70000000, part(0, 100));
        require_segment(image.segments[1], 0x70001000, part(100, 40));
        CHECK(image.start == 0x70000401u);
    }
}

TEST_CASE("An ELF segment that begins with the ELF header is clipped to its sections", "[image]") {
    const FileImage image = read_elf(elf({{0, 1224, 0x70000000, 0x70000000}},
                                         {{1024, 64, 0, 0x70000400},
                                          {1096, 100, 0, 0x70000448},
                                          {1088, 8, 0, 0x70000440, 8},      // .bss in between
                                          {1100, 50, 0, 0x70000000, 1, 0}}, // debug information
                                         counted(200)));
    REQUIRE(image.segments.size() == 2);
    require_segment(image.segments[0], 0x70000400, part(0, 64));
    require_segment(image.segments[1], 0x70000448, part(72, 100));
}

TEST_CASE("An ELF segment that begins with the ELF header and has no sections is refused", "[image]") {
    CHECK_THAT(problem(elf({{0, 1224, 0x70000000, 0x70000000}}, {}, counted(200))),
               StartsWith("XSPI-0012 0: segment 0 begins with the ELF header, and without"));
}

TEST_CASE("A section is taken with the segment that shows it at its address", "[image]") {
    // The same part of the file is loaded twice; and one section reaches beyond its segment.
    const FileImage image =
        read_elf(elf({{1024, 64, 0x70000000, 0x70000000}, {1024, 64, 0x70002000, 0x20000000}},
                     {{1028, 8, 0, 0x70000004}, {1040, 100, 0, 0x20000010}}, counted(200)));
    REQUIRE(image.segments.size() == 2);
    require_segment(image.segments[0], 0x70000004, part(4, 8));
    require_segment(image.segments[1], 0x70002010, part(16, 48));
}

TEST_CASE("An ELF file whose linker left all physical addresses 0 is taken at its virtual ones", "[image]") {
    const FileImage image =
        read_elf(elf({{1024, 10, 0, 0x70000000}, {1034, 10, 0, 0x70001000}}, {}, counted(200)));
    REQUIRE(image.segments.size() == 2);
    CHECK(image.segments[1].address == 0x70001000);
    CHECK(read_elf(elf({{1024, 10, 0, 0x70000000}}, {}, counted(200))).segments[0].address == 0);
}

TEST_CASE("An ELF file that is cut off at any byte is refused", "[image]") {
    const std::string file =
        elf({{1024, 100, 0x70000000, 0x70000000}}, {{1024, 100, 0, 0x70000000}}, counted(200));
    REQUIRE(problem(file) == "none");
    for (std::size_t kept = 4; kept < file.size(); kept++)
        CHECK_THAT(problem(file.substr(0, kept)), StartsWith("XSPI-0004 0: "));
    CHECK_THAT(problem(file.substr(0, 3)), StartsWith("XSPI-0006 0: "));
}

TEST_CASE("An ELF file whose headers make no sense is refused", "[image]") {
    const std::string good = elf({{1024, 100, 0x70000000, 0x70000000}}, {}, counted(200));
    const auto spoilt = [&](std::size_t at, const std::string& bytes) {
        std::string file = good;
        poke(file, at, bytes);
        return problem(file);
    };
    CHECK_THAT(spoilt(4, "\2"), StartsWith("XSPI-0013 0: it is a 64-bit ELF file"));
    CHECK_THAT(spoilt(4, "\7"), StartsWith("XSPI-0012"));
    CHECK_THAT(spoilt(5, "\7"), StartsWith("XSPI-0012"));
    CHECK_THAT(spoilt(42, "\7"), StartsWith("XSPI-0012"));
    CHECK_THAT(spoilt(28, "\xff\xff\xff\x7f"), StartsWith("XSPI-0004"));
    CHECK_THAT(spoilt(32, "\xff\xff\xff\x7f"), StartsWith("XSPI-0004"));
    CHECK_THAT(spoilt(44, std::string("\0\0", 2)), StartsWith("XSPI-0521 0: it has no loadable segments"));
    CHECK_THAT(spoilt(44, "\xff\xff"), StartsWith("XSPI-0521"));
    CHECK_THAT(spoilt(52 + 4, "\xff\xff\xff\xff"),
               StartsWith("XSPI-0004 0: it is cut off or damaged: segment 0"));
    CHECK_THAT(spoilt(52 + 12, "\xff\xff\xff\xff"), StartsWith("XSPI-0003 0: 100 bytes at 0xFFFFFFFF"));
}

TEST_CASE("ELF segments that contradict each other are named, the same said twice is not", "[image]") {
    CHECK_THAT(
        problem(elf({{1024, 10, 0x70000000, 0}, {1030, 10, 0x70000008, 0}}, {}, counted(200))),
        StartsWith("XSPI-0010 0: segments 0 and 1 contradict each other: both have a byte for 0x70000008"));
    CHECK(problem(elf({{1024, 10, 0x70000000, 0}, {1032, 10, 0x70000008, 0}}, {}, counted(200))) == "none");
}
