// Reads of Winbond parts in every form that they have.
#include "chips/nor-parts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

#include <algorithm>
#include <numeric>

using namespace vb;
using namespace vb::test;

namespace {

constexpr std::uint32_t kAt = 0x123450;

// Cells from kAt on hold 10h, 11h, 12h, …
void fill(QuadBench& b) {
    const auto cells = b.chip.array().subspan(kAt, 64);
    std::iota(cells.begin(), cells.end(), std::uint8_t(0x10));
}
const Bytes kFour{0x10, 0x11, 0x12, 0x13};

Form quad_io() { return {0xEB, kAt, 3, 4, 4, 0xFF, 4}; }

void enter_qpi(QuadBench& b, std::uint8_t parameters = 0x30) {
    b.wires.command(0x38);
    b.wires.qpi = true;
    b.wires.write({.opcode = 0xC0}, {parameters});
}

} // namespace

TEST_CASE("A W25Q64JV reads on one, two and four lines, each with its dummy and mode clocks") {
    QuadBench b(w25q64jv());
    fill(b);
    for (const Form& form :
         {Form{0x03, kAt, 3}, Form{0x0B, kAt, 3, 1, 1, {}, 8}, Form{0x3B, kAt, 3, 1, 2, {}, 8},
          Form{0xBB, kAt, 3, 2, 2, 0xFF, 0}, Form{0x6B, kAt, 3, 1, 4, {}, 8}, quad_io()})
        CHECK(b.wires.read(form, 4) == kFour);
    CHECK(b.rules() == "");
}

TEST_CASE("A W25Q64JV-IM reads on both edges with 6, 4 and 4 dummy clocks") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    CHECK(b.wires.read({.opcode = 0x0D, .address = kAt, .address_bytes = 3, .dummies = 6, .dtr = true}, 4) ==
          kFour);
    CHECK(b.wires.read({0xBD, kAt, 3, 2, 2, 0xFF, 4, true}, 4) == kFour);
    CHECK(b.wires.read({0xED, kAt, 3, 4, 4, 0xFF, 4, true}, 4) == kFour);
    enter_qpi(b);
    CHECK(b.wires.read({0xED, kAt, 3, 4, 4, 0xFF, 4, true}, 4) == kFour);
    CHECK(b.wires.read({0x0D, kAt, 3, 4, 4, {}, 8, true}, 4) == kFour);
    CHECK(b.rules() == "");
}

TEST_CASE(
    "A W25Q64JV-IM in QPI goes on reading without an opcode after M5-4 = 10, as WeAct's boot code asks") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    enter_qpi(b);
    CHECK(b.wires.read({0xED, kAt, 3, 4, 4, 0xEF, 4, true}, 4) == kFour);
    CHECK(b.wires.read({0xED, kAt, 3, 4, 4, 0xFF, 4, true, true}, 4) == kFour);
    CHECK(b.rules() == "");
}

TEST_CASE("A wrong number of dummy clocks gives shifted data") {
    QuadBench b(w25q64jv());
    fill(b);
    Form form = quad_io();
    form.dummies = 3; // one clock early: a nibble that nobody drives, then the data
    CHECK(b.wires.read(form, 4) != kFour);
    form.dummies = 5;
    CHECK(b.wires.read(form, 3) == Bytes{0x01, 0x11, 0x21}); // one nibble late
    CHECK(b.rules() == "");
}

TEST_CASE("In QPI C0h says how many dummy clocks a read has, and EBh's mode bits count among them") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    for (unsigned setting = 0; setting < 4; ++setting) {
        const unsigned clocks = 2 + 2 * setting;
        if (!b.wires.qpi) enter_qpi(b);
        b.wires.write({.opcode = 0xC0}, {std::uint8_t(setting << 4)});
        CHECK(b.wires.read({.opcode = 0x0B, .address = kAt, .address_bytes = 3, .dummies = clocks}, 4) ==
              kFour);
        CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, 0xFF, clocks - 2}, 4) == kFour);
    }
    CHECK(b.rules() == "");
}

TEST_CASE("In QPI a clock too high for C0h's dummy clocks gives garbage, with a violation", "[VB-NOR-014]") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    enter_qpi(b, 0x00);
    b.wires.pins.clock_hz = 50'000'000;
    const Form form{.opcode = 0x0B, .address = kAt, .address_bytes = 3, .dummies = 2};
    CHECK(b.wires.read(form, 4) == kFour);
    b.wires.pins.clock_hz = 60'000'000;
    CHECK(b.wires.read(form, 4) != kFour);
    CHECK(b.rules() == "VB-NOR-014");
}

