#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string sectors_of(const Loader& loader) {
    std::string text;
    for (const LoaderSectors& each : loader.memory.sectors)
        text += fmt::format("{}{:X}:{}x{:X}", text.empty() ? "" : " ", each.offset, each.count, each.size);
    return text;
}

} // namespace

TEST_CASE("An external loader is read: its memory, its functions, what goes to RAM", "[loader]") {
    const Loader loader = read(stldr());
    CHECK(loader.form == LoaderForm::Stldr);
    CHECK(loader.memory.name == "W25Q128_TEST");
    CHECK(loader.memory.base == 0x90000000);
    CHECK(loader.memory.size == 16u << 20);
    CHECK(loader.memory.page == 256);
    CHECK(loader.memory.erased == 0xFF);
    CHECK_FALSE(loader.memory.erase_ms);
    CHECK(sectors_of(loader) == "0:256x10000");
    CHECK(loader.entry(LoaderCall::Init) == 0x24000005u);
    CHECK(loader.entry(LoaderCall::Program) == 0x24000009u);
    CHECK(loader.entry(LoaderCall::EraseChip) == 0x24000015u);
    CHECK_FALSE(loader.entry(LoaderCall::Verify));
    CHECK_FALSE(loader.movable);
    REQUIRE(loader.loaded.size() == 1);
    CHECK(loader.loaded[0].address == 0x24000004);
    CHECK(loader.loaded[0].bytes.size() == 28);
    CHECK(ranges(loader.zeroed) == "24000020+32");
    CHECK(ranges(loader.image()) == "24000004+60");
    CHECK(loader.static_base == 0x24000018);
    CHECK(loader.ram_need(1) == 64 + 4096 + 256);
    CHECK(loader.ram_need(2) == 64 + 4096 + 512);
}

TEST_CASE("A CMSIS-Pack algorithm is read: it lies anywhere", "[loader]") {
    const Loader loader = read(flm());
    CHECK(loader.form == LoaderForm::Flm);
    CHECK(loader.movable);
    CHECK(loader.memory.type == 5);
    CHECK(loader.memory.program_ms == 100u);
    CHECK(loader.memory.erase_ms == 3000u);
    CHECK(sectors_of(loader) == "0:256x10000");
    CHECK(loader.entry(LoaderCall::UnInit) == 5u);
    CHECK(loader.entry(LoaderCall::Program) == 0x11u);
    CHECK(loader.static_base == 20);
    CHECK(findings_of(loader, false) == "");
}

TEST_CASE("A loader's form is told by what it describes itself with", "[loader]") {
    CHECK(read(stldr()).form == LoaderForm::Stldr);
    CHECK(read(flm()).form == LoaderForm::Flm);
    // ST's own for internal flash: both, from 0.
    Elf both = flm(flm_description(), false);
    add_functions(both, 0, {"Write", "SectorErase"});
    both.sections[1].address += 8;
    both.sections[2].address += 8;
    both.sections[3].address = both.symbol("FlashDevice").value = both.sections[1].address + 8;
    both.sections.push_back({kBits, kAlloc, 0x8000, storage_info(stldr_description())});
    both.segments.push_back({4, {4}});
    both.symbols.push_back({"StorageInfo", 0x8000, 200, 5, 0x11});
    const Loader loader = read(both);
    CHECK(loader.form == LoaderForm::Flm);
    CHECK(loader.never_loaded.size() == 2);
    CHECK(words_of(loader, "XSPI-1305") != "none");
    CHECK(findings_of(loader, false) == "");
}

TEST_CASE("A description's segment is never loaded, at 0 or over the loader's own variables", "[loader]") {
    const Loader at_zero = read(stldr());
    CHECK(ranges(at_zero.never_loaded) == "0+200");
    CHECK_THAT(words_of(at_zero, "XSPI-1330"), ContainsSubstring("0x00000000, which is no RAM"));

    const Loader over = read(flm());
    REQUIRE(over.loaded.size() == 1);
    CHECK(over.loaded[0].bytes.size() == 28);
    CHECK(ranges(over.zeroed) == "1C+32");
    CHECK(ranges(over.never_loaded) == "1C+176");
    CHECK_THAT(words_of(over, "XSPI-1330"), ContainsSubstring("its own variables lie"));

    CHECK(words_of(read(flm(flm_description(), false)), "XSPI-1330") == "none");
    CHECK(words_of(read(stldr(stldr_description(), 0x24000004, 0x24001000)), "XSPI-1330") == "none");
}

