#include "ip/gpio.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/ip/bench.hpp"

#include <vector>

using namespace vb;
using namespace vb::test;

namespace {
constexpr std::uint32_t kModer = 0x00, kOtyper = 0x04, kPupdr = 0x0C, kIdr = 0x10, kOdr = 0x14, kBsrr = 0x18,
                        kLckr = 0x1C, kAfrh = 0x24, kBrr = 0x28;
struct GpioBench : RegisterBench {
    Gpio gpio{'D', violations};
    void mode(unsigned pin, unsigned value) { change(gpio, kModer, 3u << 2 * pin, value << 2 * pin); }
};
} // namespace

TEST_CASE("Ports start analog, except for the debug pins of A and B") {
    RegisterBench b;
    REQUIRE(get(*std::make_unique<Gpio>('A', b.violations), kModer) == 0xABFFFFFF);
    REQUIRE(get(*std::make_unique<Gpio>('B', b.violations), kModer) == 0xFFFFFEBF);
    REQUIRE(get(*std::make_unique<Gpio>('N', b.violations), kModer) == 0xFFFFFFFF);
    REQUIRE(get(*std::make_unique<Gpio>('A', b.violations), kPupdr) == 0x64000000);
}

TEST_CASE("BSRR and BRR drive an output, and every level change is observed") {
    GpioBench b;
    std::vector<bool> seen;
    b.gpio.on_output([&](unsigned pin, bool level) {
        REQUIRE(pin == 10);
        seen.push_back(level);
    });
    put(b.gpio, kBsrr, 1u << 10);
    REQUIRE(seen.empty()); // still analog
    b.mode(10, 1);
    put(b.gpio, kBsrr, 1u << 26);
    put(b.gpio, kBsrr, 1u << 26 | 1u << 10); // set wins
    put(b.gpio, kBrr, 1u << 10);
    put(b.gpio, kBrr, 1u << 10);
    REQUIRE(seen == std::vector<bool>{true, false, true, false});
    REQUIRE(b.clean());
}

TEST_CASE("IDR follows what drives the pin, then the pull") {
    GpioBench b;
    REQUIRE(get(b.gpio, kIdr) == 0);
    b.gpio.drive_externally(13, true);
    REQUIRE(get(b.gpio, kIdr) == 0); // analog reads 0
    b.mode(13, 0);
    REQUIRE(get(b.gpio, kIdr) == 1u << 13);
    b.gpio.drive_externally(13, false);
    REQUIRE(get(b.gpio, kIdr) == 0);
    b.gpio.drive_externally(13, std::nullopt);
    change(b.gpio, kPupdr, 0, 1u << 26);
    REQUIRE(get(b.gpio, kIdr) == 1u << 13);
}

TEST_CASE("An open-drain output releases the line when it is high") {
    GpioBench b;
    b.mode(3, 1);
    change(b.gpio, kOtyper, 0, 8);
    put(b.gpio, kOdr, 8);
    REQUIRE(get(b.gpio, kIdr) == 0);
    b.gpio.drive_externally(3, true);
    REQUIRE(get(b.gpio, kIdr) == 8);
    put(b.gpio, kOdr, 0);
    REQUIRE(get(b.gpio, kIdr) == 0);
}

TEST_CASE("Pads show mode, alternate function, speed and pull to the other blocks") {
    GpioBench b;
    GpioPads pads;
    pads.add('D', b.gpio);
    b.mode(8, 2);
    change(b.gpio, kAfrh, 0xF, 7);
    put(b.gpio, 0x08, 3u << 16);
    change(b.gpio, kPupdr, 0, 1u << 16);
    PadState p = pads.pad('D', 8);
    REQUIRE(p.mode == 2);
    REQUIRE(p.af == 7);
    REQUIRE(p.speed == 3);
    REQUIRE(p.pull == 1);
    REQUIRE(pads.pad('I', 0).mode == 3);
}

TEST_CASE("VB-GPIO-001: locked pins keep their configuration until reset") {
    GpioBench b;
    b.mode(2, 1);
    put(b.gpio, kLckr, 0x10004);
    put(b.gpio, kLckr, 0x00004);
    put(b.gpio, kLckr, 0x10004);
    REQUIRE(get(b.gpio, kLckr) == 0x10004);
    b.mode(2, 0);
    REQUIRE(b.gpio.pad(2).mode == 1);
    b.mode(3, 0);
    REQUIRE(b.gpio.pad(3).mode == 0);
    put(b.gpio, kBsrr, 4);
    REQUIRE(b.gpio.pad(2).output);
    REQUIRE(b.count("VB-GPIO-001") == 1);
    b.gpio.reset();
    b.mode(2, 0);
    REQUIRE(b.gpio.pad(2).mode == 0);
}

TEST_CASE("A broken lock sequence locks nothing") {
    GpioBench b;
    put(b.gpio, kLckr, 0x10004);
    put(b.gpio, kLckr, 0x00008);
    put(b.gpio, kLckr, 0x10004);
    REQUIRE_FALSE(get(b.gpio, kLckr) & 0x10000);
}

TEST_CASE("Whoever looks at a port's pads is told of every store and reset") {
    GpioBench b;
    unsigned told = 0;
    b.gpio.on_change([&] { ++told; });
    put(b.gpio, kPupdr, 1); // no level of ours changes
    REQUIRE(told == 1);
    b.gpio.reset();
    REQUIRE(told == 2);
}