TEST_CASE("Reads on both edges end at 66 MHz, READ at 50 MHz, the rest at 133 MHz") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    b.wires.pins.clock_hz = 70'000'000;
    CHECK(b.wires.read({0xED, kAt, 3, 4, 4, 0xFF, 4, true}, 4) != kFour);
    CHECK(b.wires.read({0x03, kAt, 3}, 4) != kFour);
    CHECK(b.rules() == "VB-NOR-015,VB-NOR-015");
    CHECK(b.wires.read(quad_io(), 4) == kFour);
    b.wires.pins.clock_hz = 140'000'000;
    CHECK(b.wires.read(quad_io(), 4) != kFour);
    CHECK(b.rules() == "VB-NOR-015,VB-NOR-015,VB-NOR-015");
}

TEST_CASE("M5-4 = 10 makes the next read begin with its address, until other mode bits end that") {
    QuadBench b(w25q64jv());
    fill(b);
    Form form = quad_io();
    form.mode = 0xA0;
    CHECK(b.wires.read(form, 4) == kFour);
    form.no_opcode = true;
    form.address = kAt + 1;
    CHECK(b.wires.read(form, 1) == Bytes{0x11});
    form.mode = 0xFF;
    CHECK(b.wires.read(form, 1) == Bytes{0x11});
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x17});
    CHECK(b.rules() == "");
}

TEST_CASE("While a read without opcode is expected no opcode is understood, and FFh on one line ends that") {
    QuadBench b(w25q64jv());
    fill(b);
    Form form = quad_io();
    form.mode = 0xA0;
    b.wires.read(form, 1);
    b.wires.beside = 0x0C;
    b.wires.command(0xFF); // IO0 high for eight clocks: M4 = 1
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x17});
    CHECK(b.rules() == "");
}

TEST_CASE("A transaction that ends in the address of a read without opcode is no mistake") {
    QuadBench b(w25q64jv());
    fill(b);
    CHECK(b.wires.read({0xBB, kAt, 3, 2, 2, 0xA0, 0}, 1) == Bytes{0x10});
    for (unsigned opcode : {0x66, 0x99}) b.wires.command(opcode); // eight clocks of sixteen
    b.wires.begin();
    b.wires.send(Bytes{0xFF, 0xFF}, 1); // M4 = 1 ends it
    b.wires.end();
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x17});
    CHECK(b.rules() == "");
}

TEST_CASE("Mode bits that nobody drives are a violation", "[VB-NOR-027]") {
    QuadBench b(w25q64jv());
    fill(b);
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 6}, 4) == kFour);
    CHECK(b.rules() == "VB-NOR-027");
}

TEST_CASE("77h limits EBh to 8, 16, 32 or 64 bytes around its address; C0h does so for 0Ch in QPI") {
    QuadBench b(w25q64jv_im());
    fill(b);
    b.write_register(0x31, {0x02});
    Form form = quad_io();
    form.address = kAt + 6;
    b.wires.write({.opcode = 0x77, .address_bytes = 3, .address_lines = 4, .data_lines = 4}, {0x00});
    CHECK(b.wires.read(form, 4) == Bytes{0x16, 0x17, 0x10, 0x11});
    b.wires.write({.opcode = 0x77, .address_bytes = 3, .address_lines = 4, .data_lines = 4}, {0x10});
    CHECK(b.wires.read(form, 4) == Bytes{0x16, 0x17, 0x18, 0x19});
    b.wires.write({.opcode = 0x77, .address_bytes = 3, .address_lines = 4, .data_lines = 4}, {0x20});
    form.address = kAt + 14;
    CHECK(b.wires.read(form, 4) == Bytes{0x1E, 0x1F, 0x10, 0x11});
    enter_qpi(b, 0x31);
    CHECK(b.wires.read({.opcode = 0x0C, .address = kAt + 15, .address_bytes = 3, .dummies = 8}, 2) ==
          Bytes{0x1F, 0x10});
    CHECK(b.rules() == "");
}

TEST_CASE("A W25Q256JV takes 3- or 4-byte addresses by its mode, 4 bytes with opcodes of their own") {
    QuadBench b(w25q256jv());
    b.chip.array()[0x1123450] = 0x77;
    b.chip.array()[kAt] = 0x10;
    CHECK(b.wires.read({0x03, kAt, 3}, 1) == Bytes{0x10});
    CHECK(b.wires.read({0x13, 0x1123450, 4}, 1) == Bytes{0x77});
    CHECK(b.wires.read({0xEC, 0x1123450, 4, 4, 4, 0xFF, 4}, 1) == Bytes{0x77});
    b.wires.command(0xB7);
    CHECK((b.wires.reg(0x15)[0] & 1) == 1);
    CHECK(b.wires.read({0x03, 0x1123450, 4}, 1) == Bytes{0x77});
    b.wires.command(0xE9);
    b.write_enable();
    b.wires.write({.opcode = 0xC5}, {0x01}); // extended address register
    CHECK(b.wires.read({0x03, kAt, 3}, 1) == Bytes{0x77});
    CHECK(b.wires.reg(0xC8) == Bytes{0x01});
    CHECK(b.rules() == "");
}
