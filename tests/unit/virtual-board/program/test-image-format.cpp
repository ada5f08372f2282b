#include "program/image-format.hpp"
#include "tests/unit/catch.hpp"

#include <elf.h>

#include <cstring>

using namespace vb;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes text(const std::string& lines) { return {lines.begin(), lines.end()}; }

// One segment linked for RAM and loaded from flash, one that is only zeros, one note.
Bytes small_elf() {
    Elf32_Ehdr header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_machine = EM_ARM;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof(Elf32_Phdr);
    header.e_phnum = 3;
    Elf32_Phdr segments[3] = {};
    segments[0].p_type = PT_LOAD;
    segments[0].p_offset = sizeof header + sizeof segments;
    segments[0].p_vaddr = 0x24000000;
    segments[0].p_paddr = 0x08000400;
    segments[0].p_filesz = 4;
    segments[0].p_memsz = 8;
    segments[1].p_type = PT_LOAD;
    segments[1].p_paddr = 0x24001000;
    segments[1].p_memsz = 64;
    segments[2].p_type = PT_NOTE;
    segments[2].p_filesz = 4;
    Bytes file(sizeof header + sizeof segments);
    std::memcpy(file.data(), &header, sizeof header);
    std::memcpy(file.data() + sizeof header, segments, sizeof segments);
    for (std::uint8_t byte : {0xDE, 0xAD, 0xBE, 0xEF}) file.push_back(byte);
    return file;
}

std::string failure(const Bytes& hex) {
    try {
        read_intel_hex(hex);
    } catch (const std::runtime_error& error) { return error.what(); }
    return {};
}

} // namespace

TEST_CASE("the format is told by extension, else by content") {
    CHECK(image_format("a.bin", small_elf()) == ImageFormat::Bin);
    CHECK(image_format("a.HEX", {}) == ImageFormat::Hex);
    CHECK(image_format("dir.hex/a", Bytes{1, 2}) == ImageFormat::Bin);
    CHECK(image_format("firmware", small_elf()) == ImageFormat::Elf);
    CHECK(image_format("firmware", text(":00000001FF\r\n")) == ImageFormat::Hex);
    CHECK(image_format("firmware", text(": this is prose, no record")) == ImageFormat::Bin);
}

TEST_CASE("Intel HEX records give pieces at their linear addresses") {
    const auto segments = read_intel_hex(
        text(":0200000470008A\r\n:0400100001020304E2\r\n:020014000506DF\r\n"
             ":0101000007F7\n:020000021000EC\n:0100020009F4\n:040000057000000186\n:00000001FF\n"));
    REQUIRE(segments.size() == 3);
    CHECK(segments[0].address == 0x70000010);
    CHECK(segments[0].bytes == Bytes{1, 2, 3, 4, 5, 6});
    CHECK(segments[1].address == 0x70000100);
    CHECK(segments[2].address == 0x10002); // segment base 0x1000 paragraphs
    CHECK(segments[2].bytes == Bytes{9});
}

TEST_CASE("damaged Intel HEX is refused with its line") {
    CHECK(failure(text(":0200000470008A\n:0400100001020304E0\n:00000001FF\n")).rfind("line 2", 0) == 0);
    CHECK(failure(text(":0400100001020304\n:00000001FF\n")).rfind("line 1", 0) == 0);
    CHECK_THROWS(read_intel_hex(text(":0400100001020304E2\n"))); // no end
    CHECK_THROWS(read_intel_hex(text("hello\n")));
}

TEST_CASE("ELF segments are loaded at their physical addresses") {
    const auto segments = read_elf(small_elf());
    REQUIRE(segments.size() == 1);
    CHECK(segments[0].address == 0x08000400);
    CHECK(segments[0].bytes == Bytes{0xDE, 0xAD, 0xBE, 0xEF});
}

TEST_CASE("an ELF file that is cut off or for another machine is refused") {
    Bytes file = small_elf();
    file.pop_back();
    CHECK_THROWS(read_elf(file));
    CHECK_THROWS(read_elf(std::span(file).first(60)));
    CHECK_THROWS(read_elf(std::span(file).first(3)));
    file = small_elf();
    file[18] = EM_X86_64;
    CHECK_THROWS(read_elf(file));
}
