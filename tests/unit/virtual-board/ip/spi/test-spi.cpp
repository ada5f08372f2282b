// The SPI of F4 and what F7 has in common with it.
#include "spi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace spi_rig;
namespace cr1 = vb::spi::cr1;
namespace cr2 = vb::spi::cr2;
namespace sr = vb::spi::sr;
using vb::spi::kCr1, vb::spi::kCr2, vb::spi::kDr, vb::spi::kSr;

TEST_CASE("An SPI of F4 and of F7 has its reset values") {
    OldRig f4, f7(vb::SpiKind::F7);
    CHECK(f4.read(kCr2) == 0);
    CHECK(f7.read(kCr2) == 0x0700);
    CHECK((f4.sr() == 2 && f7.sr() == 2));
    CHECK((f4.read(vb::spi::kCrcpr) == 7 && f4.read(vb::spi::kI2spr) == 2));
}

TEST_CASE("A frame takes its bits' time: TXE at once, RXNE and the end of BSY after the last") {
    OldRig rig;
    rig.set_up(2u << 3); // /8: 80 ns a bit
    rig.send(0x55);
    CHECK(rig.sr() == (sr::TXE | sr::BSY));
    rig.send(0xAA);
    CHECK(rig.sr() == sr::BSY);
    rig.pass_ns(639);
    CHECK(rig.sr() == sr::BSY);
    rig.pass_ns(1);
    CHECK(rig.sr() == (sr::TXE | sr::RXNE | sr::BSY));
    rig.receive();
    rig.pass_ns(639);
    CHECK(rig.sr() == (sr::TXE | sr::BSY));
    rig.pass_ns(1);
    CHECK(rig.sr() == (sr::TXE | sr::RXNE));
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("DFF makes frames of 16 bits, LSBFIRST turns them round") {
    OldRig rig;
    rig.chip.reply = {0x12, 0x34};
    rig.set_up(cr1::DFF);
    rig.select();
    rig.send(0x9FA5, 2);
    rig.pass_ns(320);
    CHECK(rig.chip.bytes() == Bytes{0x9F, 0xA5});
    CHECK(rig.receive(2) == 0x1234);
    OldRig turned;
    turned.chip.reply = {0x12};
    turned.set_up(cr1::LSBFIRST);
    turned.select();
    CHECK(turned.transfer({0x01}) == Bytes{0x48});
    CHECK(turned.chip.bytes() == Bytes{0x80});
}

TEST_CASE("VB-SPI-011: data written while TXE is 0 replace those that wait on F4") {
    OldRig rig;
    rig.set_up();
    rig.select();
    for (std::uint8_t byte : {1, 2, 3}) rig.send(byte);
    CHECK(rig.violated("VB-SPI-011"));
    rig.pass_ns(500);
    CHECK(rig.chip.bytes() == Bytes{1, 3});
}

TEST_CASE("OVR: what came first stays, and a read of DR and then one of SR clear it") {
    OldRig rig;
    rig.chip.reply = {0x11, 0x22, 0x33};
    rig.set_up();
    rig.select();
    rig.send(0);
    rig.send(0);
    rig.pass_ns(400);
    CHECK(rig.sr() == (sr::TXE | sr::RXNE | sr::OVR));
    CHECK(rig.sr() & sr::OVR);
    CHECK(rig.receive() == 0x11);
    CHECK(rig.sr() & sr::OVR); // the read that clears it still shows it
    CHECK(rig.sr() == sr::TXE);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-SPI-012: a read of DR without data is a violation") {
    OldRig rig;
    rig.set_up();
    rig.receive();
    CHECK(rig.violated("VB-SPI-012"));
}

TEST_CASE("A receive-only master clocks from SPE on, and ends with the frame in which SPE falls") {
    for (const auto mode : {cr1::RXONLY, cr1::BIDIMODE}) {
        OldRig rig;
        rig.chip.reply = {0xA1, 0xA2, 0xA3, 0xA4};
        rig.select();
        rig.set_up(mode);
        rig.pass_ns(160);
        const std::uint32_t first = rig.receive();
        CHECK(first == (mode == cr1::RXONLY ? 0xA1 : 0x00)); // on one line the chip's SO is not heard
        rig.pass_ns(100);
        rig.write(kCr1, OldRig::kMaster | mode);
        rig.pass_ns(1000);
        CHECK(rig.chip.sampled == 16);
        CHECK(rig.sr() == (sr::TXE | sr::RXNE));
        CHECK(rig.violated_rules() == "");
    }
}

TEST_CASE("VB-SPI-013: SPE that falls while BSY is 1 stops the clock where it is") {
    OldRig rig;
    rig.set_up();
    rig.select();
    rig.send(0xFF);
    rig.pass_ns(60);
    rig.write(kCr1, OldRig::kMaster);
    CHECK(rig.violated("VB-SPI-013"));
    rig.pass_ns(1000);
    CHECK(rig.chip.heard.at(0).size() == 3);
    CHECK_FALSE(rig.sr() & sr::RXNE);
}

TEST_CASE("VB-SPI-002: fields of CR1 and CR2 that need SPE at 0 are not changed while it is 1") {
    for (const auto field : {cr1::CPHA, cr1::CPOL, 1u << 3, cr1::LSBFIRST, cr1::DFF, cr1::RXONLY}) {
        OldRig rig;
        rig.set_up();
        rig.write(kCr1, rig.read(kCr1) ^ field);
        CHECK(rig.violated("VB-SPI-002"));
    }
    OldRig f7(vb::SpiKind::F7);
    f7.set_up(0, 0x1700);
    f7.write(kCr2, 0x1F00);
    CHECK(f7.violated("VB-SPI-002"));
    OldRig rig;
    rig.set_up();
    rig.write(kCr2, cr2::TXEIE);
    rig.write(kCr1, 0); // switched off with everything else
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-SPI-014: a master without SSI falls back into a slave until MODF is cleared") {
    OldRig rig;
    rig.write(kCr1, cr1::MSTR | cr1::SSM);
    CHECK(rig.violated("VB-SPI-014"));
    rig.write(kCr1, OldRig::kMaster | cr1::SPE); // ignored: MODF has not been read
    CHECK_FALSE(rig.read(kCr1) & (cr1::MSTR | cr1::SPE));
    CHECK(rig.sr() & sr::MODF);
    rig.write(kCr1, OldRig::kMaster);
    CHECK_FALSE(rig.sr() & sr::MODF);
    CHECK(rig.read(kCr1) == OldRig::kMaster);
    OldRig by_pin; // SSM 0, SSOE 0, and nothing on the pin
    by_pin.write(kCr1, cr1::MSTR | cr1::SPE);
    CHECK(by_pin.sr() & sr::MODF);
}

TEST_CASE("With SSOE and without SSM the controller's own NSS selects, from SPE on") {
    Rig<vb::Spi> rig(vb::SpiKind::F4);
    vb::SpiSeat wired = seat(&rig.chip);
    wired.nss.af = 5;
    rig.spi.solder(wired);
    rig.set_pad('D', 6, {2, 5, 0, 0, false, false});
    rig.write(kCr2, cr2::SSOE);
    rig.write(kCr1, cr1::MSTR | cr1::SPE);
    rig.write(kDr, 0x9F, 1);
    rig.pass_ns(160);
    CHECK(rig.chip.bytes() == Bytes{0x9F});
    CHECK(rig.chip.selected);
    rig.write(kCr1, cr1::MSTR);
    CHECK_FALSE(rig.chip.selected);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-SPI-015: what is not modelled says so when it is switched on") {
    OldRig slave, crc, ti;
    slave.write(kCr1, cr1::SPE);
    crc.set_up(cr1::CRCEN);
    ti.set_up(0, cr2::FRF);
    CHECK((slave.violated("VB-SPI-015") && crc.violated("VB-SPI-015") && ti.violated("VB-SPI-015")));
}

TEST_CASE("VB-SPI-001: data for a clock that stands are a violation and go nowhere") {
    OldRig rig;
    rig.kernel = 0;
    rig.set_up();
    rig.send(1);
    rig.pass_ns(1000);
    CHECK(rig.violated("VB-SPI-001"));
    CHECK(rig.sr() & sr::BSY);
}

TEST_CASE("The SPI's interrupt follows its flags and their enable bits") {
    OldRig rig;
    rig.set_up();
    CHECK_FALSE(rig.lines.level[35]);
    rig.write(kCr2, cr2::TXEIE);
    CHECK(rig.lines.level[35]);
    rig.write(kCr2, cr2::RXNEIE);
    CHECK_FALSE(rig.lines.level[35]);
    rig.send(1);
    rig.pass_ns(160);
    CHECK(rig.lines.level[35]);
    rig.receive();
    CHECK_FALSE(rig.lines.level[35]);
}
