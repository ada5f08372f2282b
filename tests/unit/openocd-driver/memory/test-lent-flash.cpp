#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/lent-flash.hpp"
#include "openocd-driver/plan/erase-layout.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"
#include "tests/unit/flash-library/devices/stm32h74x/weact-facts.hpp"
#include "tests/unit/openocd-driver/bridge-fake.hpp"

#include <vector>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {
struct LentBench {
    BridgeFake bridge;
    LentFlash flash{{kWeAct, stm32h74x::kFamily, *find_device(stm32h74x::kFamily.devices, kWeAct.mcu)},
                    bridge.bank_handle(0),
                    "int"};
    const std::vector<std::uint8_t> unit = std::vector<std::uint8_t>(32, 0x5A);
};
} // namespace

TEST_CASE("Lent flash has the size and the sectors that OpenOCD's driver finds") {
    LentBench bench;
    CHECK(bench.flash.size() == 0);
    bench.flash.probe();
    CHECK(bench.flash.size() == LentFake::kSectors * LentFake::kSector);
    CHECK(bench.flash.sector_size() == LentFake::kSector);
    CHECK(bench.flash.geometry().program_unit == 32);
}

TEST_CASE("Lent flash that OpenOCD's driver does not know is refused, and may be probed again") {
    LentBench bench;
    bench.bridge.lent.known = false;
    CHECK_THROWS_WITH(bench.flash.probe(), StartsWith("XSPI-0561: ") && ContainsSubstring("stm32h7x"));
    CHECK(bench.flash.size() == 0);
    bench.bridge.lent.known = true;
    bench.flash.probe();
    CHECK(bench.flash.size() != 0);
}

TEST_CASE("Lent flash is erased by the numbers of whole sectors, and programmed at offsets of its bank") {
    LentBench bench;
    bench.flash.probe();
    bench.flash.erase(2 * LentFake::kSector, 3 * LentFake::kSector);
    bench.flash.program(2 * LentFake::kSector + 64, bench.unit);
    CHECK(bench.bridge.lent.erased == std::vector<std::pair<unsigned, unsigned>>{{2, 4}});
    CHECK(bench.bridge.lent.written ==
          std::vector<std::pair<unsigned, unsigned>>{{2 * LentFake::kSector + 64, 32}});
}

TEST_CASE("What OpenOCD's driver could not do to lent flash is named with its addresses") {
    LentBench bench;
    bench.flash.probe();
    bench.bridge.lent.works = false;
    CHECK_THROWS_WITH(bench.flash.erase(LentFake::kSector, LentFake::kSector),
                      StartsWith("XSPI-0562: ") && ContainsSubstring("0x08020000 to 0x0803FFFF"));
    CHECK_THROWS_WITH(bench.flash.program(64, bench.unit),
                      StartsWith("XSPI-0563: ") && ContainsSubstring("32 bytes at 0x08000040"));
}

namespace {
// An F767 with one bank: 4 x 32, 128, 3 x 256 KiB; its sectors as OpenOCD's driver lists them.
const std::vector<std::uint32_t> kOneBank{0x8000, 0x8000, 0x8000, 0x8000, 0x20000, 0x40000, 0x40000, 0x40000};
struct UnequalBench {
    UnequalBench() { bridge.lent.sectors = LentFake::blocks(kOneBank); }
    BridgeFake bridge;
    LentFlash flash{
        {kNucleoF767, stm32f76x::kFamily, *find_device(stm32f76x::kFamily.devices, kNucleoF767.mcu)},
        bridge.bank_handle(0),
        "int"};
};
} // namespace

TEST_CASE("Sectors of lent flash that differ in size are planned, erased and told as they are") {
    UnequalBench bench;
    CHECK_THAT(bench.flash.describe(), ContainsSubstring("sectors of up to 256 KiB"));
    bench.flash.probe();
    CHECK_THAT(bench.flash.describe(), ContainsSubstring("1024 KiB in sectors of 32, 128 and 256 KiB"));
    const PlanGeometry geometry = bench.flash.geometry();
    const EraseLayout layout(geometry);
    CHECK(layout.sound());
    CHECK(layout.block_at(0x1FFFF) == FlashRange{0x18000, 0x8000});
    CHECK(layout.block_at(0x20000) == FlashRange{0x20000, 0x20000});
    CHECK(layout.block_at(0xFFFFF) == FlashRange{0xC0000, 0x40000});
    CHECK(bench.flash.block_at(0x30000) == FlashRange{0x20000, 0x20000});
    CHECK(bench.flash.block_at(0xFFFFF) == FlashRange{0xC0000, 0x40000});
    bench.flash.erase(0x20000, 0x20000);
    bench.flash.erase(0, 0x60000);
    CHECK(bench.bridge.lent.erased == std::vector<std::pair<unsigned, unsigned>>{{4, 4}, {0, 5}});
}

TEST_CASE("Lent flash with two banks has the same small sectors twice") {
    UnequalBench bench;
    std::vector<std::uint32_t> sizes{0x4000, 0x4000, 0x4000, 0x4000, 0x10000, 0x20000, 0x20000, 0x20000};
    sizes.insert(sizes.end(), sizes.begin(), sizes.begin() + 8);
    bench.bridge.lent.sectors = LentFake::blocks(sizes);
    bench.flash.probe();
    const PlanGeometry geometry = bench.flash.geometry();
    const EraseLayout layout(geometry);
    CHECK(layout.sound());
    CHECK(layout.block_at(0x80000) == FlashRange{0x80000, 0x4000});
    CHECK(layout.blocks_in({0, geometry.size}) == 16);
    bench.flash.erase(0x80000, 0x4000);
    CHECK(bench.bridge.lent.erased == std::vector<std::pair<unsigned, unsigned>>{{8, 8}});
}

TEST_CASE("What is write-protected of lent flash as one has the number that OpenOCD gives it") {
    UnequalBench bench;
    bench.bridge.lent.protection = LentFake::blocks({0x10000, 0x10000, 0x60000, 0x80000});
    bench.bridge.lent.locked = 2;
    bench.flash.probe();
    CHECK_THROWS_WITH(bench.flash.require_unlocked({{0x7FFFC, 8}}),
                      StartsWith("XSPI-0602: sector 2 of int (0x08020000 to 0x0807FFFF)"));
    bench.flash.require_unlocked({{0x80000, 8}, {0x1FFFC, 4}});
}

TEST_CASE("A changed option that sectors depend on lets OpenOCD's driver look again") {
    UnequalBench bench;
    bench.bridge.fake.write_word(0x40023C14, 0xFFFFAAFD);
    bench.flash.refresh(bench.bridge.fake);
    bench.flash.refresh(bench.bridge.fake);
    CHECK(bench.bridge.lent.probes_anew == 1);
    bench.bridge.fake.write_word(0x40023C14, 0xDFFFAAFD);
    bench.flash.refresh(bench.bridge.fake);
    CHECK(bench.bridge.lent.probes_anew == 2);
}
