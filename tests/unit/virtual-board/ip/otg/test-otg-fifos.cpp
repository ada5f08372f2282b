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

TEST_CASE("VB-OTG-010 to 013: FIFOs lie in the RAM beside each other and are large enough") {
    struct Case {
        std::uint32_t receive, transmit_start, transmit_depth;
        const char* rule;
    };
    const Case cases[] = {
        {66, 66, 16, ""},           {66, 1008, 16, ""},         {66, 1009, 16, "VB-OTG-010"},
        {66, 65, 16, "VB-OTG-011"}, {66, 66, 15, "VB-OTG-012"}, {27, 66, 16, "VB-OTG-013"}};
    for (const Case& one : cases) {
        ConnectedOtg b;
        b.write(GRXFSIZ, one.receive);
        b.write(DIEPTXF0, one.transmit_depth << 16 | one.transmit_start);
        b.core.setup(0, 0, kGetStatus);
        INFO(one.receive << " " << one.transmit_start << " " << one.transmit_depth);
        CHECK(b.clean() == !*one.rule);
        if (*one.rule) CHECK(b.count(one.rule) == 1);
    }
}

TEST_CASE("VB-OTG-014: a transmit FIFO holds a packet of its endpoint") {
    ConnectedOtg b;
    b.write(DIEPTXF1, 15u << 16 | 82);
    b.activate(diep(1, CTL));
    b.enable_in(1, 64, 1);
    CHECK(b.count("VB-OTG-014") == 1);
}

TEST_CASE("A SETUP without room in the receive FIFO is not answered") {
    ConnectedOtg b;
    b.write(GRXFSIZ, 7);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack); // 6 of 7 words
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Nothing);
}

TEST_CASE("VB-OTG-020 to 022: status and words of the receive FIFO are taken in their order") {
    ConnectedOtg b;
    CHECK(b.read(GRXSTSP) == 0);
    CHECK(b.count("VB-OTG-021") == 1);
    b.core.setup(0, 0, kGetStatus);
    b.core.in(0, 0);
    CHECK(b.read(GRXSTSR) == (kSetupData << 17 | 8u << 4));
    CHECK(b.read(GRXSTSP) == (kSetupData << 17 | 8u << 4));
    CHECK(b.fifo() == 0x00000080);
    CHECK(b.read(GRXSTSP) == kSetupDone << 17);
    CHECK(b.count("VB-OTG-020") == 1);
    b.fifo();
    CHECK(b.count("VB-OTG-022") == 1);
}

TEST_CASE("VB-OTG-023 to 025: a transmit FIFO takes words of an enabled endpoint, and no more than fit") {
    ConnectedOtg b;
    b.fifo(0, 1);
    CHECK(b.count("VB-OTG-023") == 1);
    b.take_setup();
    b.enable_in(0, 5, 1);
    CHECK(b.read(diep(0, DTXFSTS)) == 16);
    b.fifo(0, 1);
    CHECK((b.read(diep(0, TSIZ)) & 0x7F) == 1);
    b.fifo(0, 2);
    CHECK((b.read(diep(0, TSIZ)) & 0x7F) == 0);
    CHECK(b.read(diep(0, DTXFSTS)) == 14);
    b.fifo(0, 3);
    CHECK(b.count("VB-OTG-024") == 1);
    b.windows.write(0, 1, 3, Master::Core);
    CHECK(b.count("VB-OTG-025") == 1);
    b.windows.read(kRam, 4, Master::Core);
    CHECK(b.count("VB-OTG-092") == 1);
}

TEST_CASE("Writing a full transmit FIFO loses the word") {
    ConnectedOtg b;
    b.write(DIEPTXF1, 16u << 16 | 82);
    b.activate(diep(1, CTL));
    b.enable_in(1, 128, 2);
    for (unsigned n = 0; n < 16; ++n) b.fifo(1, n);
    CHECK(b.clean());
    b.fifo(1, 16);
    CHECK(b.count("VB-OTG-024") == 1);
    CHECK((b.read(diep(1, TSIZ)) & 0x7FFFF) == 64);
}

TEST_CASE("Flushing empties the FIFO that TXFNUM names, or all") {
    ConnectedOtg b;
    b.write(DIEPTXF1, 16u << 16 | 82);
    b.activate(diep(1, CTL));
    b.enable_in(1, 64, 1);
    b.fifo(1, 1);
    b.write(GRSTCTL, TXFFLSH);
    CHECK(b.read(diep(1, DTXFSTS)) == 15);
    b.write(GRSTCTL, TXFFLSH | 1u << 6);
    CHECK(b.read(diep(1, DTXFSTS)) == 16);
    b.core.setup(0, 0, kGetStatus);
    CHECK(b.read(GINTSTS) & RXFLVL);
    b.write(GRSTCTL, RXFFLSH);
    CHECK(!(b.read(GINTSTS) & RXFLVL));
}

TEST_CASE("FIFOs of a core whose clock is off are not there") {
    ConnectedOtg b;
    b.windows.gate([&b] { return b.clocked; });
    b.clocked = false;
    b.fifo(0, 1);
    CHECK(b.count("VB-RCC-001") == 1);
}
