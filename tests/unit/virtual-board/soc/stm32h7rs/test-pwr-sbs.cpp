#include "soc/stm32h7rs/pwr.hpp"
#include "soc/stm32h7rs/sbs.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kSr1 = 0x04, kCsr2 = 0x0C, kCsr4 = 0x14;
constexpr std::uint32_t kCccsr = 0x110, kCcswvalr = 0x118;
struct PwrBench : RegisterBench {
    Pwr pwr{timeline, violations};
    PwrBench() {
        pwr.power_on();
        pwr.reset();
    }
    void choose_ldo() {
        change(pwr, kCsr2, 0x1F, 0x02);
        pass(kPerMillisecond);
    }
};
struct SbsBench : RegisterBench {
    bool csi_on = true, csi = true, powered = true, loaded = true, option = true;
    Sbs sbs{timeline,
            violations,
            {[this] { return csi_on; }, [this] { return csi; }, [this](unsigned) { return powered; },
             [this](unsigned) { return loaded; }, [this](unsigned) { return option; }}};
    SbsBench() { sbs.reset(); }
};
} // namespace

TEST_CASE("PWR starts with the supply not chosen and VOS low") {
    PwrBench b;
    REQUIRE(get(b.pwr, kCsr2) == 6);
    REQUIRE(get(b.pwr, kCsr4) == 2);
    REQUIRE_FALSE(b.pwr.vos_high());
    REQUIRE_FALSE(b.pwr.port_powered(2));
}

TEST_CASE("Choosing the LDO makes the core voltage valid after a while") {
    PwrBench b;
    change(b.pwr, kCsr2, 0x1F, 0x02);
    REQUIRE_FALSE(get(b.pwr, kSr1) & 2);
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kSr1) & 2);
    REQUIRE(b.clean());
}

TEST_CASE("VB-PWR-001: the supply bits are write-once, also across a system reset") {
    PwrBench b;
    b.choose_ldo();
    b.pwr.reset();
    REQUIRE(get(b.pwr, kCsr2) == 2);
    change(b.pwr, kCsr2, 0x1F, 0x04);
    REQUIRE((get(b.pwr, kCsr2) & 0x1F) == 2);
    REQUIRE(b.count("VB-PWR-001") == 1);
    b.pwr.power_on();
    REQUIRE(get(b.pwr, kCsr2) == 6);
}

TEST_CASE("VB-PWR-002: a supply that the board is not wired for never gets valid") {
    PwrBench b;
    change(b.pwr, kCsr2, 0x1F, 0x04);
    b.pass(kPerSecond);
    REQUIRE_FALSE(get(b.pwr, kSr1) & 2);
    REQUIRE(b.count("VB-PWR-002") == 1);
}

TEST_CASE("VB-PWR-001: writing the choice once more is no fault") {
    PwrBench b;
    b.choose_ldo();
    b.choose_ldo();
    change(b.pwr, kCsr2, 0, 1u << 15); // by word, once the choice is made
    REQUIRE(b.pwr.port_powered(2));
    REQUIRE(b.clean());
}

TEST_CASE("VB-PWR-004: a word access that leaves the supply bits as they are locks them") {
    PwrBench b;
    change(b.pwr, kCsr2, 0, 1u << 15);
    REQUIRE(b.pwr.port_powered(2));
    REQUIRE(b.count("VB-PWR-004") == 1);
    b.choose_ldo();
    REQUIRE((get(b.pwr, kCsr2) & 0x1F) == 6);
    REQUIRE_FALSE(get(b.pwr, kSr1) & 2);
    REQUIRE(b.count("VB-PWR-001") == 1);
    b.pwr.reset();
    b.choose_ldo();
    REQUIRE_FALSE(get(b.pwr, kSr1) & 2);
    b.pwr.power_on();
    b.pwr.reset();
    b.choose_ldo();
    REQUIRE(get(b.pwr, kSr1) & 2);
}

TEST_CASE("VB-PWR-004: half of the word and the low byte lock, too, and combinations that are none") {
    PwrBench b;
    SECTION("half-word") { b.pwr.write(kCsr2, 2, 0x8006, Master::Debug); }
    SECTION("byte 0") { b.pwr.write(kCsr2, 1, 0x06, Master::Core); }
    SECTION("SMPS feeds the LDO at its low level") { b.pwr.write(kCsr2, 1, 0x0E, Master::Core); }
    SECTION("nothing") { b.pwr.write(kCsr2, 1, 0, Master::Core); }
    REQUIRE(b.count("VB-PWR-004") == 1);
    REQUIRE((get(b.pwr, kCsr2) & 0x1F) == 6);
    b.choose_ldo();
    REQUIRE_FALSE(get(b.pwr, kSr1) & 2);
}

