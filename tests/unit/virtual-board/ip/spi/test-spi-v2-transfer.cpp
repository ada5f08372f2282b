// The SPI of H7: transfers.
#include "chips/nor-parts.hpp"
#include "chips/serial-nor.hpp"
#include "spi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace spi_rig;
using namespace vb::spi_v2;

TEST_CASE("H7: a counted transfer runs gapless from CSTART to EOT") {
    NewRig rig;
    rig.chip.reply = {0, 0xEF, 0x40, 0x17};
    rig.set_up(4);
    rig.select();
    CHECK(rig.sr() >> 16 == 4);
    rig.send(0x9F);
    rig.pass_ns(1000);
    CHECK(rig.chip.heard.empty()); // not before CSTART
    rig.start();
    for (std::uint8_t byte : {1, 2, 3}) rig.send(byte);
    CHECK(rig.sr() & sr::TXTF);
    CHECK_FALSE(rig.sr() & sr::TXP);
    rig.pass_ns(639);
    CHECK_FALSE(rig.sr() & sr::EOT);
    CHECK(rig.sr() >> 16 == 1);
    rig.pass_ns(1);
    CHECK((rig.sr() & (sr::EOT | sr::TXC)) == (sr::EOT | sr::TXC));
    CHECK_FALSE(rig.read(kCr1) & cr1::CSTART);
    CHECK(rig.sr() & sr::RXWNE);
    CHECK(rig.receive(4) == 0x1740EF00);
    CHECK(rig.chip.bytes() == Bytes{0x9F, 1, 2, 3});
    CHECK(rig.spi.clock_use().running == 640 * vb::kPerNanosecond);
    CHECK(rig.spi.clock_use().standing == 0);
    rig.write(kIfcr, sr::EOT | sr::TXTF);
    CHECK((rig.sr() & (sr::EOT | sr::TXTF | sr::TXC)) == 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("H7: the clock stands while TxFIFO is empty, and that is counted") {
    NewRig rig;
    rig.set_up(2);
    rig.select();
    rig.start();
    rig.send(1);
    rig.pass_ns(160 + 300);
    rig.send(2);
    rig.pass_ns(160);
    CHECK(rig.sr() & sr::EOT);
    CHECK(rig.spi.clock_use().standing == 300 * vb::kPerNanosecond);
    CHECK(rig.chip.bytes() == Bytes{1, 2});
}

TEST_CASE("H7: MIDI keeps frames apart") {
    NewRig rig;
    rig.set_up(2, 3u << cfg2::MIDI_Pos);
    rig.select();
    rig.start();
    rig.send(0x0201, 2);
    rig.pass_ns(160 + 60 + 160 - 1);
    CHECK_FALSE(rig.sr() & sr::EOT);
    rig.pass_ns(1);
    CHECK(rig.sr() & sr::EOT);
    CHECK(rig.spi.clock_use().standing == 60 * vb::kPerNanosecond);
}

TEST_CASE("H7: packets of FTHLV, RXPLVL and RXWNE tell what may be read") {
    NewRig rig;
    rig.set_up(7, 0, 7 | 3u << cfg1::FTHLV_Pos);
    rig.start();
    rig.send(0, 4);
    rig.send(0, 4); // one byte more than TSIZE: ignored
    CHECK(rig.sr() & sr::TXTF);
    rig.pass_ns(3 * 160);
    CHECK_FALSE(rig.sr() & sr::RXP);
    CHECK((rig.sr() >> sr::RXPLVL_Pos & 3) == 3);
    rig.pass_ns(4 * 160);
    CHECK((rig.sr() & (sr::RXP | sr::RXWNE | sr::EOT)) == (sr::RXP | sr::RXWNE | sr::EOT));
    rig.receive(4);
    CHECK_FALSE(rig.sr() & sr::RXP);
    CHECK((rig.sr() >> sr::RXPLVL_Pos & 3) == 3);
    CHECK(rig.violated_rules() == "");
    rig.receive(4);
    CHECK(rig.violated("VB-SPI-012"));
}

TEST_CASE("H7: the FIFOs hold as many bytes as the instance has") {
    NewRig rig;
    rig.set_up(0);
    for (unsigned i = 0; i < 16; ++i) {
        CHECK(rig.sr() & sr::TXP);
        rig.send(i);
    }
    CHECK_FALSE(rig.sr() & sr::TXP);
    CHECK(rig.violated_rules() == "");
    rig.send(16);
    CHECK(rig.violated("VB-SPI-011"));
    rig.start();
    rig.pass_ns(160);
    rig.send(17);
    rig.pass_ns(16 * 160);
    CHECK(rig.sr() & sr::OVR); // the seventeenth
    CHECK(rig.receive() == 0);
    rig.write(kIfcr, sr::OVR);
    CHECK_FALSE(rig.sr() & sr::OVR);
}

TEST_CASE("H7: with MASRX a full RxFIFO suspends until there is room and SUSP is cleared") {
    NewRig rig;
    rig.chip.reply = Bytes(20, 0x5A);
    rig.set_up(20, 2u << cfg2::COMM_Pos, NewRig::kCfg1, cr1::MASRX);
    rig.select();
    rig.start();
    rig.pass_ns(16 * 160);
    CHECK(rig.sr() & sr::SUSP);
    rig.pass_ns(1000);
    CHECK(rig.chip.sampled == 16 * 8);
    for (unsigned i = 0; i < 16; ++i) rig.receive();
    rig.pass_ns(1000);
    CHECK(rig.chip.sampled == 16 * 8);
    rig.write(kIfcr, sr::SUSP);
    rig.pass_ns(4 * 160);
    CHECK(rig.sr() & sr::EOT);
    CHECK_FALSE(rig.sr() & sr::OVR);
}

TEST_CASE("H7: without MASRX a receiver clocks on, and what finds no room is lost") {
    NewRig rig;
    rig.set_up(20, 2u << cfg2::COMM_Pos);
    rig.start();
    rig.pass_ns(20 * 160);
    CHECK((rig.sr() & (sr::EOT | sr::OVR)) == (sr::EOT | sr::OVR));
}

TEST_CASE("H7: CSUSP ends an endless transfer with the frame that is under way") {
    NewRig rig;
    rig.set_up(0);
    rig.select();
    rig.start();
    rig.send(0x030201, 4);
    rig.pass_ns(200);
    rig.write(kCr1, rig.read(kCr1) | cr1::CSUSP);
    CHECK_FALSE(rig.sr() & sr::SUSP);
    rig.pass_ns(1000);
    CHECK(rig.sr() & sr::SUSP);
    CHECK(rig.chip.bytes() == Bytes{1, 2});
    CHECK_FALSE(rig.read(kCr1) & cr1::CSTART);
    CHECK(rig.violated_rules() == "");
    rig.write(kIfcr, sr::SUSP);
    rig.disable();
    rig.enable();
    rig.start();
    rig.send(4);
    rig.pass_ns(160);
    CHECK(rig.chip.bytes() == Bytes{1, 2, 4}); // SPE = 0 emptied TxFIFO
    CHECK(rig.sr() & sr::TXC);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("VB-SPI-023: CSTART after CSUSP stalls until SPE has been 0") {
    NewRig rig;
    rig.set_up(0);
    rig.start();
    rig.send(0x0201, 2);
    rig.write(kCr1, rig.read(kCr1) | cr1::CSUSP);
    rig.pass_ns(160);
    rig.write(kIfcr, sr::SUSP);
    rig.start();
    rig.pass_ns(1000);
    CHECK(rig.violated("VB-SPI-023"));
    CHECK(rig.spi.clock_use().frames == 1);
}

TEST_CASE("H7: TSER goes on where TSIZE ends") {
    NewRig rig;
    rig.set_up(1);
    rig.write(kCr2, 1 | 2u << 16);
    rig.start();
    rig.send(1);
    rig.pass_ns(160);
    CHECK((rig.sr() & (sr::TSERF | sr::EOT)) == sr::TSERF);
    rig.write(kIfcr, sr::TXTF);
    rig.send(0x0302, 2);
    rig.pass_ns(320);
    CHECK(rig.sr() & sr::EOT);
}

TEST_CASE("VB-SPI-013: SPE that falls in a frame stops it; the FIFOs are emptied") {
    NewRig rig;
    rig.set_up(4);
    rig.select();
    rig.start();
    rig.send(0, 4);
    rig.pass_ns(200);
    rig.disable();
    CHECK(rig.violated("VB-SPI-013"));
    CHECK(rig.chip.heard.at(0).size() == 10);
    rig.enable();
    CHECK_FALSE(rig.sr() & sr::RXP);
}

TEST_CASE("VB-SPI-020 and VB-SPI-021: TXDR takes nothing while SPE is 0, and nothing beyond TSIZE") {
    NewRig rig;
    rig.send(1);
    CHECK(rig.violated("VB-SPI-020"));
    rig.set_up(1);
    rig.send(1);
    CHECK_FALSE(rig.violated("VB-SPI-021"));
    rig.send(2);
    CHECK(rig.violated("VB-SPI-021"));
}

TEST_CASE("VB-SPI-022: CSTART in the write that sets SPE starts nothing") {
    NewRig rig;
    rig.set_up(1);
    rig.disable();
    rig.write(kCr1, cr1::SSI | cr1::SPE | cr1::CSTART);
    CHECK(rig.violated("VB-SPI-022"));
    CHECK_FALSE(rig.read(kCr1) & cr1::CSTART);
}

TEST_CASE("VB-SPI-023: CSTART within a clock after EOT stalls until SPE has been 0") {
    NewRig rig;
    rig.set_up(1);
    rig.start();
    rig.send(1);
    rig.write(kIfcr, sr::TXTF);
    rig.pass_ns(160 + 19);
    rig.start();
    rig.send(2);
    rig.pass_ns(1000);
    CHECK(rig.violated("VB-SPI-023"));
    CHECK(rig.spi.clock_use().frames == 1);
    rig.disable();
    rig.enable();
    rig.write(kIfcr, sr::TXTF);
    rig.start();
    rig.send(2);
    rig.pass_ns(160);
    CHECK(rig.spi.clock_use().frames == 2);
    NewRig later;
    later.set_up(1);
    later.start();
    later.send(1);
    later.pass_ns(160 + 20);
    later.write(kIfcr, sr::TXTF);
    later.start();
    later.send(2);
    later.pass_ns(160);
    CHECK(later.spi.clock_use().frames == 2);
    CHECK(later.violated_rules() == "");
}

TEST_CASE("VB-SPI-001: a transfer of H7's SPI without a kernel clock never begins") {
    NewRig rig;
    rig.kernel = 0; // SPI123SEL chooses PLL1Q, and the PLL is off
    rig.set_up(1);
    rig.start();
    rig.send(1);
    rig.pass_ns(1000);
    CHECK(rig.violated("VB-SPI-001"));
    CHECK_FALSE(rig.sr() & sr::EOT);
}

TEST_CASE("H7: NSS of the SPI itself is low from CSTART to EOT") {
    Rig<vb::SpiV2> rig;
    vb::SpiSeat wired = seat(&rig.chip);
    wired.nss.af = 5;
    rig.spi.solder(wired);
    rig.set_pad('D', 6, {2, 5, 0, 0, false, false});
    rig.write(kCfg2, cfg2::MASTER | cfg2::SSOE | cfg2::AFCNTR | 2u << cfg2::MSSI_Pos);
    rig.write(kCr2, 1);
    rig.write(kCr1, cr1::SPE);
    rig.write(kTxdr, 0x06, 1);
    rig.write(kCr1, cr1::SPE | cr1::CSTART);
    rig.pass_ns(40 + 160 - 1);
    CHECK_FALSE(rig.read(kSr) & sr::EOT);
    rig.pass_ns(1);
    CHECK(rig.read(kSr) & sr::EOT);
    CHECK(rig.chip.bytes() == Bytes{0x06});
    CHECK_FALSE(rig.chip.selected);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("H7: IOSWP exchanges MOSI and MISO, and the chip hears its own line rest") {
    NewRig rig;
    rig.set_up(1, cfg2::IOSWP);
    rig.select();
    rig.start();
    rig.send(0xFF);
    rig.pass_ns(160);
    CHECK(rig.chip.bytes() == Bytes{0x00});
}

TEST_CASE("H7: a real chip's identification and array come over SPI") {
    NewRig rig;
    vb::SerialNor nor(vb::w25q64jv(), rig.timeline, rig.violations);
    nor.array()[0x1234] = 0xC5;
    nor.power_on();
    vb::SpiSeat wired = seat(&nor);
    wired.nss = {'E', 1, {}, true};
    rig.spi.solder(wired);
    const auto transfer = [&](const Bytes& out) {
        rig.set_up(std::uint32_t(out.size()));
        rig.set_pad('E', 1, kOutputLow);
        rig.start();
        Bytes in;
        for (std::uint8_t byte : out) rig.send(byte);
        rig.pass_ns(160 * out.size());
        for (std::size_t i = 0; i < out.size(); ++i) in.push_back(std::uint8_t(rig.receive()));
        rig.set_pad('E', 1, kOutputHigh);
        rig.write(kIfcr, 0xFF8);
        rig.disable();
        return in;
    };
    rig.set_pad('E', 1, kOutputHigh);
    CHECK(transfer({0x9F, 0, 0, 0}) == Bytes{0, 0xEF, 0x40, 0x17});
    CHECK(transfer({0x03, 0x00, 0x12, 0x34, 0xFF})[4] == 0xC5);
    CHECK(transfer({0x05, 0, 0})[2] == 0x00);
    transfer({0x06});
    CHECK(transfer({0x05, 0})[1] == 0x02);
    CHECK(rig.violated_rules() == "");
}
