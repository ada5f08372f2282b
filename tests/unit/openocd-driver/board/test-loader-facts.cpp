#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/board/loader-facts.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

using Sectors = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

BoardFile board(const std::string& facts) {
    return BoardFile("b", "mcu STM32H750VB\nflash ext {\n" + facts + "\n}\n");
}

} // namespace

TEST_CASE("Bytes are counted in K and M, and in nothing else", "[board]") {
    CHECK(byte_count("size", "16M") == 16u << 20);
    CHECK(byte_count("size", "64k") == 64u << 10);
    CHECK(byte_count("size", "0x1000") == 4096);
    for (const char* wrong : {"", "M", "16G", "0", "-1", "16 M", "4096M", "010"})
        CHECK_THROWS_WITH(byte_count("size", wrong), ContainsSubstring("XSPI-0112"));
}

TEST_CASE("Sectors are one size, or counts and sizes in their order", "[board]") {
    CHECK(sector_list({"64K"}) == Sectors{{0, 65536}});
    CHECK(sector_list({"0x1000"}) == Sectors{{0, 4096}});
    CHECK(sector_list({"8x8K", "127x64K"}) == Sectors{{8, 8192}, {127, 65536}});
    for (const Words& wrong : {Words{}, Words{"64K", "4K"}, Words{"x4K"}, Words{"8x"}, Words{"ax4K"}})
        CHECK_THROWS_WITH(sector_list(wrong), ContainsSubstring("XSPI-0112"));
}

TEST_CASE("A flash with a loader needs neither pins nor a controller", "[board]") {
    const BoardFile file = board("loader my.stldr\nmapped 0x90000000\nsize 16M\nsectors {8x8K 255x64K}");
    REQUIRE(file.loaders().size() == 1);
    const LoaderFacts& loader = file.loaders()[0];
    CHECK((loader.name == "ext" && loader.file == "my.stldr" && loader.base == 0x90000000));
    CHECK(loader.size == 16u << 20);
    CHECK(loader.sectors == Sectors{{8, 8192}, {255, 65536}});
    CHECK(file.facts().flash_count == 0);
    CHECK(board("loader a.FLM").loaders()[0].base == 0);
}

TEST_CASE("Other facts of a flash do not go with a loader", "[board]") {
    CHECK_THROWS_WITH(board("loader a.FLM\npins {CLK PB2}"), ContainsSubstring("XSPI-0115"));
    CHECK_THROWS_WITH(board("loader a.FLM\nloader b.FLM"), ContainsSubstring("XSPI-0114"));
    CHECK_THROWS_WITH(board("loader"), ContainsSubstring("XSPI-0113"));
    CHECK_THROWS_WITH(board("size 16M"), ContainsSubstring("XSPI-0115"));
}

TEST_CASE("A bank of OpenOCD's says the same behind its target", "[board]") {
    const LoaderFacts loader =
        read_loader_words("ext", 0x90000000, {"loader", "a.FLM", "size", "8M", "sectors", "8x8K", "64x4K"});
    CHECK((loader.file == "a.FLM" && loader.size == 8u << 20 && loader.sectors.size() == 2));
    CHECK_THROWS_WITH(read_loader_words("ext", 0, {"loader"}), ContainsSubstring("XSPI-0112"));
    CHECK_THROWS_WITH(read_loader_words("ext", 0, {"loader", "a", "pins"}), ContainsSubstring("XSPI-0115"));
}
