#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/otg/otg-bench.hpp"

using namespace vb;
using namespace vb::otg;
using namespace vb::test;

namespace {
// What is wrong when firmware asks to be connected.
std::string complaint(OtgBench& b) {
    b.bring_up();
    if (b.core.pulls_up() != b.clean()) return "inconsistent";
    return b.clean() ? "" : b.violations.all().front().rule;
}
} // namespace

TEST_CASE("The OTG core pulls up when all that it needs is there, and tells the host") {
    OtgBench b;
    unsigned changes = 0;
    b.core.on_pull_up([&] { ++changes; });
    CHECK(!b.core.pulls_up());
    b.bring_up();
    CHECK(b.core.pulls_up());
    CHECK(changes == 1);
    b.set(DCTL, SDIS);
    CHECK(!b.core.pulls_up());
    CHECK(changes == 2);
    CHECK(b.clean());
}

TEST_CASE("VB-OTG-001: without its clock the core neither resets nor connects") {
    OtgBench b;
    b.clock = OtgTrouble{"VB-OTG-001", "no clock"};
    CHECK(complaint(b) == "VB-OTG-001");
    CHECK(b.read(GRSTCTL) & CSRST);
    b.clock.reset();
    CHECK(!(b.read(GRSTCTL) & CSRST));
    CHECK(b.read(GRSTCTL) & AHBIDL);
}

TEST_CASE("VB-OTG-002: without supply the core does not connect") {
    OtgBench b;
    b.supply = OtgTrouble{"VB-OTG-002", "no supply"};
    CHECK(complaint(b) == "VB-OTG-002");
}

TEST_CASE("A clock that stops while the device is connected takes it off the bus") {
    OtgBench b;
    b.bring_up();
    b.clock = OtgTrouble{"VB-OTG-001", "no clock"};
    b.core.inputs_changed();
    CHECK(!b.core.pulls_up());
    CHECK(b.count("VB-OTG-001") == 1);
}

TEST_CASE("VB-OTG-004 to 006: PHYSEL, PWRDWN and DSPD belong to the full-speed transceiver") {
    const auto without = [](std::uint32_t offset, std::uint32_t bits) {
        OtgBench b;
        b.bring_up();
        b.set(DCTL, SDIS);
        change(b.core, offset, bits, 0);
        change(b.core, DCTL, SDIS, 0);
        CHECK(!b.core.pulls_up());
        return b.violations.all().empty() ? "" : b.violations.all().back().rule;
    };
    CHECK(without(GUSBCFG, PHYSEL) == "VB-OTG-004");
    CHECK(without(GCCFG, PWRDWN) == "VB-OTG-005");
    CHECK(without(DCFG, 1) == "VB-OTG-006");
}

TEST_CASE("VB-OTG-007: VBUS is overridden or seen on its pin") {
    OtgBench b;
    b.bring_up();
    b.set(DCTL, SDIS);
    change(b.core, GOTGCTL, BVALOEN, 0);
    change(b.core, DCTL, SDIS, 0);
    CHECK(!b.core.pulls_up());
    CHECK(b.count("VB-OTG-007") == 1);
    CHECK(!(b.read(GOTGCTL) & BSVLD));
    b.vbus = true;
    b.set(GCCFG, VBDEN);
    CHECK(b.core.pulls_up());
    CHECK(b.read(GOTGCTL) & BSVLD);
    b.core.plug(false);
    CHECK(!b.core.pulls_up());
    CHECK(b.read(GOTGINT) == SEDET);
}

TEST_CASE("VB-OTG-007: the high-speed PHY takes its VBUS from GCCFG, not from GOTGCTL") {
    OtgBench b(h7rs_otg_hs());
    b.set(GOTGCTL, BVALOEN | BVALOVAL);
    change(b.core, DCTL, SDIS, 0);
    CHECK(b.count("VB-OTG-007") == 1);
    b.set(GCCFG, VBVALOVEN | VBVALOVAL);
    CHECK(b.core.pulls_up());
}

TEST_CASE("VB-OTG-008: a PHY whose clock firmware stopped while the bus runs does not answer") {
    OtgBench b;
    b.bring_up();
    b.bus_reset();
    b.set(PCGCCTL, STPPCLK);
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Nothing);
    CHECK(b.count("VB-OTG-008") == 1);
}

