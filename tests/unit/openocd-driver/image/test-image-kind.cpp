#include "tests/unit/openocd-driver/image/image-bench.hpp"

using namespace xspi;
using namespace image_bench;

namespace {
ImageKind kind(const std::string& name, const std::string& begin) { return image_kind(name, begin, true); }
} // namespace

TEST_CASE("An image file is what its first records say, whatever its name", "[image]") {
    for (const char* name : {"x.hex", "x.bin", "x", "x.s19", "x.txt", "folder.hex/x"}) {
        CHECK(kind(name, hex(0, 0, {1})) == ImageKind::IntelHex);
        CHECK(kind(name, s3(0, {1})) == ImageKind::SRecord);
        CHECK(kind(name, "\177ELF....") == ImageKind::Elf);
    }
    CHECK(kind("x", "\xEF\xBB\xBF\r\n \t" + hex(0, 0, {1})) == ImageKind::IntelHex);
    CHECK(kind("x", "\n s10400010AF0\n" + srec(1, 2, 0, {1})) == ImageKind::SRecord);
}

TEST_CASE("A file named as hex, S-records or ELF is never a bin", "[image]") {
    for (const char* text : {"", "\n\n", "# comment\n", "hello", ":1", "S", "\1\2\3"}) {
        for (const char* name : {"a.hex", "a.ihex", "A.HEX", "a.b.ihx", "a.h86"})
            CHECK(kind(name, text) == ImageKind::IntelHex);
        for (const char* name : {"a.s19", "a.srec", "a.MOT", "a.s28", "a.s37"})
            CHECK(kind(name, text) == ImageKind::SRecord);
        for (const char* name : {"a.elf", "a.axf", "a.out"}) CHECK(kind(name, text) == ImageKind::Elf);
        for (const char* name : {"a.bin", "hex", "a", "a.hex/b", "a.img", ""})
            CHECK(kind(name, text) == ImageKind::Bin);
    }
}

TEST_CASE("A heading or a damaged line above records does not make a bin of a file", "[image]") {
    CHECK(kind("a.txt", "; made by hand\n:0\n" + hex(0, 0, {1})) == ImageKind::IntelHex);
    CHECK(kind("a", "S1\n" + s3(0, {1})) == ImageKind::SRecord);
    CHECK(kind("a.bin", "text\n" + s3(0, {1})) == ImageKind::Bin);
    // The last line of a beginning may be cut off.
    CHECK(image_kind("a", s3(0, {1}), false) == ImageKind::SRecord);
    CHECK(image_kind("a", "text\n" + hex(0, 0, {1}).substr(0, 13), false) == ImageKind::Bin);
}
