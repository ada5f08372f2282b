// Micron's registers: N25Q128A and MT25QL128ABA.
#include "chips/nor-parts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

#include <numeric>

using namespace vb;
using namespace vb::test;

namespace {

constexpr std::uint32_t kAt = 0x123450;
const Bytes kFour{0x10, 0x11, 0x12, 0x13};
const Bytes kId{0x20, 0xBA, 0x18};

void fill(QuadBench& b) {
    const auto cells = b.chip.array().subspan(kAt, 64);
    std::iota(cells.begin(), cells.end(), std::uint8_t(0x10));
}
void set(QuadBench& b, unsigned opcode, const Bytes& value) { b.write_register(opcode, value); }

} // namespace

TEST_CASE("A Micron part reads with 8 dummy clocks, EBh with 10, without any quad enable bit") {
    for (const auto& part : {n25q128a(), mt25ql128aba()}) {
        QuadBench b(part);
        fill(b);
        CHECK(b.wires.reg(0x9F, 3) == kId);
        for (const Form& form : {Form{0x03, kAt, 3}, Form{0x0B, kAt, 3, 1, 1, {}, 8},
                                 Form{0x3B, kAt, 3, 1, 2, {}, 8}, Form{0xBB, kAt, 3, 2, 2, {}, 8},
                                 Form{0x6B, kAt, 3, 1, 4, {}, 8}, Form{0xEB, kAt, 3, 4, 4, {}, 10}})
            CHECK(b.wires.read(form, 4) == kFour);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("VCR bits 7:4 say how many dummy clocks every fast read has") {
    QuadBench b(n25q128a());
    fill(b);
    CHECK(b.wires.reg(0x85) == Bytes{0xFB});
    set(b, 0x81, {0x6B});
    CHECK(b.wires.reg(0x85) == Bytes{0x6B});
    CHECK(b.wires.read({0x0B, kAt, 3, 1, 1, {}, 6}, 4) == kFour);
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 6}, 4) == kFour);
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 10}, 4) != kFour);
    CHECK(b.rules() == "");
}

TEST_CASE("Too few dummy clocks for the clock give garbage on a Micron part, with a violation",
          "[VB-NOR-014]") {
    QuadBench b(n25q128a());
    fill(b);
    set(b, 0x81, {0x6B});
    b.wires.pins.clock_hz = 80'000'000;
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 6}, 4) == kFour);
    b.wires.pins.clock_hz = 90'000'000;
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 6}, 4) != kFour);
    CHECK(b.rules() == "VB-NOR-014");
    CHECK(b.wires.read({0x0B, kAt, 3, 1, 1, {}, 6}, 4) == kFour);
    CHECK(b.rules() == "VB-NOR-014");
}

TEST_CASE("NVCR counts from the next power-up on") {
    QuadBench b(n25q128a());
    fill(b);
    CHECK(b.wires.reg(0xB5, 2) == Bytes{0xFF, 0xFF});
    set(b, 0xB1, {0xFF, 0x8F}); // 8 dummy clocks
    CHECK(b.wires.reg(0xB5, 2) == Bytes{0xFF, 0x8F});
    CHECK(b.wires.reg(0x85) == Bytes{0xFB});
    b.chip.power_on();
    CHECK(b.wires.reg(0x85) == Bytes{0x8B});
    CHECK(b.wires.read({0xEB, kAt, 3, 4, 4, {}, 8}, 4) == kFour);
    set(b, 0xB1, {0xF7, 0xFF}); // the quad protocol
    b.chip.power_on();
    b.wires.qpi = true;
    CHECK(b.wires.reg(0xAF, 3) == kId);
    CHECK(b.rules() == "");
}

TEST_CASE("EVCR bit 7 = 0 is the quad protocol, where AFh tells the id") {
    QuadBench b(n25q128a());
    fill(b);
    set(b, 0x61, {0x5F});
    b.wires.qpi = true;
    CHECK(b.wires.reg(0xAF, 3) == kId);
    CHECK(b.wires.read({.opcode = 0xEB, .address = kAt, .address_bytes = 3, .dummies = 10}, 4) == kFour);
    CHECK(b.rules() == "");
    set(b, 0x61, {0xDF});
    b.wires.qpi = false;
    CHECK(b.wires.reg(0x9F, 3) == kId);
}

TEST_CASE("35h and F5h switch the quad protocol of an MT25QL128ABA; an N25Q128A knows neither",
          "[VB-NOR-001]") {
    QuadBench b(mt25ql128aba());
    b.wires.command(0x35);
    b.wires.qpi = true;
    CHECK(b.wires.reg(0xAF, 3) == kId);
    b.wires.command(0xF5);
    b.wires.qpi = false;
    CHECK(b.wires.reg(0x9F, 3) == kId);
    CHECK(b.rules() == "");
    QuadBench old(n25q128a());
    old.wires.command(0x35);
    CHECK(old.rules() == "VB-NOR-001");
}

TEST_CASE("12h programs on four lines on an N25Q128A, 38h does on an MT25QL128ABA", "[VB-NOR-001]") {
    for (const bool old : {true, false}) {
        QuadBench b(old ? n25q128a() : mt25ql128aba());
        for (unsigned opcode : {0x12u, 0x38u}) {
            b.write_enable();
            b.wires.write({.opcode = opcode,
                           .address = opcode << 8,
                           .address_bytes = 3,
                           .address_lines = 4,
                           .data_lines = 4},
                          {0x5A});
            b.wait_idle();
            const bool known = (opcode == 0x12) == old;
            CHECK(b.chip.array()[opcode << 8] == (known ? 0x5A : 0xFF));
        }
        CHECK(b.rules() == "VB-NOR-001");
    }
}

