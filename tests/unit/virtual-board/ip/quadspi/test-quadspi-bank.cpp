#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

constexpr vb::PadState kAnalog{};
vb::PadState pulled(unsigned pull) { return {0, 0, 0, pull, false, false}; }
vb::PadState output(bool level) { return {1, 0, 0, 0, level, false}; }

// 40 bytes in 1S-1S-1S with that prescaler; whether all came as stored.
bool read_serial(Rig& rig, unsigned prescaler = 1, std::uint32_t cr = 0) {
    fill(rig.one, 1);
    rig.set_up(cr, prescaler);
    rig.write(q::kDlr, 39);
    rig.command(instruction(0x9F) | data(1) | fmode(1));
    rig.pass(vb::kPerMillisecond);
    const Bytes got = rig.read_bytes(40);
    return std::equal(got.begin(), got.end(), rig.one.memory.begin());
}

// The levels that the chip saw on a line in the first transaction: all 0, all 1, or else.
std::string seen(const Rig& rig, unsigned line) {
    const Bytes& wire = rig.one.wires.at(0);
    const auto high = std::count_if(wire.begin(), wire.end(), [&](auto l) { return l >> line & 1; });
    return high == 0 ? "low" : std::size_t(high) == wire.size() ? "high" : "mixed";
}

} // namespace

TEST_CASE("QUADSPI reads over pads that are set up as they should be") {
    Rig rig;
    CHECK(read_serial(rig));
    CHECK(rig.violated_rules() == "");
    CHECK(rig.one.pins.at(0).io_connected == 0x0F);
}

TEST_CASE("VB-QSPI-004: a wrong alternate function or mode on CLK or NCS hides the chip") {
    Rig rig;
    const auto pin = GENERATE(std::pair{'B', 2u}, std::pair{'B', 6u});
    rig.pads.changed[pin] = GENERATE(vb::PadState{}, vb::PadState{2, 11, 3, 0, false, false});
    CHECK_FALSE(read_serial(rig));
    CHECK(rig.one.wires.empty());
    CHECK(rig.violated("VB-QSPI-004"));
}

TEST_CASE("VB-QSPI-005: a data line without its alternate function floats, or follows its pull") {
    Rig rig;
    rig.pads.changed[{'D', 12}] = kAnalog; // IO1, the chip's output
    rig.set_up();
    rig.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(rig.read(q::kDr, 1) == 0);
    CHECK(rig.violated("VB-QSPI-005"));
    CHECK(rig.one.pins.at(0).io_connected == 0x0D);
    Rig up;
    up.pads.changed[{'D', 12}] = pulled(1);
    up.set_up();
    up.command(instruction(0x9F) | data(1) | fmode(1));
    CHECK(up.read(q::kDr, 1) == 0xFF);
}

TEST_CASE("VB-QSPI-005: IO0 without its alternate function sends no command") {
    Rig rig;
    rig.pads.changed[{'D', 11}] = kAnalog;
    rig.set_up();
    rig.command(instruction(0x9F));
    rig.pass(vb::kPerMillisecond);
    CHECK(serial(rig.one.wires.at(0)) == Bytes{0});
    CHECK(rig.violated("VB-QSPI-005"));
}

TEST_CASE("QUADSPI holds IO2 low and IO3 high while it uses one or two lines") {
    Rig rig;
    const unsigned mode = GENERATE(1u, 2u);
    rig.one.lines = mode;
    rig.set_up();
    rig.write(q::kDlr, 1);
    rig.command(instruction(0xBB, mode) | address24(mode) | dummies(8) | data(mode) | fmode(1));
    rig.write(q::kAr, 0xFFFF0);
    rig.pass(vb::kPerMillisecond);
    CHECK(seen(rig, 2) == "low");
    CHECK(seen(rig, 3) == "high");
    REQUIRE_FALSE(rig.one.before.empty()); // and while the chip sends
    for (std::uint8_t level : rig.one.before) CHECK((level & 0x0C) == 0x08);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI releases all lines while a chip sends on four") {
    Rig rig;
    rig.one.lines = 4;
    rig.set_up();
    rig.command(instruction(0x6B) | address24(1) | dummies(8) | data(3) | fmode(1));
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    for (std::uint8_t level : rig.one.before) CHECK((level & 0x0F) == 0);
}

TEST_CASE("The chip sees what IO2 and IO3 have when their pads are not QUADSPI's, which is no violation") {
    Rig rig;
    const auto [pad, level] =
        GENERATE(std::pair{kAnalog, "low"}, std::pair{pulled(1), "high"}, std::pair{pulled(2), "low"},
                 std::pair{output(true), "high"}, std::pair{output(false), "low"});
    rig.pads.changed[{'E', 2}] = rig.pads.changed[{'D', 13}] = pad;
    CHECK(read_serial(rig));
    CHECK(seen(rig, 2) == level);
    CHECK(seen(rig, 3) == level);
    CHECK(rig.violated_rules() == "");
    CHECK(rig.one.pins.at(0).io_connected == 0x03);
}

