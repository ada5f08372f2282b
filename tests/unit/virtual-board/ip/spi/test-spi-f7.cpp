// The FIFOs of F7's SPI.
#include "spi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace spi_rig;
namespace cr2 = vb::spi::cr2;
namespace sr = vb::spi::sr;

namespace {
constexpr std::uint32_t kEight = 7u << cr2::DS_Pos;
struct F7 : OldRig {
    explicit F7(std::uint32_t cr2 = kEight | cr2::FRXTH) : OldRig(vb::SpiKind::F7) {
        set_up(0, cr2);
        select();
    }
    unsigned frlvl() { return sr() >> 9 & 3; }
    unsigned ftlvl() { return sr() >> 11 & 3; }
};
} // namespace

TEST_CASE("F7: an access of 16 bits sends two frames of 8, the lower byte first") {
    F7 rig;
    rig.send(0xA59F, 2);
    CHECK(rig.ftlvl() == 1); // one is in the shift register
    rig.pass_ns(320);
    CHECK(rig.chip.bytes() == Bytes{0x9F, 0xA5});
    CHECK(rig.frlvl() == 2);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("F7: a byte-wide access sends one frame, four wait beside the one that is shifted") {
    F7 rig;
    for (std::uint8_t byte : {1, 2, 3}) rig.send(byte);
    CHECK(rig.sr() & sr::TXE); // half full
    rig.send(4);
    CHECK_FALSE(rig.sr() & sr::TXE);
    rig.send(5);
    CHECK(rig.ftlvl() == 3);
    CHECK(rig.violated_rules() == "");
    rig.send(6);
    CHECK(rig.violated("VB-SPI-011"));
    rig.pass_ns(5 * 160);
    CHECK(rig.chip.bytes() == Bytes{1, 2, 3, 4, 5});
    CHECK(rig.ftlvl() == 0);
    CHECK(rig.spi.clock_use().standing == 0);
}

TEST_CASE("F7: RXNE comes with one byte if FRXTH is 1, with two if it is 0") {
    F7 one, two(kEight);
    for (F7* rig : {&one, &two}) {
        rig->chip.reply = {0x12, 0x34};
        rig->send(0);
        rig->pass_ns(160);
    }
    CHECK(one.sr() & sr::RXNE);
    CHECK(one.receive() == 0x12);
    CHECK_FALSE(two.sr() & sr::RXNE);
    CHECK(two.frlvl() == 1);
    two.send(0);
    two.pass_ns(160);
    CHECK(two.sr() & sr::RXNE);
    CHECK(two.receive(2) == 0x3412);
    CHECK(two.frlvl() == 0);
}

TEST_CASE("F7: the fifth byte that nobody reads is lost with OVR") {
    F7 rig;
    rig.chip.reply = {1, 2, 3, 4, 5};
    for (std::uint8_t byte : {1, 2, 3, 4, 5}) rig.send(byte);
    rig.pass_ns(4 * 160);
    CHECK_FALSE(rig.sr() & sr::OVR);
    CHECK(rig.frlvl() == 3);
    rig.pass_ns(160);
    CHECK(rig.sr() & sr::OVR);
    for (std::uint8_t byte : {1, 2, 3, 4}) CHECK(rig.receive() == byte);
}

TEST_CASE("F7: frames above 8 bits take 16-bit accesses; VB-SPI-016: a byte is none") {
    F7 rig(11u << cr2::DS_Pos);
    rig.chip.reply = {0xAB, 0xC0};
    rig.send(0xABC, 2);
    rig.pass_ns(240);
    CHECK(rig.chip.heard.at(0).size() == 12);
    CHECK(rig.receive(2) == 0xABC);
    CHECK(rig.violated_rules() == "");
    rig.send(1, 1);
    CHECK(rig.violated("VB-SPI-016"));
}

TEST_CASE("F7: a DS below 4 bits counts as 8") {
    F7 rig(1u << cr2::DS_Pos);
    CHECK((rig.read(vb::spi::kCr2) & 0xF00) == 0x700);
}

TEST_CASE("F7: NSSP lets the controller's own NSS rise between two frames") {
    Rig<vb::Spi> rig(vb::SpiKind::F7);
    vb::SpiSeat wired = seat(&rig.chip);
    wired.nss.af = 5;
    rig.spi.solder(wired);
    rig.set_pad('D', 6, {2, 5, 0, 0, false, false});
    rig.write(vb::spi::kCr2, cr2::SSOE | cr2::NSSP | kEight | cr2::FRXTH);
    rig.write(vb::spi::kCr1, vb::spi::cr1::MSTR | vb::spi::cr1::SPE);
    rig.write(vb::spi::kDr, 0x0201, 2);
    rig.pass_ns(160 + 20 + 160);
    CHECK(rig.chip.bytes(0) == Bytes{1});
    CHECK(rig.chip.bytes(1) == Bytes{2});
    CHECK(rig.violated_rules() == "");
}
