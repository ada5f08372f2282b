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
        write(DIEPTXF1, 16u << 16 | 82);
    }
};
} // namespace

TEST_CASE("VB-OTG-030: an endpoint is enabled while it is active and for packets that fit its bytes") {
    const auto complains = [](bool active, std::uint32_t bytes, std::uint32_t packets) {
        ConnectedOtg b;
        if (active) b.activate(diep(1, CTL));
        b.enable_in(1, bytes, packets);
        return b.count("VB-OTG-030") != 0;
    };
    CHECK(!complains(true, 64, 1));
    CHECK(!complains(true, 64, 2)); // with a zero-length packet
    CHECK(!complains(true, 0, 1));
    CHECK(complains(true, 65, 1));
    CHECK(complains(true, 63, 2));
    CHECK(complains(true, 64, 0));
    CHECK(complains(false, 64, 1));
}

TEST_CASE("VB-OTG-031: an OUT endpoint is disabled under a global OUT NAK") {
    ConnectedOtg b;
    b.activate(doep(1, CTL));
    b.enable_out(1, 64, 1);
    b.set(doep(1, CTL), EPDIS);
    CHECK(b.count("VB-OTG-031") == 1);
    b.enable_out(1, 64, 1);
    b.set(DCTL, SGONAK);
    b.read(GRXSTSP);
    CHECK(b.read(GINTSTS) & GONAKEFF);
    b.set(doep(1, CTL), EPDIS);
    CHECK(b.count("VB-OTG-031") == 1);
    CHECK(b.read(doep(1, INT)) & EPDISD);
    CHECK(!(b.read(doep(1, CTL)) & EPENA));
    b.enable_out(0, 0, 1);
    b.set(doep(0, CTL), EPDIS);
    CHECK(b.count("VB-OTG-031") == 2);
    CHECK(b.read(doep(0, CTL)) & EPENA);
}

TEST_CASE("EPDIS ends an IN transfer, and says so") {
    ConnectedOtg b;
    b.activate(diep(1, CTL));
    b.enable_in(1, 64, 1);
    b.set(diep(1, CTL), SNAK);
    CHECK(b.read(diep(1, INT)) & INEPNE);
    b.set(diep(1, CTL), EPDIS);
    CHECK(b.read(diep(1, INT)) & EPDISD);
    CHECK((b.read(diep(1, CTL)) & (EPENA | NAKSTS)) == NAKSTS);
    b.set(diep(1, CTL), CNAK);
    CHECK(!(b.read(diep(1, INT)) & INEPNE));
}

TEST_CASE("A bus reset makes all endpoints but 0 inactive") {
    ConnectedOtg b;
    b.activate(diep(1, CTL));
    b.activate(doep(1, CTL));
    CHECK(b.core.in(0, 1).answer == UsbAnswer::Nak);
    b.bus_reset();
    CHECK(!(b.read(diep(1, CTL)) & USBAEP));
    CHECK(b.core.in(0, 1).answer == UsbAnswer::Nothing);
    CHECK(b.core.out(0, 1, {}, false) == UsbAnswer::Nothing);
}

TEST_CASE("Data toggles of a pipe alternate, and SD0PID sets them back") {
    ConnectedOtg b;
    b.activate(diep(1, CTL));
    for (const bool data1 : {false, true}) {
        b.enable_in(1, 4, 1);
        b.fifo(1, 42);
        CHECK(b.core.in(0, 1).data1 == data1);
        b.core.acknowledge(0, 1);
    }
    b.set(diep(1, CTL), SD1PID);
    b.enable_in(1, 4, 1);
    b.fifo(1, 42);
    CHECK(b.core.in(0, 1).data1);
    CHECK(b.read(diep(1, CTL)) & DPID);
}

TEST_CASE("A packet that repeats its toggle is acknowledged and dropped") {
    ConnectedOtg b;
    const std::uint8_t data[] = {1, 2, 3};
    b.activate(doep(1, CTL));
    b.enable_out(1, 128, 2);
    CHECK(b.core.out(0, 1, data, true) == UsbAnswer::Ack);
    CHECK(!(b.read(GINTSTS) & RXFLVL));
    CHECK(b.core.out(0, 1, data, false) == UsbAnswer::Ack);
    CHECK(b.read(GRXSTSR) == (1u | 3u << 4 | kOutData << 17));
}

TEST_CASE("VB-OTG-090 and 091: DMA and host mode are said not to be modelled") {
    OtgBench b;
    b.set(GAHBCFG, DMAEN);
    CHECK(b.count("VB-OTG-090") == 1);
    b.set(GUSBCFG, FHMOD);
    CHECK(b.count("VB-OTG-091") == 1);
}

TEST_CASE("Registers start with what silicon reads, by kind") {
    OtgBench h74, hs(h7rs_otg_hs()), fs(h7rs_otg_fs());
    CHECK(h74.read(GSNPSID) == 0x4F54330A);
    CHECK(hs.read(GSNPSID) == 0x4F54411A);
    CHECK(h74.read(CID) == 0x2300);
    CHECK(hs.read(CID) == 0x5000);
    CHECK(fs.read(CID) == 0x4000);
    CHECK(h74.read(GRSTCTL) == 0x80000000);
    CHECK(h74.read(GINTSTS) == 0x00000020);
    CHECK(h74.read(diep(0, INT)) == 0x80);
    CHECK(h74.read(DIEPTXF1 + 4 * 7) == 0x02001200);
    put(fs.core, diep(6, CTL), 0); // the core of full speed has endpoints 0 to 5
    CHECK(fs.count("VB-BUS-001") == 1);
    put(hs.core, diep(6, CTL), 0);
    CHECK(hs.clean());
}
