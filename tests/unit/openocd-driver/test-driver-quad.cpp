// The driver with a quad chip on a board of four lines: its mode, what it says of QE, and what it notices.
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"
#include "tests/unit/openocd-driver/quad-chip-controller.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

struct QuadBench {
    QuadBench() { bench.bridge.fake.other_chip = &controller; }
    void probe() { bench.programmer.access.probe(*bench.ext); }
    std::string info() { return bench.programmer.access.info(*bench.ext); }
    std::string warnings() { return bench.bridge.logged(BRIDGE_WARNING); }

    DriverBench bench{"flash ext", "pins {CLK PN6 NCS PN1 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5}"};
    QuadChipFake chip{0xEF4017, dumps::w25q64jv_iq, QuadChipFake::Maker::Winbond};
    QuadChipController controller{chip};
};

} // namespace

TEST_CASE("A quad chip is brought to 1S-4S-4S and left mapped so, with nothing changed for good") {
    QuadBench quad;
    quad.probe();
    CHECK_THAT(quad.info(), ContainsSubstring("W25Q64") && ContainsSubstring("1S-4S-4S at 75 MHz"));
    CHECK(quad.chip.prescalers == std::vector<std::uint32_t>{9, 9, 1});
    CHECK(quad.controller.window().opcode == 0xEB);
    CHECK(quad.controller.window().mode_bits == 0xFF);
    CHECK(quad.chip.writes_for_good == 0);
    CHECK_THAT(quad.warnings(), !ContainsSubstring("XSPI-04"));
}

TEST_CASE("QE that had to be set for good is told") {
    QuadBench quad;
    quad.chip.has_50 = false;
    quad.probe();
    CHECK(quad.chip.kept_status2 == 0x02);
    CHECK_THAT(quad.warnings(), ContainsSubstring("XSPI-0417: "));
}

TEST_CASE("A chip that does not take QE is used over one line, and that is told") {
    QuadBench quad;
    quad.chip.locked = true;
    quad.probe();
    CHECK_THAT(quad.info(), ContainsSubstring("1S-1S-1S at 15 MHz"));
    CHECK_THAT(quad.warnings(), ContainsSubstring("XSPI-0418: "));
}

TEST_CASE("A line that is missing in 1S-4S-4S is reported with the byte that shows it") {
    QuadBench quad;
    quad.chip.stuck_low = 0x08;
    CHECK_THROWS_WITH(quad.probe(), StartsWith("XSPI-0404: W25Q64 reads 0x") &&
                                        ContainsSubstring("at 0x70000") &&
                                        ContainsSubstring("in 1S-4S-4S at 75 MHz: one of IO2 and IO3"));
}

TEST_CASE("A quad chip that lost QE behind the driver's back is brought up anew") {
    QuadBench quad;
    quad.probe();
    const std::size_t configured = quad.chip.prescalers.size();
    quad.probe();
    CHECK(quad.chip.prescalers.size() == configured + 1); // it is still there
    quad.chip.status2 = 0;
    quad.probe();
    CHECK(quad.chip.status2 == 0x02);
    CHECK(quad.chip.prescalers.size() == configured + 5);
}