TEST_CASE("A bus reset starts a PHY's clock that was stopped in a suspend") {
    OtgBench b;
    b.bring_up();
    b.pass(4 * kPerMillisecond);
    CHECK(b.read(GINTSTS) & USBSUSP);
    b.set(PCGCCTL, STPPCLK);
    b.bus_reset();
    CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack);
    CHECK(b.clean());
}

TEST_CASE("A core that sleeps with the processor answers nothing") {
    OtgBench b;
    b.bring_up();
    b.bus_reset();
    b.sleep = OtgTrouble{"VB-OTG-009", "asleep"};
    CHECK(b.core.in(0, 0).answer == UsbAnswer::Nothing);
    CHECK(b.count("VB-OTG-009") == 1);
}

TEST_CASE("Three milliseconds of silence suspend the device, a frame is none, and a resume wakes it") {
    OtgBench b;
    b.bring_up();
    b.bus_reset();
    for (unsigned n = 0; n < 5; ++n) {
        b.pass(kPerMillisecond);
        b.core.start_of_frame(n);
    }
    CHECK(!(b.read(GINTSTS) & USBSUSP));
    CHECK((b.read(DSTS) >> 8 & 0x3FFF) == 4);
    b.pass(3 * kPerMillisecond);
    CHECK(b.read(GINTSTS) & USBSUSP);
    CHECK(b.read(DSTS) & 1);
    CHECK(b.line);
    b.core.resume();
    CHECK(b.read(GINTSTS) & WKUPINT);
    CHECK(!(b.read(DSTS) & 1));
}

TEST_CASE("A bus reset says USBRST at its beginning and ENUMDNE with the speed at its end") {
    OtgBench b;
    b.bring_up();
    b.core.start_reset();
    CHECK(b.read(GINTSTS) & USBRST);
    b.pass(50 * kPerMillisecond);
    CHECK(!(b.read(GINTSTS) & (ENUMDNE | USBSUSP)));
    CHECK(b.core.end_reset(true) == UsbSpeed::Full);
    CHECK(b.read(GINTSTS) & ENUMDNE);
    CHECK((b.read(DSTS) >> 1 & 3) == 3);
}

TEST_CASE("The high-speed PHY agrees on high speed unless DSPD forbids it or the host has none") {
    OtgBench b(h7rs_otg_hs());
    b.set(GCCFG, VBVALOVEN | VBVALOVAL);
    change(b.core, DCTL, SDIS, 0);
    b.core.plug(true);
    CHECK(b.core.end_reset(true) == UsbSpeed::High);
    CHECK((b.read(DSTS) >> 1 & 3) == 0);
    CHECK(b.core.end_reset(false) == UsbSpeed::Full);
    b.set(DCFG, 1);
    CHECK(b.core.end_reset(true) == UsbSpeed::Full);
    CHECK((b.read(DSTS) >> 1 & 3) == 1);
}

TEST_CASE("VB-OTG-040 and 041: the AHB clock is fast enough, and TRDT long enough for it") {
    const auto complaint = [](std::uint64_t ahb, unsigned trdt) -> std::string {
        OtgBench b;
        b.ahb = ahb;
        b.bring_up();
        change(b.core, GUSBCFG, 0xFu << kTrdtShift, trdt << kTrdtShift);
        b.bus_reset();
        CHECK(b.core.setup(0, 0, kGetStatus) == UsbAnswer::Ack);
        return b.clean() ? "" : b.violations.all().front().rule;
    };
    CHECK(complaint(32'000'000, 6).empty());
    CHECK(complaint(31'999'999, 6) == "VB-OTG-041");
    CHECK(complaint(14'200'000, 0xF).empty());
    CHECK(complaint(14'199'999, 0xF) == "VB-OTG-040");
}

TEST_CASE("A core reset leaves the PHY's choice, GCCFG, DSPD and SDIS, and clears the rest") {
    OtgBench b;
    b.bring_up();
    b.set(GRSTCTL, CSRST);
    CHECK(b.read(GUSBCFG) & PHYSEL);
    CHECK(!(b.read(GUSBCFG) & FDMOD));
    CHECK(b.read(GCCFG) & PWRDWN);
    CHECK((b.read(DCFG) & 3) == 3);
    CHECK(b.read(GINTMSK) == 0);
    CHECK(!b.core.pulls_up()); // VBUS is not overridden any more
}
