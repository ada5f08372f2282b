#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/export/forms.hpp"
#include "openocd-driver/export/prepared-loader.hpp"
#include "openocd-driver/loader/loader-file.hpp"
#include "tests/unit/catch.hpp"

#include <fmt/format.h>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Bench {
    explicit Bench(const char* mcu)
        : file("bench", std::string("mcu ") + mcu +
                            "\nflash ext {\nchip W25Q64JV\ncontroller SPI1\naddress 0xB0000000\n"
                            "pins {SCK PA5 NCS PA4 MOSI PA7 MISO PA6}\nsupply 3.3\nclock 20MHz\n}\n"),
          family(*find_family(file.facts().mcu)), board{file.facts(), family,
                                                        *find_device(family.devices, file.facts().mcu)},
          memory(exported_memory(BoardFlash{board, file.facts().flashes[0]}, std::nullopt)) {}
    BoardFile file;
    const Family& family;
    Board board;
    ExportedMemory memory;
};

std::vector<Loader> read_back(const FileBytes& bytes) {
    return read_loaders({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The number behind this key.
std::uint32_t number(const std::string& text, const std::string& key) {
    return std::uint32_t(std::stoul(text.substr(text.find(key) + key.size()), nullptr, 0));
}

} // namespace

TEST_CASE("Our own reader has nothing against what is exported", "[export]") {
    const Bench bench("STM32F407VE");
    const std::string yaml = export_probe_rs(bench.board, {&bench.memory, 1});
    for (const FileBytes& file :
         {export_flm(bench.board, bench.memory, "a name"), export_stldr(bench.board, bench.memory, "a name"),
          FileBytes(yaml.begin(), yaml.end())}) {
        const auto loaders = read_back(file);
        REQUIRE(loaders.size() == 1);
        CHECK(loaders[0].findings.empty());
        CHECK(loaders[0].memory.base == 0xB0000000);
        CHECK(loaders[0].memory.size == 8u << 20);
        CHECK(loaders[0].memory.sectors.size() == 1);
        CHECK(loaders[0].entry(LoaderCall::Verify));
        CHECK(loaders[0].entry(LoaderCall::Read).has_value() == (loaders[0].form != LoaderForm::Flm));
    }
}

TEST_CASE("A loader is called as it was asked for, and cut where its form has no more room", "[export]") {
    const Bench bench("STM32F407VE");
    CHECK(read_back(export_flm(bench.board, bench.memory, "W25Q64 of F407"))[0].memory.name ==
          "W25Q64 of F407");
    const std::string most(99, 'x');
    CHECK(read_back(export_stldr(bench.board, bench.memory, most))[0].memory.name == most);
    CHECK(read_back(export_stldr(bench.board, bench.memory, most + "yz"))[0].memory.name == most);
}

TEST_CASE("An external loader leaves the first word of RAM for the return", "[export]") {
    for (const auto& [mcu, base] :
         {std::pair{"STM32F407VE", 0x20000004u}, std::pair{"STM32H743VI", 0x24000004u}}) {
        const Bench bench(mcu);
        const Loader loader = read_back(export_stldr(bench.board, bench.memory, "x"))[0];
        CHECK(loader.image()[0].address == base);
        CHECK(loader.image().size() == 1);
    }
}

TEST_CASE("pyOCD gets two buffers, in the RAM that there is", "[export]") {
    for (const auto& [mcu, end] :
         {std::pair{"STM32F407VE", 0x20020000u}, std::pair{"STM32F401CC", 0x20010000u}}) {
        const Bench bench(mcu);
        const std::string script = export_pyocd(bench.board, {&bench.memory, 1});
        const std::uint32_t first = number(script, "page_buffers\": ["), second = first + bench.memory.page;
        CHECK_THAT(script,
                   ContainsSubstring(fmt::format("page_buffers\": [0x{:08x}, 0x{:08x}]", first, second)));
        CHECK(second + bench.memory.page <= end);
        CHECK(number(script, "begin_data\": ") == first);
    }
}

TEST_CASE("A definition for probe-rs names the microcontroller's memories", "[export]") {
    const Bench bench("STM32F407VE");
    const std::string text = export_probe_rs(bench.board, {&bench.memory, 1});
    for (const char* part :
         {"- name: STM32F407VE\n", "ap: !v1 0\n", "start: 0x8000000\n      end: 0x8080000\n",
          "start: 0x20000000\n      end: 0x20020000\n",
          "end: 0x10010000\n    cores:\n    - main\n    access:\n      execute: false\n",
          "start: 0xb0000000\n      end: 0xb0800000\n    cores:\n    - main\n    access:\n"
          "      read: false\n",
          "load_address: 0x20000020\n"})
        CHECK_THAT(text, ContainsSubstring(part));
}
