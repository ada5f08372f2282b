#include "flash-library/devices/connected-setup.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;

TEST_CASE("A connection's registers, window and chip select are the set-up's") {
    const NorSetup setup =
        connected_setup({.controller_base = 0x5200A000, .window_base = 0x70000000, .chip_select = 1});
    CHECK(setup.kind == ControllerKind::Xspi);
    CHECK(setup.controller_base == 0x5200A000);
    CHECK(setup.window_base == 0x70000000);
    CHECK(setup.chip_select == 1);
    CHECK(setup.sample_shift == 0);
    CHECK(setup.two_chips == 0);
}
