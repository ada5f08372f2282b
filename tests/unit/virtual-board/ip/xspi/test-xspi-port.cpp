#include "tests/unit/catch.hpp"
#include "xspi-rig.hpp"

using namespace xspi_rig;

namespace {

constexpr vb::PadState kAnalog{};

// The first four bytes of a 40-byte read in 1S-1S-1S; `same` tells whether all 40 came as stored.
struct Reading {
    std::uint32_t first;
    bool same;
};
Reading read_serial(Rig& rig, unsigned prescaler) {
    for (unsigned i = 0; i < 40; ++i) rig.wire_chip.memory[i] = std::uint8_t(0x11 * (i % 15 + 1));
    rig.set_up(prescaler);
    rig.mode(1);
    rig.write(x::kDlr, 39);
    rig.write(x::kCcr, kInstruction1 | kData1);
    rig.write(x::kIr, 0x9F);
    rig.pass(vb::kPerMillisecond);
    std::vector<std::uint8_t> got;
    for (unsigned i = 0; i < 40; ++i) got.push_back(std::uint8_t(rig.read(x::kDr, 1)));
    return {std::uint32_t(got[0]) | got[1] << 8 | got[2] << 16 | std::uint32_t(got[3]) << 24,
            std::equal(got.begin(), got.end(), rig.wire_chip.memory.begin())};
}

} // namespace

TEST_CASE("XSPI reads over a port that is set up as it should be") {
    Rig rig;
    CHECK(read_serial(rig, 0).same);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-XSPI-005: a port without supply reads zero and its chip sees nothing") {
    Rig rig;
    rig.power.powered = false;
    CHECK(read_serial(rig, 3).first == 0);
    CHECK(rig.wire_chip.driven.empty());
    CHECK(rig.violated("VB-XSPI-005"));
}

TEST_CASE("VB-XSPI-006: a wrong alternate function or mode on CLK or NCS hides the chip") {
    Rig rig;
    const unsigned pin = GENERATE(6u, 1u);
    rig.pads.changed[pin] = GENERATE(kAnalog, vb::PadState{2, 10, 3, 0, false, false});
    CHECK(read_serial(rig, 3).first == 0);
    CHECK(rig.wire_chip.driven.empty());
    CHECK(rig.violated("VB-XSPI-006"));
}

TEST_CASE("VB-XSPI-007: a data line without its alternate function floats, or follows its pull-up") {
    Rig rig;
    rig.pads.changed[3] = kAnalog; // IO1, the chip's output
    CHECK(read_serial(rig, 3).first == 0);
    CHECK(rig.violated("VB-XSPI-007"));
    CHECK(rig.wire_chip.pins.at(0).io_connected == 0xFD);
    Rig pulled;
    pulled.pads.changed[3] = vb::PadState{3, 0, 0, 1, false, false};
    CHECK(read_serial(pulled, 3).first == 0xFFFFFFFF);
    Rig unused; // IO5 is not needed on one line
    unused.pads.changed[9] = kAnalog;
    CHECK(read_serial(unused, 3).same);
    CHECK(unused.violations.all().empty());
}

TEST_CASE("VB-XSPI-008: a slow pad at a high clock is a violation") {
    Rig rig;
    rig.pads.changed[6] = vb::PadState{2, 9, 1, 0, false, false}; // CLK, 50 MHz
    read_serial(rig, 3);
    CHECK(rig.violations.all().empty());
    Rig fast;
    fast.pads.changed[6] = vb::PadState{2, 9, 1, 0, false, false};
    read_serial(fast, 1);
    CHECK(fast.violated("VB-XSPI-008"));
}

TEST_CASE("VB-XSPI-009: above 75 MHz without HSLV data are corrupted, always alike") {
    Rig rig, again, slow;
    rig.power.fast = again.power.fast = slow.power.fast = false;
    const auto first = read_serial(rig, 1);
    CHECK_FALSE(first.same);
    CHECK(read_serial(again, 1).first == first.first);
    CHECK(rig.violated("VB-XSPI-009"));
    CHECK(read_serial(slow, 3).same);
    CHECK(slow.violations.all().empty());
}

TEST_CASE("VB-XSPI-010: above 200 MHz data are corrupted even with HSLV") {
    Rig rig;
    rig.clocks.kernel = 266'000'000;
    CHECK_FALSE(read_serial(rig, 0).same);
    CHECK(rig.violated("VB-XSPI-010"));
}

TEST_CASE("VB-XSPI-011: above 100 MHz without I/O compensation is a violation") {
    Rig rig;
    rig.power.compensation = false;
    read_serial(rig, 1);
    CHECK(rig.violations.all().empty());
    Rig fast;
    fast.power.compensation = false;
    read_serial(fast, 0);
    CHECK(fast.violated("VB-XSPI-011"));
}

TEST_CASE("VB-XSPI-002: XSPIM without its clock reads zero and keeps nothing") {
    Rig rig;
    rig.xspim.write(0, 4, 0x00FF0010, vb::Master::Core);
    rig.clocks.xspim = false;
    CHECK(rig.xspim.read(0, 4, vb::Master::Core) == 0u);
    rig.xspim.write(0, 4, 0, vb::Master::Core);
    CHECK(rig.violated("VB-XSPI-002"));
    rig.clocks.xspim = true;
    CHECK(rig.xspim.read(0, 4, vb::Master::Core) == 0x00FF0010u);
}

TEST_CASE("VB-XSPI-003: XSPIM_CR cannot be changed while an XSPI is enabled") {
    Rig rig;
    rig.set_up();
    rig.xspim.write(0, 4, 2, vb::Master::Core);
    CHECK(rig.violated("VB-XSPI-003"));
    CHECK(rig.xspim.read(0, 4, vb::Master::Core) == 0u);
    CHECK(&rig.xspim.port_of(2) == &rig.port2);
    rig.write(x::kCr, 0);
    rig.xspim.write(0, 4, 2, vb::Master::Core);
    CHECK(&rig.xspim.port_of(2) == &rig.port1);
    CHECK(&rig.xspim.port_of(1) == &rig.port2);
}

TEST_CASE("XSPIM swaps the ports with MODE and overrides the chip selects") {
    Rig rig;
    rig.xspim.write(0, 4, 0x70, vb::Master::Core);
    CHECK(rig.xspim.chip_select(1, false) == 2);
    CHECK(rig.xspim.chip_select(2, false) == 2);
    rig.xspim.write(0, 4, 0x10, vb::Master::Core);
    CHECK(rig.xspim.chip_select(2, true) == 1);
    rig.xspim.write(0, 4, 1, vb::Master::Core);
    CHECK(&rig.xspim.port_of(1) == &rig.xspim.port_of(2));
}