TEST_CASE("32h programs on an N25Q128A with the data on four lines") {
    QuadBench b(n25q128a());
    b.write_enable();
    b.wires.write({.opcode = 0x32, .address = 0x100, .address_bytes = 3, .data_lines = 4}, {0x12, 0x34});
    CHECK((b.wires.reg(0x70)[0] & 0x80) == 0);
    b.wait_idle();
    CHECK(b.wires.reg(0x70) == Bytes{0x80});
    CHECK(b.chip.array()[0x101] == 0x34);
    CHECK(b.rules() == "");
}

TEST_CASE("VCR bit 3 = 0 is XIP: IO0 low in the first dummy clock keeps the read, high ends it") {
    QuadBench b(n25q128a());
    fill(b);
    set(b, 0x81, {0xA3});
    const auto read = [&](bool again, bool opcode, std::uint32_t at) {
        b.wires.begin();
        b.wires.header(
            {.opcode = 0xEB, .address = at, .address_bytes = 3, .address_lines = 4, .no_opcode = !opcode});
        b.wires.send(Bytes{std::uint8_t(again ? 0x00 : 0xFF)}, 4); // two of ten dummy clocks
        b.wires.wait(8);
        const auto bytes = b.wires.receive(1, 4);
        b.wires.end();
        return bytes[0];
    };
    CHECK(read(true, true, kAt) == 0x10);
    CHECK(read(true, false, kAt + 1) == 0x11);
    CHECK(read(false, false, kAt + 2) == 0x12);
    CHECK(b.wires.reg(0x9F, 3) == kId);
    CHECK(b.rules() == "");
}

TEST_CASE("With XIP on a first dummy clock that nobody drives is a violation", "[VB-NOR-027]") {
    QuadBench b(n25q128a());
    fill(b);
    set(b, 0x81, {0xA3});
    b.wires.read({0xEB, kAt, 3, 4, 4, {}, 10}, 1);
    CHECK(b.rules() == "VB-NOR-027");
}

TEST_CASE("A protected target fails at once, and FSR says so until 50h") {
    QuadBench b(n25q128a());
    set(b, 0x01, {0x04}); // BP = 1: the last 64 KiB
    b.erase(0xD8, 0xFF0000);
    CHECK(b.wires.reg(0x70) == Bytes{0xA2});
    b.wires.command(0x50);
    CHECK(b.wires.reg(0x70) == Bytes{0x80});
    b.erase(0xD8, 0xFE0000);
    CHECK(b.wait_idle() == 700 * kPerMillisecond);
    CHECK(b.wires.reg(0x70) == Bytes{0x80});
    CHECK(b.rules() == "");
}

TEST_CASE("An N25Q128A has no 32 KiB erase, an MT25QL128ABA has one", "[VB-NOR-001]") {
    QuadBench old(n25q128a()), b(mt25ql128aba());
    old.erase(0x52, 0);
    CHECK(old.rules() == "VB-NOR-001");
    b.erase(0x52, 0);
    CHECK(b.wait_idle() == 100 * kPerMillisecond);
    CHECK(b.rules() == "");
}

TEST_CASE("Registers of a Micron part need write enable", "[VB-NOR-008]") {
    QuadBench b(n25q128a());
    b.wires.write({.opcode = 0x81}, {0x6B});
    b.wires.write({.opcode = 0x61}, {0x5F});
    CHECK(b.wires.reg(0x85) == Bytes{0xFB});
    CHECK(b.chip.protocol() == Protocol::spi);
    CHECK(b.rules() == "VB-NOR-008,VB-NOR-008");
}

TEST_CASE("B7h and E9h need write enable where the part says so", "[VB-NOR-008]") {
    NorPart part = n25q128a(); // as an N25Q256A has them
    part.commands.push_back({NorOp::enter_four_byte, 0xB7, 1, 0, NorDummy::none, NorData::none});
    part.traits.four_byte_needs_write_enable = true;
    QuadBench b(part);
    b.wires.command(0xB7);
    CHECK(b.wires.reg(0x70) == Bytes{0x80});
    CHECK(b.rules() == "VB-NOR-008");
    b.write_enable();
    b.wires.command(0xB7);
    CHECK(b.wires.reg(0x70) == Bytes{0x81});
    CHECK(b.status() == 0);
}

TEST_CASE("IO3 is /HOLD on a Micron part in one-line phases, not in those of four lines", "[VB-NOR-025]") {
    QuadBench b(n25q128a());
    fill(b);
    CHECK(b.wires.read({0xEB, 0x000050, 3, 4, 4, {}, 10}, 1) == Bytes{0xFF});
    CHECK(b.rules() == "");
    b.wires.beside = 0;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-025");
    b.wires.beside = 8;
    set(b, 0x61, {0xCF}); // EVCR bit 4 = 0: no /HOLD
    b.wires.beside = 0;
    CHECK(b.wires.reg(0x9F, 3) == kId);
    CHECK(b.rules() == "VB-NOR-025");
}

TEST_CASE("SRWD and a low W# lock a Micron part's status register", "[VB-NOR-026]") {
    QuadBench b(n25q128a());
    set(b, 0x01, {0x80});
    set(b, 0x01, {0x84});
    CHECK(b.status() == 0x80);
    CHECK(b.rules() == "VB-NOR-026");
}
