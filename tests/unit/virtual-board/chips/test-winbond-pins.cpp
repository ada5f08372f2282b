// /HOLD, /RESET and /WP: what IO3 and IO2 are while QE = 0.
#include "chips/nor-parts.hpp"
#include "faults/faulty-wires.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

using namespace vb;
using namespace vb::test;

namespace {
const Bytes kId{0xEF, 0x70, 0x17};
}

TEST_CASE("With QE = 0 a controller that drives IO3 low pauses the chip: it hears and says nothing",
          "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    CHECK(b.wires.reg(0x9F, 3) == kId);
    b.wires.beside = 0x00;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-025");
    b.wires.command(0x06);
    b.wires.beside = 0x08;
    CHECK(b.status() == 0); // no write enable
    CHECK(b.rules() == "VB-NOR-025,VB-NOR-025");
}

TEST_CASE("With QE = 0 an IO3 that floats is /HOLD: the chip is dead, unless a resistor holds it high",
          "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    b.wires.pins.io_connected = 0x03; // a plain SPI controller
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-025");
    b.wires.command(0x06);
    CHECK(b.rules() == "VB-NOR-025,VB-NOR-025");
    b.wires.pins.tied_high = 0x0C;
    CHECK(b.wires.reg(0x9F, 3) == kId);
    CHECK(b.status() == 0); // no write enable
    CHECK(b.rules() == "VB-NOR-025,VB-NOR-025");
}

TEST_CASE("A controller that drives IO3 only while it sends leaves a chip with QE = 0 on hold when it reads",
          "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    b.wires.pins.driven_high = 0;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-025");
}

TEST_CASE("With QE = 1 IO3 is no /HOLD: two wires will do") {
    QuadBench b(w25q64jv());
    b.wires.pins.io_connected = 0x03;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x17});
    CHECK(b.rules() == "");
}

TEST_CASE("Clocks while IO3 is low are not counted: the command goes on after them", "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    b.wires.begin();
    b.wires.send(Bytes{0x9F}, 1);
    b.wires.beside = 0x00;
    b.wires.send(Bytes{0x55, 0xAA}, 1);
    b.wires.beside = 0x08;
    CHECK(b.wires.receive(3, 1) == kId);
    b.wires.end();
    CHECK(b.rules() == "VB-NOR-025");
}

TEST_CASE("With HOLD/RST = 1 a low IO3 resets the chip", "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    b.write_register(0x11, {0xE0});
    b.write_enable();
    b.wires.beside = 0x00;
    b.wires.command(0x05);
    b.wires.beside = 0x08;
    CHECK(b.rules() == "VB-NOR-025");
    b.pass(30 * kPerMicrosecond);
    CHECK(b.status() == 0);
}

TEST_CASE("SRP and a low IO2 (/WP) lock the status registers while QE = 0", "[VB-NOR-026]") {
    QuadBench b(w25q64jv_im());
    b.write_register(0x01, {0x80}); // SRP
    b.write_register(0x01, {0x84}); // QUADSPI holds IO2 low in one-line phases
    CHECK(b.status() == 0x80);
    CHECK(b.rules() == "VB-NOR-026");
    b.wires.beside = 0x0C;
    b.write_register(0x01, {0x84});
    CHECK(b.status() == 0x84);
    CHECK(b.rules() == "VB-NOR-026");
}

TEST_CASE("A line that is held counts at /HOLD, whatever else pulls at it", "[VB-NOR-025]") {
    QuadBench b(w25q64jv_im());
    FaultyWires wires(b.chip);
    QuadDriver driver(wires);
    wires.hold(3, false);
    CHECK(driver.reg(0x9F, 3) != kId);
    driver.pins.tied_high = 0x0C;
    CHECK(driver.reg(0x9F, 3) != kId);
    CHECK(b.rules() == "VB-NOR-025"); // the same sentence is said once
    wires.hold(3, true);
    driver.pins = {.clock_hz = 40'000'000, .io_connected = 0x03, .driven_high = 0};
    CHECK(driver.reg(0x9F, 3) == kId);
    wires.mend();
    CHECK(driver.reg(0x9F, 3) != kId);
}
