#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

void map(Rig& rig, unsigned fsize) {
    fill(rig.one, 1);
    rig.one.address_lines = 1;
    rig.one.dummy = 8;
    rig.set_up(0, 1, fsize);
    rig.command(instruction(0x0B) | address24(1) | dummies(8) | data(1) | fmode(3));
}

} // namespace

TEST_CASE("VB-QSPI-013: CCR set to 0 leaves BUSY, an abort does not help, EN 0 does") {
    Rig rig;
    rig.set_up();
    rig.command(0);
    CHECK(rig.busy());
    CHECK(rig.violated("VB-QSPI-013"));
    const std::uint32_t cr = rig.read(q::kCr);
    rig.write(q::kCr, cr | q::cr::ABORT);
    rig.pass(vb::kPerSecond);
    CHECK(rig.busy());
    rig.write(q::kCr, cr & ~q::cr::EN);
    CHECK_FALSE(rig.busy());
    rig.write(q::kCr, cr);
    rig.command(instruction(0x06));
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & q::sr::TCF) != 0);
}

TEST_CASE("CCR set to 0 is harmless while EN is 0, and without the erratum") {
    Rig disabled;
    disabled.command(0);
    CHECK_FALSE(disabled.busy());
    CHECK(disabled.violated_rules() == "");
    Rig other({.errata = {.command_cleared_hangs = false}});
    other.set_up();
    other.command(0);
    other.pass(vb::kPerMillisecond);
    CHECK_FALSE(other.busy());
}

TEST_CASE("VB-QSPI-012: an indirect read of data alone hangs until an abort") {
    Rig rig;
    rig.set_up();
    rig.command(data(1) | fmode(1));
    rig.pass(vb::kPerSecond);
    CHECK(rig.busy());
    CHECK(rig.violated("VB-QSPI-012"));
    CHECK(rig.one.wires.empty());
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TCF)) == q::sr::TCF);
}

TEST_CASE("An indirect read of data alone works after two dummy cycles") {
    Rig rig;
    fill(rig.one, 1);
    rig.one.dummy = 2;
    rig.set_up();
    rig.command(dummies(2) | data(1) | fmode(1));
    CHECK(rig.read(q::kDr, 1) == rig.one.memory[0]);
    CHECK_FALSE(rig.violated("VB-QSPI-012"));
}

TEST_CASE("VB-QSPI-025: a load at the end of FSIZE reads 0 in the last byte, the next one stalls the bus") {
    Rig rig;
    map(rig, 19); // exactly the chip
    const auto end = std::uint32_t(rig.one.memory.size());
    CHECK(rig.load(end - 36) != std::nullopt);
    CHECK_FALSE(rig.violated("VB-QSPI-025"));
    rig.one.memory[end - 1] = 0x5A;
    CHECK((*rig.load(end - 4) >> 24) == 0);
    CHECK(rig.violated("VB-QSPI-025"));
    CHECK_FALSE(rig.hung);
    CHECK(rig.load(end - 8) == std::nullopt);
    CHECK(rig.hung);
    CHECK(rig.load(0) == std::nullopt); // nothing answers any more
    CHECK(rig.quadspi.read(q::kSr, 4, vb::Master::Debug) == std::nullopt);
    rig.quadspi.reset();
    CHECK(rig.sr() == 0);
}

TEST_CASE("QUADSPI reads the end of the chip when FSIZE is one more") {
    Rig rig;
    map(rig, 20);
    const auto end = std::uint32_t(rig.one.memory.size());
    for (unsigned i = 0; i < 2; ++i) CHECK(rig.load(end - 1, 1) == rig.one.memory[end - 1]);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-QSPI-026: revision Y loses the first nibble that is written after dummy cycles") {
    Rig rig({.errata = {.first_nibble_lost = true}});
    rig.set_up();
    rig.write(q::kDlr, 1);
    rig.command(instruction(0xC0) | dummies(8) | data(1));
    rig.write(q::kDr, 0x77FF, 2);
    rig.pass(vb::kPerMillisecond);
    CHECK(serial(rig.one.wires.at(0)) == Bytes{0xC0, 0x0F, 0x77});
    CHECK(rig.violated("VB-QSPI-026"));
    Rig without({.errata = {.first_nibble_lost = true}});
    without.set_up();
    without.command(instruction(0xC0) | data(1));
    without.write(q::kDr, 0xFF, 1);
    without.pass(vb::kPerMillisecond);
    CHECK(serial(without.one.wires.at(0)) == Bytes{0xC0, 0xFF});
    CHECK(without.violated_rules() == "");
}

TEST_CASE("VB-QSPI-029: QUADSPI goes through the work-around for its timing with no clock on the wires, if "
          "in time") {
    Rig rig;
    rig.write(q::kCr, 0xFF000001);
    const vb::Picoseconds pause = GENERATE(1'200'000ull, 1'300'000ull); // 127 clocks of 10 ns lie between
    rig.command(q::ccr::FRCM);
    rig.command(q::ccr::FRCM);
    CHECK_FALSE(rig.busy());
    rig.pass(pause);
    rig.write(q::kCr, 0);
    CHECK(rig.violated("VB-QSPI-029") == (pause > 1'270'000));
    CHECK(rig.violations.all().size() == (pause > 1'270'000 ? 1 : 0));
    CHECK(rig.one.wires.empty());
    rig.set_up();
    rig.command(instruction(0x06));
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.size() == 1);
}

TEST_CASE("VB-QSPI-027: on the F74x the first mapped load is wrong when AR ends in 3") {
    Rig rig({.errata = {.stale_address = true}});
    rig.set_up();
    rig.write(q::kAr, 0x103);
    map(rig, 20);
    const std::uint8_t byte = rig.one.memory[0x40];
    CHECK(rig.load(0x40, 1) != byte);
    CHECK(rig.load(0x40, 1) == byte);
    CHECK(rig.violated("VB-QSPI-027"));
    Rig cleared({.errata = {.stale_address = true}});
    map(cleared, 20);
    CHECK(cleared.load(0x40, 1) == byte);
    CHECK(cleared.violated_rules() == "");
}