TEST_CASE("VB-QSPI-005: four lines need IO2 and IO3") {
    Rig rig;
    rig.pads.changed[{'D', 13}] = kAnalog;
    rig.one.lines = 4;
    rig.set_up();
    rig.command(instruction(0x6B) | address24(1) | dummies(8) | data(3) | fmode(1));
    rig.write(q::kAr, 0);
    CHECK((rig.read(q::kDr, 1) & 0x88) == 0); // memory is 0xFF, IO3 reads low
    CHECK(rig.violated("VB-QSPI-005"));
}

TEST_CASE("A resistor of the board holds a line whose pad does not drive") {
    vb::Timeline timeline;
    vb::Violations violations{timeline, [] { return 0u; }};
    Pads pads;
    WireChip chip;
    vb::QuadspiSeat seat = bank1(&chip);
    seat.io[2] = {0, 0, 0, true}; // WP# tied high, no pad
    seat.io[3].resistor = true;
    pads.changed[{'D', 13}] = kAnalog;
    vb::QuadspiBank bank("QUADSPI", 1, seat, pads, violations, {});
    bank.select({.clock_hz = 10'000'000, .lines = 3});
    Bytes levels(16, 0x00);
    bank.drive(levels, false);
    bank.deselect();
    for (std::uint8_t level : chip.wires.at(0)) CHECK(level == 0x0C);
    CHECK(violations.all().empty());
}

TEST_CASE("VB-QSPI-006: a slow pad at a high clock is a violation") {
    Rig rig;
    const auto pin = GENERATE(std::pair{'B', 2u}, std::pair{'D', 11u});
    rig.pads.changed[pin] = {2, 9, 0, 0, false, false};
    read_serial(rig, 4); // 20 MHz
    CHECK(rig.violated_rules() == "");
    Rig fast;
    fast.pads.changed[pin] = {2, 9, 0, 0, false, false};
    read_serial(fast, 1);
    CHECK(fast.violated("VB-QSPI-006"));
}

TEST_CASE("VB-QSPI-007: above 133 MHz data are corrupted, always alike") {
    Rig rig, again, slow;
    rig.kernel = again.kernel = 150'000'000;
    slow.kernel = 133'000'000;
    CHECK_FALSE(read_serial(rig, 0, q::cr::SSHIFT));
    CHECK_FALSE(read_serial(again, 0, q::cr::SSHIFT));
    CHECK(rig.violated("VB-QSPI-007"));
    CHECK(read_serial(slow, 0, q::cr::SSHIFT));
    CHECK(slow.violated_rules() == "");
}

TEST_CASE("VB-QSPI-007: DDR has a lower limit") {
    Rig rig;
    rig.kernel = 133'000'000;
    rig.one.dtr = true;
    rig.set_up(0, 0);
    rig.command(instruction(0x0D) | address24(1) | dummies(8) | data(1) | fmode(1) | q::ccr::DDRM);
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.violated("VB-QSPI-007"));
}

TEST_CASE("VB-QSPI-008: above 60 MHz data must be sampled half a cycle later") {
    Rig rig, shifted, writing;
    CHECK_FALSE(read_serial(rig, 0));
    CHECK(rig.violated("VB-QSPI-008"));
    CHECK(read_serial(shifted, 0, q::cr::SSHIFT));
    CHECK(shifted.violated_rules() == "");
    writing.set_up(0, 0);
    writing.command(instruction(0x06));
    writing.pass(vb::kPerMillisecond);
    CHECK(writing.violated_rules() == "");
}

TEST_CASE("VB-QSPI-009: SSHIFT in DDR is reported, and the data are right") {
    Rig rig;
    fill(rig.one, 1);
    rig.one.lines = rig.one.address_lines = 4;
    rig.one.dtr = true;
    rig.one.dummy = 6;
    rig.set_up(q::cr::SSHIFT);
    rig.write(q::kDlr, 3);
    rig.command(instruction(0xED) | address24(3) | dummies(6) | data(3) | fmode(1) | q::ccr::DDRM);
    rig.write(q::kAr, 0);
    CHECK(rig.read_bytes(4) == Bytes(rig.one.memory.begin(), rig.one.memory.begin() + 4));
    CHECK(rig.violated("VB-QSPI-009"));
}

TEST_CASE("VB-QSPI-024: CSHT is as long as the chip wants NCS high after a read") {
    Rig rig({.select_high = 100 * vb::kPerNanosecond}); // five clocks at 50 MHz
    read_serial(rig);
    CHECK(rig.violated_rules() == "");
    Rig fast({.select_high = 101 * vb::kPerNanosecond});
    fast.set_up();
    fast.command(instruction(0x06));
    fast.pass(vb::kPerMillisecond);
    CHECK(fast.violated_rules() == "");
    read_serial(fast);
    CHECK(fast.violated("VB-QSPI-024"));
}
