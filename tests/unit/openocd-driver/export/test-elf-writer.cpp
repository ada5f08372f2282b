#include "openocd-driver/export/elf-writer.hpp"
#include "openocd-driver/image/elf-file.hpp"
#include "tests/unit/catch.hpp"

#include <array>

using namespace xspi;

namespace {

std::vector<std::uint8_t> written() {
    const std::array sections{
        WrittenSection{"Code", 0x24000004, {1, 2, 3, 4, 5, 6, 7, 8}, 0, true, false},
        WrittenSection{"Data", 0x2400000C, {9, 10, 11, 12}, 0, false, true},
        WrittenSection{"Data", 0x24000010, {}, 32, false, true},
        WrittenSection{"Info", 0x24000030, {13, 14}, 0, false, false},
    };
    const std::array symbols{WrittenSymbol{"Init", 0x24000005, 4, 0, true},
                             WrittenSymbol{"StorageInfo", 0x24000030, 2, 3, false}};
    return write_elf(sections, 3, symbols, 0x24000005);
}

std::string_view text_of(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

TEST_CASE("Sections that follow each other are one segment, and what is told apart is another", "[export]") {
    const auto bytes = written();
    const ElfFile elf(text_of(bytes));
    CHECK(elf.type() == ElfFile::kExecutable);
    CHECK(elf.machine() == ElfFile::kArm);
    CHECK(elf.entry() == 0x24000005);
    REQUIRE(elf.segments().size() == 2);
    const ElfSegment& code = elf.segments()[0];
    CHECK(code.virtual_address == 0x24000004);
    CHECK(code.physical_address == 0x24000004);
    CHECK(code.file_size == 12);
    CHECK(code.memory_size == 12 + 32);
    CHECK((code.flags & (ElfSegment::kExecute | ElfSegment::kWrite)) ==
          (ElfSegment::kExecute | ElfSegment::kWrite));
    CHECK(elf.bytes(code.offset, 12, "code")[11] == 12);
    const ElfSegment& info = elf.segments()[1];
    CHECK(info.virtual_address == 0x24000030);
    CHECK(info.memory_size == 2);
    CHECK((info.flags & ElfSegment::kExecute) == 0);
    CHECK(elf.bytes(info.offset, 2, "info")[1] == 14);
}

TEST_CASE("Symbols are everybody's, and stand in their sections", "[export]") {
    const auto bytes = written();
    const ElfFile elf(text_of(bytes));
    const auto symbols = elf.symbols();
    const auto find = [&](std::string_view name) {
        for (const ElfSymbol& symbol : symbols)
            if (symbol.name == name) return symbol;
        FAIL("no symbol " << name);
        return symbols[0];
    };
    CHECK(find("Init").value == 0x24000005);
    CHECK(find("Init").function);
    CHECK_FALSE(find("Init").local);
    CHECK_FALSE(find("StorageInfo").function);
    CHECK(elf.sections()[find("StorageInfo").section].address == 0x24000030);
    CHECK(elf.sections()[find("Init").section].size == 8);
}

TEST_CASE("What is zero takes no room in the file", "[export]") {
    const auto bytes = written();
    const ElfFile elf(text_of(bytes));
    REQUIRE(elf.sections().size() == 8);
    CHECK(elf.sections()[3].type == ElfSection::kNoBits);
    CHECK(elf.sections()[3].address == 0x24000010);
    CHECK(elf.sections()[3].size == 32);
    CHECK(bytes.size() < 1024);
}
