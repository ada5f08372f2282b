#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string of(const Description& d) { return findings_of(read(stldr(d)), false); }

} // namespace

TEST_CASE("Without Read and MassErase a loader works, and says how", "[loader]") {
    const Loader loader =
        read(stldr(stldr_description(), 0x24000004, 0x24001000, {"Init", "Write", "SectorErase"}));
    CHECK(findings_of(loader) == "XSPI-1323 note, XSPI-1324 note");
    CHECK_FALSE(loader.is_refused());
}

TEST_CASE("A loader that cannot erase or program is refused", "[loader]") {
    for (const char* name : {"Init", "Write", "SectorErase"}) {
        Elf elf = stldr();
        elf.remove(name);
        CHECK(findings_of(read(elf), false) == "XSPI-1310 refused");
        CHECK_THAT(words_of(read(elf), "XSPI-1310"), ContainsSubstring(name));
    }
    Elf elf = flm();
    elf.remove("UnInit");
    elf.remove("EraseChip");
    CHECK_FALSE(read(elf).is_refused());
    elf.remove("EraseSector");
    CHECK(findings_of(read(elf), false) == "XSPI-1310 refused");
}

TEST_CASE("Size and sectors that disagree are both told", "[loader]") {
    Description d = stldr_description();
    d.sectors = {{16, 0x10000}};
    CHECK(of(d) == "XSPI-1315 doubt");
    CHECK(words_of(read(stldr(d)), "XSPI-1315") ==
          "its sectors hold 1048576 bytes, its memory is said to have 16777216: either may be wrong");
    d.sectors = {{1024, 0x10000}};
    d.size = 0x3D0900;
    CHECK(of(d) == "XSPI-1315 doubt");
}

TEST_CASE("A memory that cannot be is refused", "[loader]") {
    Description d = stldr_description();
    d.sectors.clear();
    CHECK(of(d) == "XSPI-1314 refused");
    d.size = 0;
    CHECK(of(d) == "XSPI-1314 refused");
    d = stldr_description();
    d.sectors = {{256, 0}};
    CHECK(of(d) == "XSPI-1314 refused");
    d = stldr_description();
    d.page = 0;
    CHECK(of(d) == "XSPI-1314 refused");
    d = stldr_description();
    d.base = 0xFFF00000;
    CHECK(of(d) == "XSPI-1314 refused");
    d = flm_description();
    d.sectors = {{0x10000, 0x20000}, {0x1000, 0}};
    CHECK_THAT(words_of(read(flm(d)), "XSPI-1314"), ContainsSubstring("not in ascending order"));
}

TEST_CASE("A page that is no power of two, or larger than a sector, is told", "[loader]") {
    Description d = stldr_description();
    d.page = 0x210;
    CHECK(of(d) == "XSPI-1316 doubt");
    d.page = 0x20000;
    CHECK(of(d) == "XSPI-1316 doubt");
    d.page = 0x10000;
    CHECK(of(d) == "");
}

TEST_CASE("Write takes parts of a page, ProgramPage does not", "[loader]") {
    Description d = stldr_description();
    d.page = 0x200000;
    CHECK(read(stldr(d)).buffer_size() == 4096);
    Description f = flm_description();
    f.page = 0x8000;
    CHECK(read(flm(f)).buffer_size() == 0x8000);
}

TEST_CASE("A loader that needs much RAM says how much, and one outside RAM is refused", "[loader]") {
    Elf elf = stldr(stldr_description(), 0x24000004, 0x24100000);
    elf.sections[2].size = 170'000;
    CHECK(findings_of(read(elf)) == "XSPI-1319 note");
    CHECK_THAT(words_of(read(elf), "XSPI-1319"),
               ContainsSubstring("it needs 174384 bytes of RAM: 170028 itself"));
    CHECK(findings_of(read(stldr(stldr_description(), 0x08000004)), false) == "XSPI-1313 refused");
    CHECK(findings_of(read(stldr(stldr_description(), 0x3FFFFFF0)), false) == "XSPI-1313 refused");
    CHECK(findings_of(read(stldr(stldr_description(), 0x10000004)), false) == "");
    elf = stldr();
    elf.segments = {{4, {3}}};
    CHECK_THAT(findings_of(read(elf), false), ContainsSubstring("XSPI-1311 refused"));
}

TEST_CASE("What a loader programs is named where it is no external flash", "[loader]") {
    Description d = stldr_description();
    d.base = 0x08000000;
    CHECK_THAT(words_of(read(stldr(d)), "XSPI-1325"), ContainsSubstring("microcontroller's own memory"));
    d.base = 0;
    CHECK(words_of(read(stldr(d)), "XSPI-1325") ==
          "nothing shows its memory at 0x00000000: only its Read does");
    Elf elf = stldr(d);
    elf.remove("Read");
    CHECK(findings_of(read(elf), false) == "XSPI-1325 doubt");
    d = stldr_description();
    d.type = 4;
    CHECK(of(d) == "XSPI-1329 doubt");
    d = stldr_description();
    d.erased = 0;
    CHECK(of(d) == "XSPI-1327 doubt");
}

TEST_CASE("What a loader's code does beside its work is told", "[loader]") {
    Elf elf = stldr();
    const Bytes code{0x62, 0xB6, 0x30, 0xEE, 0x20, 0x0A}; // CPSIE i; VADD.F32 S0, S0, S1
    std::copy(code.begin(), code.end(), elf.sections[0].bytes.begin());
    CHECK(words_of(read(elf), "XSPI-1321") == "it enables interrupts: none may be pending when it is called");
    CHECK(words_of(read(elf), "XSPI-1322") == "it uses the FPU, which is enabled for it");
    CHECK(words_of(read(stldr()), "XSPI-1321") == "none");
    CHECK(words_of(read(stldr()), "XSPI-1322") == "none");
}

TEST_CASE("A version of FlashDevice that is not known is told", "[loader]") {
    Elf elf = flm();
    put(elf.sections[3].bytes, 0, 0x0200, 2);
    CHECK(findings_of(read(elf), false) == "XSPI-1318 doubt");
}

TEST_CASE("What cannot be run is told first, notes last", "[loader]") {
    Elf elf = stldr();
    elf.remove("MassErase");
    elf.remove("Write");
    elf.symbol("StorageInfo").size = 128;
    CHECK(findings_of(read(elf)) == "XSPI-1310 refused, XSPI-1317 doubt, XSPI-1330 note, XSPI-1324 note");
}
