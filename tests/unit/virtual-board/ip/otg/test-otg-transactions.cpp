#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/otg/otg-bench.hpp"

using namespace vb;
using namespace vb::otg;
using namespace vb::test;

namespace {
struct ConnectedOtg : OtgBench {
    explicit ConnectedOtg() {
        bring_up();
        bus_reset();
    }
};
} // namespace

TEST_CASE("A SETUP is taken whatever NAK and STALL say; its end comes with the next token") {
    ConnectedOtg b;
    b.set(diep(0, CTL), STALL);
    b.set(doep(0, CTL), STALL);
    b.write(doep(0, TSIZ), 3u << 29);
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Stall);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack);
    CHECK(!(b.read(diep(0, CTL)) & STALL));
    CHECK(b.read(diep(0, CTL)) & NAKSTS);
    CHECK(b.read(doep(0, CTL)) & NAKSTS);
    CHECK(b.read(doep(0, TSIZ)) >> 29 == 2);
    CHECK(b.line);
    CHECK(b.read(GRXSTSP) >> 17 == kSetupData);
    CHECK(b.fifo() == 0x80);
    CHECK(b.fifo() == 0x20000);
    CHECK(!b.line); // no STUP before the host goes on
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Nak);
    CHECK(b.read(GRXSTSP) >> 17 == kSetupDone);
    CHECK(b.read(doep(0, INT)) & STUP);
    CHECK(b.read(GINTSTS) & OEPINT);
    CHECK(b.line);
    b.write(doep(0, INT), STUP);
    CHECK(!b.line);
    CHECK(b.clean());
}

TEST_CASE("An IN packet leaves when it is complete, and XFRC comes when the host has acknowledged it") {
    ConnectedOtg b;
    b.take_setup();
    b.enable_in(0, 6, 1);
    b.fifo(0, 0x04030201);
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Nak);
    CHECK(b.read(diep(0, INT)) & ITTXFE);
    b.fifo(0, 0xFFFF0605);
    const UsbInPacket packet = b.core.in(0, 0);
    CHECK(packet.answer == UsbAnswer::Ack);
    CHECK(packet.data == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
    CHECK(packet.data1);
    CHECK(!(b.read(diep(0, INT)) & XFRC));
    CHECK(b.core.in(0, 0).data == packet.data); // the host did not hear it
    b.core.acknowledge(0, 0);
    CHECK(b.read(diep(0, INT)) & XFRC);
    CHECK(!(b.read(diep(0, CTL)) & EPENA));
    CHECK(b.read(diep(0, DTXFSTS)) == 16);
    CHECK(!b.core.status_stage_taken());
    b.write(diep(0, INT), XFRC);
    CHECK(b.core.status_stage_taken());
    CHECK(b.clean());
}

TEST_CASE("A zero-length IN packet needs no word") {
    ConnectedOtg b;
    b.take_setup();
    b.enable_in(0, 0, 1);
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Ack);
    b.core.acknowledge(0, 0);
    CHECK(b.read(diep(0, INT)) & XFRC);
}

TEST_CASE("OUT data wait for EPENA with CNAK; XFRSIZ falls before the packet is taken, XFRC comes after") {
    ConnectedOtg b;
    const std::uint8_t data[] = {9, 8, 7, 6, 5};
    b.take_setup(std::array<std::uint8_t, 8>{0x21, 1, 0, 0, 0, 0, 5, 0});
    CHECK(b.core.out(0, 0, data, true) == UsbAnswer::Nak);
    b.enable_out(0, 64, 1);
    CHECK(b.core.out(0, 0, data, true) == UsbAnswer::Ack);
    CHECK((b.read(doep(0, TSIZ)) & 0x7F) == 59);
    CHECK(b.core.out(0, 0, data, false) == UsbAnswer::Nak); // one packet was asked for
    CHECK(b.read(GRXSTSP) == (5u << 4 | 2u << 15 | kOutData << 17));
    CHECK(b.fifo() == 0x06070809);
    CHECK(b.fifo() == 0x05);
    CHECK(!(b.read(doep(0, INT)) & XFRC));
    CHECK(b.read(GRXSTSP) >> 17 == kOutDone);
    CHECK(b.read(doep(0, INT)) & XFRC);
    CHECK(!(b.read(doep(0, INT)) & (1u << 5 | 1u << 15)));
    CHECK((b.read(doep(0, CTL)) & (EPENA | NAKSTS)) == NAKSTS);
    CHECK(b.clean());
}

TEST_CASE("A transfer of several packets ends with its last or a short one") {
    ConnectedOtg b;
    const std::vector<std::uint8_t> full(64, 1), part(10, 2);
    b.activate(doep(1, CTL));
    b.enable_out(1, 192, 3);
    CHECK(b.core.out(0, 1, full, false) == UsbAnswer::Ack);
    CHECK(b.core.out(0, 1, part, true) == UsbAnswer::Ack);
    CHECK(b.core.out(0, 1, full, false) == UsbAnswer::Nak);
    CHECK(b.read(doep(1, TSIZ)) == (1u << 19 | (192 - 74)));
    CHECK(b.read(GRXSTSP) >> 17 == kOutData);
    for (unsigned n = 0; n < 16; ++n) b.fifo(1);
    b.read(GRXSTSP);
    for (unsigned n = 0; n < 3; ++n) b.fifo(1);
    CHECK(b.read(GRXSTSP) == (1u | kOutDone << 17));
    CHECK(b.read(doep(1, INT)) & XFRC);
    CHECK(b.clean());
}

TEST_CASE("An address that is written amid SET_ADDRESS holds from the end of its status stage on") {
    ConnectedOtg b;
    b.take_setup(std::array<std::uint8_t, 8>{0, 5, 7, 0, 0, 0, 0, 0});
    b.set(DCFG, 7u << 4);
    b.enable_in(0, 0, 1);
    CHECK(b.core.in(7, 0).answer == UsbAnswer::Nothing);
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Ack);
    b.core.acknowledge(0, 0);
    b.write(diep(0, INT), XFRC);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Nothing);
    CHECK(b.core.setup(7, 0, kGetStatus) == UsbAnswer::Ack);
}

TEST_CASE("A bus reset leaves the address to firmware") {
    ConnectedOtg b;
    b.set(DCFG, 7u << 4);
    b.bus_reset();
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Nothing);
    change(b.core, DCFG, 0x7Fu << 4, 0);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack);
}

TEST_CASE("TXFE is a level that DIEPEMPMSK lets through to DAINT") {
    ConnectedOtg b;
    b.take_setup();
    b.enable_in(0, 4, 1);
    CHECK(b.read(DAINT) == 0);
    b.write(DIEPEMPMSK, 1);
    CHECK(b.read(DAINT) == 1);
    CHECK(b.line);
    b.write(diep(0, INT), TXFE); // is read-only
    CHECK(b.read(diep(0, INT)) & TXFE);
    b.fifo(0, 1);
    CHECK(!(b.read(diep(0, INT)) & TXFE));
    CHECK(!b.line);
}

TEST_CASE("Endpoints that there are not, and other devices' addresses, are not answered") {
    ConnectedOtg b;
    CHECK(b.core.in(0, 9).answer == UsbAnswer::Nothing);
    CHECK(b.core.setup(0, 1, kGetStatus) == UsbAnswer::Nothing);
    CHECK(b.core.setup(3, 0, kGetStatus) == UsbAnswer::Nothing);
    b.clocked = false;
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Nothing);
}
