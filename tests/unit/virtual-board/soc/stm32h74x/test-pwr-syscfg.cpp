#include "soc/stm32h74x/pwr.hpp"
#include "soc/stm32h74x/syscfg.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kCr1 = 0x00, kCsr1 = 0x04, kCr3 = 0x0C, kD3cr = 0x18;
constexpr std::uint32_t kCccsr = 0x20, kCcvr = 0x24, kCccr = 0x28, kPwrcr = 0x2C, kPkgr = 0x124;
constexpr std::uint32_t kReady = 1u << 13;

struct PwrBench : RegisterBench {
    stm32h74x::Pwr pwr{timeline, violations};
    bool csi_on = true, csi = true, option = true, overdrive = true;
    stm32h74x::Syscfg syscfg;
    explicit PwrBench(unsigned millivolts = 3300)
        : syscfg(timeline, violations,
                 {[this] { return csi_on; }, [this] { return csi; }, [this] { return option; },
                  [this] { return pwr.vos1_is_chosen(); }, [this](bool on) { pwr.set_overdrive(on); },
                  [this] { return overdrive; }, millivolts, 5}) {
        pwr.power_on();
        pwr.reset();
        syscfg.reset();
    }
    void choose_ldo() {
        change(pwr, kCr3, 7, 2);
        pass(kPerMillisecond);
    }
    void scale(unsigned code) {
        change(pwr, kD3cr, 0xC000, code << 14);
        pass(kPerMillisecond);
    }
};
} // namespace

TEST_CASE("H74x: PWR starts with the supply open, not valid, at VOS3") {
    PwrBench b;
    REQUIRE(get(b.pwr, kCr1) == 0xF000C000);
    REQUIRE(get(b.pwr, kCsr1) == 0x4000);
    REQUIRE(get(b.pwr, kCr3) == 6);
    REQUIRE(get(b.pwr, kD3cr) == 0x4000);
    REQUIRE(b.pwr.vos() == 3);
    REQUIRE_FALSE(b.pwr.backup_writable());
}

TEST_CASE("H74x: the LDO is chosen once; SCUEN falls, and ACTVOSRDY and VOSRDY come") {
    PwrBench b;
    change(b.pwr, kCr3, 7, 2);
    REQUIRE(get(b.pwr, kCr3) == 2);
    REQUIRE_FALSE(get(b.pwr, kCsr1) & kReady);
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kCsr1) & kReady);
    REQUIRE(get(b.pwr, kD3cr) & kReady);
    b.choose_ldo(); // the same once more is no fault
    REQUIRE(b.clean());
    b.pwr.reset();
    REQUIRE(get(b.pwr, kCr3) == 2);
    REQUIRE(get(b.pwr, kCsr1) & kReady);
}

TEST_CASE("VB-PWR-001 and VB-PWR-002 on the H74x: another supply later, and one that is not wired") {
    PwrBench b;
    SECTION("later") {
        b.choose_ldo();
        change(b.pwr, kCr3, 3, 1);
        REQUIRE(b.count("VB-PWR-001") == 1);
        REQUIRE(get(b.pwr, kCr3) == 2);
        b.pwr.power_on();
        REQUIRE(get(b.pwr, kCr3) == 6);
    }
    SECTION("bypass on a board with the LDO's capacitors") {
        change(b.pwr, kCr3, 7, 1);
        b.pass(kPerSecond);
        REQUIRE(b.count("VB-PWR-002") == 1);
        REQUIRE_FALSE(get(b.pwr, kCsr1) & kReady);
    }
}

TEST_CASE("VB-PWR-004 on the H74x: a first choice that is none locks the supply") {
    PwrBench b;
    change(b.pwr, kCr3, 7, 3);
    REQUIRE(b.count("VB-PWR-004") == 1);
    b.choose_ldo(); // LDOEN is what it has
    REQUIRE_FALSE(get(b.pwr, kCsr1) & kReady);
    b.pwr.write(kCr3 + 2, 1, 0, Master::Core); // the upper bytes have no part in it
    REQUIRE(b.count("VB-PWR-004") == 1);
}

TEST_CASE("VB-PWR-003 on the H74x: VOS waits for the supply") {
    PwrBench b;
    b.scale(3);
    REQUIRE(b.count("VB-PWR-003") == 1);
}

TEST_CASE("H74x: VOS1 is ready after a while, and VOS0 is ODEN on top of it") {
    PwrBench b;
    b.choose_ldo();
    change(b.pwr, kD3cr, 0xC000, 3u << 14);
    REQUIRE_FALSE(get(b.pwr, kD3cr) & kReady);
    REQUIRE(b.pwr.vos() == 3);
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kD3cr) == (0xC000 | kReady));
    REQUIRE(get(b.pwr, kCsr1) == (0xC000 | kReady));
    REQUIRE(b.pwr.vos() == 1);
    put(b.syscfg, kPwrcr, 1);
    REQUIRE_FALSE(get(b.pwr, kD3cr) & kReady);
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kD3cr) & kReady);
    REQUIRE(b.pwr.vos() == 0);
    put(b.syscfg, kPwrcr, 0);
    REQUIRE(b.pwr.vos() == 1); // at once
    b.pass(kPerMillisecond);
    b.scale(2);
    REQUIRE(b.pwr.vos() == 2);
    REQUIRE(b.clean());
    b.pwr.reset();
    REQUIRE(b.pwr.vos() == 3);
}