TEST_CASE("A description in the middle of its code's segment stays where it is", "[loader]") {
    Elf elf = stldr(stldr_description(), 0x24000004, 0x24000100);
    elf.segments = {{7, {0, 1, 3}}};
    const Loader loader = read(elf);
    CHECK(loader.never_loaded.empty());
    CHECK(loader.memory.name == "W25Q128_TEST");
    CHECK(loader.loaded.size() == 2);
}

TEST_CASE("Where segments overlap, the description is the one of its section", "[loader]") {
    // The first segment goes on behind the description, and holds zeros where that lies.
    Elf elf = stldr(stldr_description(), 0x24000004, 0x24000100);
    elf.sections.push_back({kBits, kAlloc, 0x24000200, Bytes(16, 0x55)});
    elf.segments[0].sections = {0, 1, 4};
    const Loader loader = read(elf);
    CHECK(loader.memory.name == "W25Q128_TEST");
    CHECK(ranges(loader.never_loaded) == "24000100+200");
    REQUIRE(loader.loaded.size() == 2);
    CHECK(loader.loaded[1].address == 0x24000200);
    CHECK(loader.loaded[1].bytes == Bytes(16, 0x55));
}

TEST_CASE("Segments to be loaded that contradict each other are refused", "[loader]") {
    Elf elf = stldr();
    elf.sections.push_back({kBits, kAlloc, 0x24000004, Bytes(8, 0x55)});
    elf.segments.push_back({4, {4}});
    const Loader loader = read(elf);
    CHECK(findings_of(loader, false) == "XSPI-1312 refused");
    CHECK(loader.is_refused());
    elf.sections[4].bytes = {0x01, 0x20, 0x70, 0x47};
    CHECK_FALSE(read(elf).is_refused());
}

TEST_CASE("Zeros are those of the sections: a segment may go on from one RAM into another", "[loader]") {
    Elf elf = stldr();
    elf.sections[2].address = 0x24020000;
    const Loader loader = read(elf);
    CHECK(ranges(loader.zeroed) == "24020000+32");
    CHECK(ranges(loader.image()) == "24000004+28 24020000+32");
    CHECK(loader.ram_need(0) == 64 + 4096);
    // Without a section to tell, all of it.
    elf = stldr();
    elf.sections[2].flags = 0;
    elf.segments[0].memory_size = 100;
    CHECK(ranges(read(elf).zeroed) == "24000020+72");
}

TEST_CASE("The array of sectors ends with zeros, with its symbol, or with the file", "[loader]") {
    Description d = stldr_description();
    d.sectors = {{2, 0x1000}, {255, 0x10000}};
    Elf elf = stldr(d);
    CHECK(sectors_of(read(elf)) == "0:2x1000 2000:255x10000");
    elf.symbol("StorageInfo").size = 136; // no room for the end
    CHECK(sectors_of(read(elf)) == "0:2x1000 2000:255x10000");
    CHECK(words_of(read(elf), "XSPI-1317") ==
          "its list of sectors does not end: it was read up to entry 2, where the file has no more");
    elf.symbol("StorageInfo").size = 0; // that size says nothing
    CHECK(words_of(read(elf), "XSPI-1317") == "none");
    d.ends = false;
    CHECK(words_of(read(stldr(d)), "XSPI-1317") != "none");
    d = stldr_description();
    d.sectors.assign(10, {1, 0x1000}); // a full array has no end
    CHECK(sectors_of(read(stldr(d))) ==
          "0:1x1000 1000:1x1000 2000:1x1000 3000:1x1000 4000:1x1000 5000:1x1000 "
          "6000:1x1000 7000:1x1000 8000:1x1000 9000:1x1000");

    Description f = flm_description();
    f.ends = false;
    CHECK(words_of(read(flm(f)), "XSPI-1317") != "none");
    CHECK(sectors_of(read(flm(f))) == "0:256x10000");
}

TEST_CASE("An algorithm's sectors are counted from its memory's first byte, absolute ones as well",
          "[loader]") {
    Description d = flm_description();
    d.sectors = {{0x4000, 0}, {0x10000, 0x10000}};
    CHECK(sectors_of(read(flm(d))) == "0:4x4000 10000:255x10000");
    d.sectors = {{0x4000, 0x90000000}, {0x10000, 0x90010000}};
    CHECK(sectors_of(read(flm(d))) == "0:4x4000 10000:255x10000");
    CHECK(words_of(read(flm(d)), "XSPI-1317") != "none");
}

TEST_CASE("What lies behind a name's zero is not shown, and what is no text is", "[loader]") {
    Description d = stldr_description();
    d.name = std::string("W25Q64\0garbage", 14);
    CHECK(read(stldr(d)).memory.name == "W25Q64");
    d.name = "W25\xFFQ\n";
    CHECK(read(stldr(d)).memory.name == "W25\\xFFQ\\x0A");
    CHECK(findings_of(read(stldr(d)), false) == "XSPI-1326 doubt");
    d.name.assign(100, 'x');
    CHECK(findings_of(read(stldr(d)), false) == "XSPI-1326 doubt");
}