TEST_CASE("The upper bytes of PWR_CSR2 can be written before and after the choice of the supply") {
    PwrBench b;
    b.pwr.write(kCsr2 + 1, 1, 0x80, Master::Core);
    b.pwr.write(kCsr2 + 2, 2, 0x0100, Master::Core); // USB33DEN
    REQUIRE(b.pwr.port_powered(2));
    b.choose_ldo();
    REQUIRE((get(b.pwr, kCsr2) & 0x0000801F) == 0x8002);
    REQUIRE(get(b.pwr, kSr1) & 2);
    b.pwr.write(kCsr2 + 1, 1, 0, Master::Core);
    REQUIRE_FALSE(b.pwr.port_powered(2));
    REQUIRE(b.clean());
}

TEST_CASE("A system reset while the supply settles does not lose it") {
    PwrBench b;
    change(b.pwr, kCsr2, 0x1F, 0x02);
    b.pwr.reset();
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kSr1) & 2);
    REQUIRE(b.clean());
}

TEST_CASE("VOS high is active when VOSRDY comes back") {
    PwrBench b;
    b.choose_ldo();
    change(b.pwr, kCsr4, 0, 1);
    REQUIRE_FALSE(get(b.pwr, kCsr4) & 2);
    REQUIRE_FALSE(b.pwr.vos_high());
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kCsr4) == 3);
    REQUIRE(b.pwr.vos_high());
    REQUIRE(get(b.pwr, kSr1) == 3);
    REQUIRE(b.clean());
}

TEST_CASE("VB-PWR-003: VOS is not to be changed before the supply is valid") {
    PwrBench b;
    change(b.pwr, kCsr4, 0, 1);
    REQUIRE(b.count("VB-PWR-003") == 1);
}

TEST_CASE("EN_XSPIM2 powers port 2 only, and a reset takes it away") {
    PwrBench b;
    b.choose_ldo();
    change(b.pwr, kCsr2, 0, 1u << 15);
    REQUIRE(b.pwr.port_powered(2));
    REQUIRE_FALSE(b.pwr.port_powered(1));
    b.pwr.reset();
    REQUIRE_FALSE(b.pwr.port_powered(2));
}

TEST_CASE("A compensation cell gets ready after settling") {
    SbsBench b;
    change(b.sbs, kCccsr, 0, 1u << 4);
    REQUIRE_FALSE(b.sbs.compensated(2));
    b.pass(kPerMillisecond);
    REQUIRE(get(b.sbs, kCccsr) == (1u << 4 | 1u << 10));
    REQUIRE(b.sbs.compensated(2));
    REQUIRE_FALSE(b.sbs.compensated(1));
    b.csi = false;
    b.sbs.update();
    REQUIRE_FALSE(b.sbs.compensated(2));
}

TEST_CASE("A cell of a port without supply or without a chip never gets ready") {
    SbsBench b;
    SECTION("no supply") { b.powered = false; }
    SECTION("no chip") { b.loaded = false; }
    change(b.sbs, kCccsr, 0, 1u << 4);
    b.pass(kPerSecond);
    REQUIRE_FALSE(b.sbs.compensated(2));
}

TEST_CASE("A cell may be enabled while CSI starts, and waits for it") {
    SbsBench b;
    b.csi = false;
    change(b.sbs, kCccsr, 0, 1u << 4);
    b.pass(kPerMillisecond);
    REQUIRE_FALSE(b.sbs.compensated(2));
    b.csi = true;
    b.sbs.update();
    b.pass(kPerSecond);
    REQUIRE(b.sbs.compensated(2));
    REQUIRE(b.clean());
}

TEST_CASE("VB-SBS-001: a cell needs the CSI") {
    SbsBench b;
    b.csi_on = b.csi = false;
    change(b.sbs, kCccsr, 0, 1u << 4);
    b.pass(kPerSecond);
    REQUIRE_FALSE(b.sbs.compensated(2));
    REQUIRE(b.count("VB-SBS-001") == 1);
}

TEST_CASE("CODESEL takes the code from CCSWVALR, and 0 there compensates nothing") {
    SbsBench b;
    change(b.sbs, kCccsr, 0, 1u << 5);
    REQUIRE_FALSE(b.sbs.compensated(2));
    change(b.sbs, kCcswvalr, 0, 0x00980000);
    REQUIRE(b.sbs.compensated(2));
}

TEST_CASE("IOHSLV acts only with its option bit") {
    SbsBench b;
    b.option = false;
    change(b.sbs, kCccsr, 0, 1u << 18);
    REQUIRE_FALSE(b.sbs.high_speed(2));
    b.option = true;
    REQUIRE(b.sbs.high_speed(2));
    REQUIRE(b.clean());
}

TEST_CASE("VB-SBS-002: IOHSLV in a 3.3 V domain may destroy the pads") {
    SbsBench b;
    change(b.sbs, kCccsr, 0, 1u << 16);
    REQUIRE(b.count("VB-SBS-002") == 1);
}
