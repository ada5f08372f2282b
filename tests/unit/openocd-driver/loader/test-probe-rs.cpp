#include "tests/unit/openocd-driver/loader/loader-bench.hpp"

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::string kHead = "name: STM32H7 Series\nvariants:\n- name: STM32H743VI\nflash_algorithms:\n";
const std::string kAlgorithm = R"(- name: stm32h7_w25q128
  description: W25Q128 on QUADSPI
  instructions: ASBwRwEgcEcBIHBHASBwRwEgcEc=
  load_address: 0x24000020
  pc_init: 0x1
  pc_program_page: 0x9
  pc_erase_sector: 0xd
  pc_erase_all: null
  data_section_offset: 0x10
  flash_properties:
    address_range:
      start: 0x90000000
      end: 0x91000000
    page_size: 0x1000
    erased_byte_value: 0xff
    program_page_timeout: 1000
    erase_sector_timeout: 2000
    sectors:
    - size: 0x10000
      address: 0x0
)";

std::string replaced(const std::string& what, const std::string& by) {
    std::string text = kHead + kAlgorithm;
    return text.replace(text.find(what), what.size(), by);
}
Loader one(const std::string& file) { return read_loaders(file).at(0); }

} // namespace

TEST_CASE("An algorithm of probe-rs is read, for each of a definition's", "[loader]") {
    const Loader loader = one(kHead + kAlgorithm);
    CHECK(loader.form == LoaderForm::ProbeRs);
    CHECK(loader.label == "stm32h7_w25q128");
    CHECK(loader.memory.name == "W25Q128 on QUADSPI");
    CHECK(loader.memory.base == 0x90000000);
    CHECK(loader.memory.size == 16u << 20);
    CHECK(loader.memory.page == 4096);
    CHECK(loader.memory.program_ms == 1000u);
    CHECK(loader.memory.erase_ms == 2000u);
    REQUIRE(loader.memory.sectors.size() == 1);
    CHECK(loader.memory.sectors[0].count == 256);
    REQUIRE(loader.loaded.size() == 1);
    CHECK(loader.loaded[0].address == 0x24000020);
    CHECK(loader.loaded[0].bytes == Bytes{1,    0x20, 0x70, 0x47, 1,    0x20, 0x70, 0x47, 1,    0x20,
                                          0x70, 0x47, 1,    0x20, 0x70, 0x47, 1,    0x20, 0x70, 0x47});
    CHECK(loader.entry(LoaderCall::Program) == 0x24000029u);
    CHECK_FALSE(loader.entry(LoaderCall::EraseChip));
    CHECK(loader.static_base == 0x24000030);
    CHECK(findings_of(loader) == "XSPI-1324 note");
    CHECK(read_loaders(kHead + kAlgorithm + kAlgorithm).size() == 2);
}

TEST_CASE("An algorithm without an address lies anywhere, one with a stack needs it", "[loader]") {
    CHECK(one(replaced("  load_address: 0x24000020\n", "")).movable);
    CHECK(one(replaced("load_address: 0x24000020\n", "stack_size: 512\n")).ram_need(1) == 24 + 512 + 4096);
}

TEST_CASE("Sectors of several sizes end where the next begin", "[loader]") {
    const Loader loader = one(kHead + kAlgorithm + "    - size: 0x1000\n      address: 0xff0000\n");
    REQUIRE(loader.memory.sectors.size() == 2);
    CHECK(loader.memory.sectors[0].count == 255);
    CHECK(loader.memory.sectors[1].count == 16);
    CHECK(findings_of(loader, false) == "");
}

TEST_CASE("What an algorithm lacks or has wrong is named", "[loader]") {
    const auto problem = [](const char* what, const char* by) { return problem_of(replaced(what, by)); };
    CHECK(problem("  instructions: ASBw", "  code: ASBw") ==
          "XSPI-1307: algorithm stm32h7_w25q128 has no instructions");
    CHECK_THAT(problem("ASBwRw", "ASBw!"), StartsWith("XSPI-1307: the instructions of algorithm"));
    CHECK_THAT(problem("page_size: 0x1000", "page_size: many"),
               StartsWith("XSPI-1307: page_size of algorithm stm32h7_w25q128, `many`, is no number"));
    CHECK_THAT(problem("    - size: 0x10000\n      address: 0x0\n", "    - 7\n"), StartsWith("XSPI-1307"));
    CHECK_THAT(problem("    - size: 0x10000\n      address: 0x0\n", "      size: 7\n"),
               StartsWith("XSPI-1307"));
    CHECK_THAT(problem("load_address: 0x24000020", "load_address: 0xfffffff0"), ContainsSubstring("32-bit"));
    CHECK_THAT(problem_of("flash_algorithms: []\n"), StartsWith("XSPI-1307: its flash_algorithms"));
    CHECK_THAT(problem_of("flash_algorithms: 7\n"), StartsWith("XSPI-1307"));
    CHECK_THAT(problem_of("flash_algorithms:\n- 7\n"), StartsWith("XSPI-1307: algorithm 0 is no list"));
    CHECK_THAT(problem_of("a: {\nflash_algorithms:\n"), StartsWith("XSPI-1303: it is no YAML"));
    std::string often =
        "all: &all\n" + kAlgorithm + "flash_algorithms:\n"; // one of them, said again and again
    for (int i = 0; i < 200; i++) often += "- *all\n";
    often.replace(often.find("- name"), 2, "  ");
    CHECK_THAT(problem_of(often), StartsWith("XSPI-1307: its algorithms hold more than the file"));
    CHECK(one(replaced("pc_program_page: 0x9", "pc_program_page: 0x8")).is_refused());
    CHECK(one(replaced("pc_program_page: 0x9", "pc_program_page: 0x99")).is_refused());
    CHECK(findings_of(one(replaced("  pc_erase_sector: 0xd\n", "")), false) == "XSPI-1310 refused");
    CHECK_FALSE(one(replaced("  pc_init: 0x1\n", "")).is_refused());
}
