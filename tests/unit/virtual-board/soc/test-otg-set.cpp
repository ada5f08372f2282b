// The OTG cores in their microcontrollers: what RCC, PWR and the pads give them.
#include "ip/otg/otg-registers.hpp"
#include "soc/otg-set.hpp"
#include "soc/soc-list.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/soc/soc-probe.hpp"

using namespace vb;
using namespace vb::otg;
using namespace vb::test;

namespace {
constexpr std::uint32_t kRcc = 0x58024400, kGpioA = 0x58020000, kGpioM = 0x58023000, kPwrUsb = 0x5802480F;
constexpr std::uint32_t kOtg1 = 0x40040000, kOtg2 = 0x40080000;
constexpr std::array<std::uint8_t, 8> kGetStatus = {0x80, 0, 0, 0, 0, 0, 2, 0};
// MSP, reset vector, then WFI for ever.
constexpr std::uint8_t kSleeps[] = {0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0x30, 0xbf, 0xfd, 0xe7};

struct OtgSocBench {
    Timeline timeline;
    std::unique_ptr<Soc> soc;
    std::unique_ptr<SocProbe> probe;
    UsbPort* port = nullptr;
    std::uint32_t base = 0;

    explicit OtgSocBench(const std::string& part) {
        SocWiring wiring;
        wiring.clocks.hse_hz = 24'000'000;
        soc = make_soc(part, timeline, wiring);
        std::copy(std::begin(kSleeps), std::end(kSleeps), soc->internal_flash().bytes.begin());
        soc->power_on();
        probe = std::make_unique<SocProbe>(*soc);
    }
    void set(std::uint32_t address, std::uint32_t bits) {
        probe->store(address, probe->load(address).value_or(0) | bits);
    }
    void clear(std::uint32_t address, std::uint32_t bits) {
        probe->store(address, probe->load(address).value_or(0) & ~bits);
    }
    void pass(Picoseconds time) { soc->machine().run_until(timeline.now() + time); }
    // The core's own part; then it asks to be connected.
    void connect(bool full_speed = true) {
        if (full_speed) {
            set(base + GUSBCFG, PHYSEL);
            set(base + GCCFG, PWRDWN);
            set(base + GOTGCTL, BVALOEN | BVALOVAL);
            set(base + DCFG, 3);
        } else {
            set(base + GCCFG, VBVALOVEN | VBVALOVAL);
        }
        clear(base + DCTL, SDIS);
    }
    std::string last_rule() const {
        const auto& all = soc->violations().all();
        return all.empty() ? "" : all.back().rule;
    }
};

struct H743Bench : OtgSocBench {
    H743Bench() : OtgSocBench("STM32H743VI") {
        port = soc->usb_port("USB_OTG_FS");
        base = kOtg2;
    }
    void supply() { probe->store(kPwrUsb, 1, 1); }
    void clock(unsigned select = 3) {
        set(kRcc, 1u << 12);
        pass(kPerMillisecond);
        set(kRcc + 0xD8, 1u << 27);
        set(kRcc + 0x54, select << 20);
    }
    void pads(std::uint32_t af = 0xAA) {
        set(kRcc + 0xE0, 1);
        clear(kGpioA, 5u << 22);
        set(kGpioA + 0x24, af << 12);
    }
};

struct H7rsBench : OtgSocBench {
    H7rsBench() : OtgSocBench("STM32H7S3L8") {
        probe->use(1); // the core behind AP1
        port = soc->usb_port("USB_OTG_HS");
        base = kOtg1;
    }
    void supply(std::uint32_t bits = 9) { probe->store(kPwrUsb, bits, 1); }
    void clock(std::uint32_t enabled = 3u << 25) {
        set(kRcc, 1u << 16);
        pass(5 * kPerMillisecond);
        set(kRcc + 0x138, enabled);
    }
};
} // namespace

TEST_CASE("H743: OTG_FS connects with HSI48, USB33DEN and its pads, and interrupts on line 101") {
    H743Bench b;
    REQUIRE(b.port);
    REQUIRE(b.soc->usb_port("USB_OTG_HS"));
    REQUIRE_FALSE(b.soc->usb_port("USB_OTG"));
    b.supply();
    b.clock();
    b.pads();
    b.connect();
    CHECK(b.port->pulls_up());
    CHECK(b.last_rule().empty());
    b.set(b.base + GINTMSK, USBRST);
    b.set(b.base + GAHBCFG, GINT);
    b.port->start_reset();
    CHECK(*b.probe->load(0xE000E200 + 4 * (101 / 32)) >> 101 % 32 & 1);
}