TEST_CASE("A function is the global one of its name, in Thumb code that is loaded", "[loader]") {
    Elf elf = stldr();
    elf.symbols.insert(elf.symbols.begin(), {"Init", 0x24000011, 4, 1, 0x02}); // static
    CHECK(read(elf).entry(LoaderCall::Init) == 0x24000005u);
    elf.symbol("Write").value -= 1;
    CHECK(findings_of(read(elf), false) == "XSPI-1311 refused");
    CHECK_THAT(words_of(read(elf), "XSPI-1311"), StartsWith("Write at 0x24000008 is not Thumb code"));
    elf.symbol("Write").value = 0x24000801;
    CHECK_THAT(words_of(read(elf), "XSPI-1311"), StartsWith("Write at 0x24000801 lies outside"));
    elf = stldr();
    elf.segments[0].flags = 6;
    CHECK_THAT(words_of(read(elf), "XSPI-1311"), ContainsSubstring("lies outside the code"));
    elf.segments[0].flags = 0xA0500007; // the upper bits are the toolchain's
    CHECK(findings_of(read(elf), false) == "");
}

TEST_CASE("R9 is the first writable section, or the first word behind a loader without one", "[loader]") {
    Elf elf = stldr();
    // LDR R0, [PC, #0]; ADD R0, R9; .word 0x10
    const Bytes uses{0x00, 0x48, 0x48, 0x44, 0x10, 0, 0, 0};
    std::copy(uses.begin(), uses.end(), elf.sections[0].bytes.begin());
    elf.symbol("Init").size = 8;
    elf.symbol("Write").size = 0;
    CHECK(words_of(read(elf), "XSPI-1320") ==
          "it reaches its variables by R9 and does not set it: R9 is its first writable section");
    CHECK(read(elf).static_base == 0x24000018);
    elf.segments[0].sections = {0};
    const Loader loader = read(elf);
    CHECK(loader.static_base == 0x24000018);
    CHECK_THAT(words_of(loader, "XSPI-1320"), ContainsSubstring("the first word behind it"));
    CHECK(ranges(loader.image()) == "24000004+40"); // with the variables that no section has
}

TEST_CASE("A file that is no loader is told what it is", "[loader]") {
    CHECK_THAT(problem_of("PK\3\4"), StartsWith("XSPI-1302: it is no flash loader: it is a ZIP"));
    CHECK_THAT(problem_of(":00000001FF\n"),
               StartsWith("XSPI-1302: it is no flash loader: it holds an image"));
    CHECK_THAT(problem_of("!<arch>\nx"), ContainsSubstring("a library that is not linked"));
    CHECK_THAT(problem_of("hello"), StartsWith("XSPI-1302"));
    Elf application = stldr();
    application.remove("StorageInfo");
    CHECK_THAT(problem_of(application.file()), ContainsSubstring("neither StorageInfo nor FlashDevice"));
    application.symbols.clear();
    CHECK_THAT(problem_of(application.file()), ContainsSubstring("symbols have been stripped"));
}

TEST_CASE("A loader for another machine, or one that is not linked, is refused", "[loader]") {
    Elf elf = stldr();
    elf.machine = 243;
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1304: it is an ELF file for another machine"));
    elf.machine = 40;
    elf.type = 1;
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1304: it is not linked"));
    std::string file = stldr().file();
    file[4] = 2;
    CHECK_THAT(problem_of(file), StartsWith("XSPI-1304: it is a 64-bit"));
    CHECK_THAT(problem_of(stldr().file().substr(0, 100)), StartsWith("XSPI-1303: it is cut off"));
}

TEST_CASE("A description that the file does not hold is named", "[loader]") {
    Elf elf = stldr();
    elf.symbol("StorageInfo").section = 0xFFF1;
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1306: its StorageInfo lies in none"));
    elf.symbol("StorageInfo").section = 3;
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1306: the file does not hold"));
    elf = stldr();
    elf.symbol("StorageInfo").value = 100;
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1306: its StorageInfo is cut off: the file has 100"));
    elf = flm();
    elf.sections[3].bytes.resize(159);
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1306: its FlashDevice is cut off"));
}

TEST_CASE("A loader whose tables are made to take forever is refused", "[loader]") {
    Elf elf = stldr();
    elf.segments.assign(100, elf.segments[0]);
    CHECK_THAT(problem_of(elf.file()), StartsWith("XSPI-1303: it is damaged: it has 100 segments"));
}
