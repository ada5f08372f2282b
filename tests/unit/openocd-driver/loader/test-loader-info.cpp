#include "openocd-driver/failure.hpp"
#include "openocd-driver/loader/loader-info.hpp"
#include "tests/unit/openocd-driver/loader/loader-bench.hpp"
#include "tests/unit/openocd-driver/state-folder.hpp"

#include <fstream>

using namespace loader_bench;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("A loader is told in words", "[loader]") {
    CHECK(
        text_of(read(stldr())) ==
        "W25Q128_TEST: external loader of STM32CubeProgrammer\n"
        "  memory       16 MiB from 0x90000000, SPI flash, erased 0xFF\n"
        "  sectors      256 of 64 KiB\n"
        "  page         256 bytes\n"
        "  functions    Init, SectorErase, MassErase, Write, Read; not Verify, CheckSum\n"
        "  RAM          60 bytes from 0x24000004\n"
        "  in all       4416 bytes with stack and buffer, 4672 with two buffers\n"
        "  never loaded 200 bytes from 0x00000000\n"
        "XSPI-1330 (note): its description is linked for 0x00000000, which is no RAM: it is never loaded\n");
    const std::string algorithm = text_of(read(flm()));
    CHECK_THAT(algorithm, ContainsSubstring("flash algorithm of a CMSIS-Pack"));
    CHECK_THAT(algorithm, ContainsSubstring("  at most      100 ms for a page, 3000 ms for a sector\n"));
    CHECK_THAT(algorithm, ContainsSubstring("  RAM          60 bytes, anywhere\n"));
    Elf elf = stldr();
    elf.remove("Write");
    CHECK_THAT(text_of(read(elf)), ContainsSubstring("\nIt cannot be run.\n"));
}

TEST_CASE("A loader is told as facts", "[loader]") {
    const Json json = json_of(read(stldr()));
    CHECK(json["form"] == "stldr");
    CHECK(json["refused"] == false);
    CHECK(json["memory"]["base"] == 0x90000000);
    CHECK(json["memory"]["erase_ms"].is_null());
    CHECK(json["memory"]["sectors"][0]["count"] == 256);
    CHECK(json["functions"]["SectorErase"] == 0x24000011);
    CHECK_FALSE(json["functions"].contains("Verify"));
    CHECK(json["ram"]["movable"] == false);
    CHECK(json["ram"]["load"][0]["bytes"] == 28);
    CHECK(json["ram"]["never_load"][0]["address"] == 0);
    CHECK(json["ram"]["static_base"] == 0x24000018);
    CHECK(json["ram"]["least"] == 4416);
    CHECK(json["uses"]["fpu"] == false);
    CHECK(json["findings"][0]["id"] == "XSPI-1330");
    CHECK(json["findings"][0]["weight"] == "note");
    CHECK(json_of(read(flm()))["form"] == "flm");
}

TEST_CASE("A loader's file is read whatever its name is, and named where it cannot be", "[loader]") {
    const auto folder = std::filesystem::temp_directory_path();
    const std::string name = (folder / fmt::format("loader-{}.bin", getpid())).string();
    std::ofstream(name, std::ios::binary) << flm().file();
    CHECK(loader_info(name).json["loaders"][0]["form"] == "flm");
    std::ofstream(name, std::ios::binary) << "hello";
    CHECK_THROWS_WITH(loader_info(name),
                      StartsWith("XSPI-1302: " + name + " cannot be read as a flash loader: "));
    std::ofstream(name, std::ios::binary | std::ios::trunc) << "";
    CHECK_THROWS_WITH(loader_info(name), StartsWith("XSPI-1301: " + name));
    std::filesystem::remove(name);
    CHECK_THROWS_WITH(loader_info(name), StartsWith("XSPI-1301"));
    CHECK_THROWS_WITH(loader_info(folder.string()), StartsWith("XSPI-1301"));
}