TEST_CASE("VB-H74-002 and VB-H74-003: VOS 0 is no code, and VOS1 is not left with ODEN set") {
    PwrBench b;
    b.choose_ldo();
    b.scale(3);
    b.scale(0);
    REQUIRE(b.count("VB-H74-002") == 1);
    REQUIRE(b.pwr.vos() == 1);
    put(b.syscfg, kPwrcr, 1);
    b.pass(kPerMillisecond);
    b.scale(2);
    REQUIRE(b.count("VB-H74-003") == 1);
}

TEST_CASE("H74x: VOS1 and ODEN at once, as ST's macro has it, are VOS0 after one wait") {
    PwrBench b;
    b.choose_ldo();
    change(b.pwr, kD3cr, 0xC000, 3u << 14);
    put(b.syscfg, kPwrcr, 1);
    REQUIRE_FALSE(get(b.pwr, kD3cr) & kReady);
    b.pass(kPerMillisecond);
    REQUIRE(get(b.pwr, kD3cr) & kReady);
    REQUIRE(b.pwr.vos() == 0);
    REQUIRE(b.clean());
}

TEST_CASE("VB-H74-004 and VB-H74-005: ODEN needs VOS1, and a revision that has VOS0") {
    PwrBench b;
    b.choose_ldo();
    SECTION("not at VOS1") {
        put(b.syscfg, kPwrcr, 1);
        REQUIRE(b.count("VB-H74-005") == 1);
    }
    SECTION("revision Y") {
        b.overdrive = false;
        b.scale(3);
        put(b.syscfg, kPwrcr, 1);
        b.pass(kPerMillisecond);
        REQUIRE(b.count("VB-H74-004") == 1);
        REQUIRE(b.pwr.vos() == 1);
    }
}

TEST_CASE("H74x: the compensation cell settles while CSI runs") {
    PwrBench b;
    put(b.syscfg, kCccsr, 1);
    REQUIRE_FALSE(b.syscfg.compensated());
    b.pass(kPerMillisecond);
    REQUIRE(b.syscfg.compensated());
    REQUIRE(get(b.syscfg, kCcvr) == 0x88);
    b.csi = false;
    b.syscfg.update();
    REQUIRE_FALSE(get(b.syscfg, kCccsr) & 1u << 8);
    put(b.syscfg, kCccr, 0x99);
    put(b.syscfg, kCccsr, 2); // the code is software's
    REQUIRE(b.syscfg.compensated());
    REQUIRE(b.clean());
}

TEST_CASE("H74x: the compensation cell may be enabled while CSI starts, and waits for it") {
    PwrBench b;
    b.csi = false;
    put(b.syscfg, kCccsr, 1);
    b.pass(kPerMillisecond);
    REQUIRE_FALSE(b.syscfg.compensated());
    b.csi = true;
    b.syscfg.update();
    b.pass(kPerMillisecond);
    REQUIRE(b.syscfg.compensated());
    REQUIRE(b.clean());
}

TEST_CASE("VB-H74-006: the compensation cell without CSI") {
    PwrBench b;
    b.csi_on = b.csi = false;
    put(b.syscfg, kCccsr, 1);
    b.pass(kPerSecond);
    REQUIRE(b.count("VB-H74-006") == 1);
    REQUIRE_FALSE(b.syscfg.compensated());
}

TEST_CASE("VB-H74-007: HSLV above 2.7 V, where its option lets it act") {
    PwrBench high, low(1800);
    high.option = false;
    put(high.syscfg, kCccsr, 1u << 16);
    REQUIRE_FALSE(high.syscfg.high_speed());
    REQUIRE(high.clean());
    put(high.syscfg, kCccsr, 0);
    high.option = true;
    put(high.syscfg, kCccsr, 1u << 16);
    REQUIRE(high.count("VB-H74-007") == 1);
    put(low.syscfg, kCccsr, 1u << 16);
    REQUIRE(low.syscfg.high_speed());
    REQUIRE(low.clean());
}

TEST_CASE("H74x: SYSCFG shows package and loaded options") {
    PwrBench b;
    stm32h74x::Syscfg::UserRegisters registers{};
    registers[0] = 0x00AA0000;
    registers[17] = 1;
    b.syscfg.set_user_registers(registers);
    b.syscfg.reset();
    REQUIRE(get(b.syscfg, kPkgr) == 5);
    REQUIRE(get(b.syscfg, 0x300) == 0x00AA0000);
    REQUIRE(get(b.syscfg, 0x344) == 1);
}
