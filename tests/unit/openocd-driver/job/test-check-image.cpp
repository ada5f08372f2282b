#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/check-image.hpp"
#include "tests/unit/catch.hpp"

#include <array>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::array<std::uint8_t, 0x200> kBytes{};
const std::vector<xspi_bank_range> kBanks{{"int", 0x08000000, 0x10000, true},
                                          {"ext", 0x70000000, 32u << 20, true},
                                          {"otp", 0x08FFF000, 0x400, false}};
const auto kRam = stm32h7rs::ram_regions(0);

xspi_segment at(std::uint32_t address, std::uint32_t size = 0x100) { return {address, size, kBytes.data()}; }

std::vector<RamSegment> check(const std::vector<xspi_segment>& segments, bool binary = false,
                              const std::vector<xspi_bank_range>& banks = kBanks) {
    return check_image({segments.data(), segments.size(), binary}, banks, kRam);
}

} // namespace

TEST_CASE("An image of flash and RAM is accepted, and its RAM sections are named") {
    const auto ram =
        check({at(0x24000000), at(0x70000000), at(0x08000000), at(0x20000000, 0x10), at(0x08FFF000)});
    REQUIRE(ram.size() == 2);
    CHECK(ram[0].address == 0x20000000);
    CHECK(ram[0].bytes.size() == 0x10);
    CHECK(ram[1].address == 0x24000000);
}

TEST_CASE("A section in neither bank nor RAM refuses the image and lists the banks") {
    CHECK_THROWS_WITH(check({at(0x70000000), at(0x90000000)}),
                      StartsWith("XSPI-0523: 0x90000000 is in no bank") &&
                          ContainsSubstring("external flash is 0x70000000-0x71FFFFFF (bank ext)") &&
                          ContainsSubstring("internal flash is 0x08000000-0x0800FFFF (bank int)") &&
                          ContainsSubstring("another driver's is 0x08FFF000-0x08FFF3FF (bank otp)"));
}

TEST_CASE("A section that leaves a RAM region is in no RAM") {
    CHECK_THROWS_WITH(check({at(0x70000000), at(0x2000FF80)}), StartsWith("XSPI-0523: 0x2000FF80"));
    CHECK(check({at(0x70000000), at(0x2000FF00)}).size() == 1);
}

TEST_CASE("A bin file belongs into a bank, never into RAM, and is told that it needs its address") {
    CHECK_THROWS_WITH(check({at(0)}, true),
                      StartsWith("XSPI-0523: 0x00000000 is in no bank; internal flash is") &&
                          ContainsSubstring("`program FILE 0x70000000`"));
    CHECK_THROWS_WITH(check({at(0x24000000)}, true), StartsWith("XSPI-0523: "));
    CHECK(check({at(0x70000000)}, true).empty());
}

TEST_CASE("An image that lies in RAM alone is not for flash") {
    CHECK_THROWS_WITH(check({at(0x00000000), at(0x24000000)}),
                      StartsWith("XSPI-0523: 0x00000000 is in no bank") && ContainsSubstring("load_image"));
}

TEST_CASE("An image across a bank's end is refused with the number of bytes") {
    CHECK_THROWS_WITH(check({at(0x71FFFF80)}), StartsWith("XSPI-0524: ") &&
                                                   ContainsSubstring("128 bytes beyond") &&
                                                   ContainsSubstring("0x71FFFFFF"));
    CHECK_THROWS_WITH(check({at(0x0800FFFF, 2)}, true), StartsWith("XSPI-0524: "));
}

TEST_CASE("Sections that overlap are refused wherever they lie, those that touch are not") {
    CHECK_THROWS_WITH(check({at(0x70000100), at(0x70000000, 0x101)}), StartsWith("XSPI-0522: "));
    CHECK_THROWS_WITH(check({at(0x70000000), at(0x24000000), at(0x240000FF)}), StartsWith("XSPI-0522: "));
    CHECK(check({at(0x70000100), at(0x70000000)}).empty());
}

TEST_CASE("A check refuses an image without a byte") {
    CHECK_THROWS_WITH(check({}), StartsWith("XSPI-0521: "));
    CHECK_THROWS_WITH(check({at(0x70000000, 0)}), StartsWith("XSPI-0521: "));
}

TEST_CASE("Two banks that hold the same address are refused, whichever driver they have") {
    auto banks = kBanks;
    CHECK_NOTHROW(check_banks(banks));
    banks.push_back({"other", 0x0800FFFF, 0x1000, false});
    CHECK_THROWS_WITH(check_banks(banks),
                      StartsWith("XSPI-0107: ") && ContainsSubstring("other") && ContainsSubstring("int"));
    banks.back() = {"below", 0x07FFF000, 0x1001, false};
    CHECK_THROWS_WITH(check_banks(banks), StartsWith("XSPI-0107: "));
    banks.back() = {"unknown", 0x07FFF000, 0, false};
    CHECK_NOTHROW(check_banks(banks));
}

TEST_CASE("A section over the border of two banks is cut there, one into nothing is not") {
    const std::vector<xspi_bank_range> banks{{"int", 0x08000000, 0x100, true},
                                             {"int2", 0x08000100, 0x100, true},
                                             {"ext", 0x90000000, 8u << 20, true}};
    const xspi_segment over = at(0x08000080, 0x120), beyond = at(0x08000180, 0x100), within = at(0x90000000);
    const std::array segments{over, beyond, within};
    const CutImage cut = cut_at_banks({segments.data(), segments.size(), false}, banks);
    REQUIRE(cut.segments.size() == 4);
    CHECK((cut.segments[0].address == 0x08000080 && cut.segments[0].size == 0x80));
    CHECK((cut.segments[1].address == 0x08000100 && cut.segments[1].size == 0xA0));
    CHECK(cut.segments[1].data == over.data + 0x80);
    CHECK((cut.segments[2].address == beyond.address && cut.segments[2].size == beyond.size));
    CHECK((cut.segments[3].address == within.address && cut.segments[3].size == within.size));
}