TEST_CASE("H743: a clock that is none of 48 MHz, no supply and foreign pads are told apart") {
    SECTION("VB-OTG-001") {
        H743Bench b;
        b.supply();
        b.clock(1); // PLL1Q, which does not run
        b.pads();
        b.connect();
        CHECK(b.last_rule() == "VB-OTG-001");
        CHECK(!b.port->pulls_up());
    }
    SECTION("VB-OTG-002") {
        H743Bench b;
        b.clock();
        b.pads();
        b.connect();
        CHECK(b.last_rule() == "VB-OTG-002");
        b.supply();
        CHECK(b.port->pulls_up());
    }
    SECTION("VB-OTG-003") {
        H743Bench b;
        b.supply();
        b.clock();
        b.pads(0xA7);
        b.connect();
        CHECK(b.last_rule() == "VB-OTG-003");
        b.set(kGpioA + 0x24, 0xAA << 12);
        CHECK(!b.port->pulls_up()); // 0xF of PA11 by or
        b.clear(kGpioA + 0x24, 0x05 << 12);
        CHECK(b.port->pulls_up());
    }
}

TEST_CASE("H743: a register of a core whose clock is off reads 0, and is told") {
    H743Bench b;
    CHECK(b.probe->load(b.base + GSNPSID) == 0);
    CHECK(b.last_rule() == "VB-RCC-001");
}

TEST_CASE("H743: in the processor's sleep the core answers unless it waits for a ULPI's clock") {
    for (const bool ulpi : {false, true}) {
        H743Bench b;
        b.supply();
        b.clock();
        b.pads();
        b.connect();
        if (!ulpi) b.clear(kRcc + 0x100, 1u << 28);
        b.probe->store(0xE000EDF0, 0xA05F0000); // no debugger keeps it awake
        b.pass(kPerMillisecond);
        REQUIRE(b.soc->machine().core_state().mode == CoreMode::sleeping);
        b.port->start_reset();
        b.port->end_reset(true);
        b.port->setup(0, 0, kGetStatus);
        CHECK((b.last_rule() == "VB-OTG-009") == ulpi);
    }
}

TEST_CASE("H7RS: OTG_HS connects with its PHY's clock, the right reference and both supplies") {
    H7rsBench b;
    REQUIRE(b.port);
    b.supply();
    b.clock();
    b.connect(false);
    CHECK(b.port->pulls_up());
    CHECK(b.port->end_reset(true) == UsbSpeed::High);
}

TEST_CASE("H7RS: a PHY without clock, of another reference, or without its regulator does not connect") {
    H7rsBench off;
    off.supply();
    off.clock(1u << 25);
    off.connect(false);
    CHECK(off.last_rule() == "VB-OTG-001");
    CHECK(!off.port->pulls_up());
    H7rsBench other;
    other.supply();
    other.clock();
    other.clear(kRcc + 0x4C, 0xF00);
    other.set(kRcc + 0x4C, 0x300); // 16 MHz
    other.connect(false);
    CHECK(other.last_rule() == "VB-OTG-001");
    H7rsBench bare;
    bare.supply(1);
    bare.clock();
    bare.connect(false);
    CHECK(bare.last_rule() == "VB-OTG-002");
}

TEST_CASE("H7RS: OTG_FS has six endpoints, HSI48 by reset, and PM11 and PM12") {
    H7rsBench b;
    b.port = b.soc->usb_port("USB_OTG_FS");
    b.base = kOtg2;
    b.supply(1);
    b.set(kRcc, 1u << 12);
    b.clock(1u << 27);
    b.set(kRcc + 0x140, 1u << 12);
    b.clear(kGpioM, 5u << 22);
    b.connect();
    CHECK(b.last_rule() == "VB-OTG-003");
    b.set(kGpioM + 0x24, 0xAA << 12);
    CHECK(b.port->pulls_up());
    CHECK(b.port->end_reset(true) == UsbSpeed::Full);
}

TEST_CASE("A microcontroller that loses its supply pulls no line up any more") {
    H743Bench b;
    b.supply();
    b.clock();
    b.pads();
    b.connect();
    REQUIRE(b.port->pulls_up());
    b.soc->lose_supply();
    CHECK(!b.port->pulls_up());
}

TEST_CASE("48 MHz is right to a quarter of a percent") {
    CHECK(is_48_mhz(48'000'000));
    CHECK(is_48_mhz(48'120'000));
    CHECK(is_48_mhz(47'880'000));
    CHECK(!is_48_mhz(48'120'001));
    CHECK(!is_48_mhz(47'879'999));
    CHECK(!is_48_mhz(0));
}
