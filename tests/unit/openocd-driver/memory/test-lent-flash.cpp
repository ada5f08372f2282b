#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/lent-flash.hpp"
#include "tests/unit/catch.hpp"
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
