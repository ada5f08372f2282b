#include "flash-library/devices/stm32h74x/flash-port.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32h74x/weact-facts.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::stm32h74x;

namespace {
constexpr FlashClock kAgentClock = agent_flash_clock(kWeAct, kWeActFlash);
static_assert(flash_port_ops(kWeAct, kWeActFlash, kAgentClock).count > 0);

FlashFacts at(std::uint32_t clock_hz, std::uint32_t supply_mv = 3300) {
    FlashFacts flash = kWeActFlash;
    flash.clock_hz = clock_hz;
    flash.supply_mv = supply_mv;
    return flash;
}

std::size_t first(const RegisterOps& ops, std::uint32_t address, std::uint32_t mask) {
    std::size_t i = 0;
    while (i < ops.count && (ops.ops[i].address != address || (ops.ops[i].mask & mask) == 0)) ++i;
    return i;
}
} // namespace

// Addresses and bits below are typed from the manual's and ST's pin data, not from the library's headers.
TEST_CASE("the WeAct's six pins carry QUADSPI with their own alternate functions, fast, NCS pulled up") {
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(flash_port_ops(kWeAct, kWeActFlash, kAgentClock)));
    CHECK(r[0x580244E0] == ((1u << 1) | (1u << 3) | (1u << 4))); // AHB4ENR: GPIOB, D, E
    CHECK(r[0x58020420] == 0x0A000900);                          // PB2 AF9, PB6 AF10
    CHECK(r[0x58020400] == 0xFFFFEEAF);                          // PB2, PB6: alternate function
    CHECK(r[0x58020408] == 0x000030F0);                          // very high; PB3 as before
    CHECK(r[0x5802040C] == 0x00001100);                          // PB6 up; PB4 as before
    CHECK(r[0x58020C24] == 0x00999000);                          // PD11..13 AF9
    CHECK(r[0x58020C00] == 0xFABFFFFF);
    CHECK(r[0x58020C08] == 0x0FC00000);
    CHECK(r[0x58021020] == 0x00000900); // PE2 AF9
    CHECK(r[0x58021000] == 0xFFFFFFEF);
}

TEST_CASE("QUADSPI of the H743 has its clock, HCLK3 as kernel clock, and has been reset") {
    RegisterFile r = h743_after_reset();
    r[0x5802444C] = 0x00000035; // an application: FMC from PLL1Q, QUADSPI from PER_CK
    const RegisterOps ops = flash_port_ops(kWeAct, kWeActFlash, kAgentClock);
    REQUIRE(r.run(ops));
    CHECK(r[0x580244D4] == 1u << 14);
    CHECK(r[0x5802444C] == 0x5); // what is FMC's stays
    CHECK(r[0x5802447C] == 0);   // reset released
    CHECK(first(ops, 0x580244D4, 1u << 14) < first(ops, 0x5802444C, 0x30));
    CHECK(first(ops, 0x5802444C, 0x30) < first(ops, 0x5802447C, 1u << 14));
    CHECK(std::count(r.written.begin(), r.written.end(), 0x5802447Cu) == 2); // set and released
}

TEST_CASE("no pin of the H743 drives before it has its alternate function") {
    const RegisterOps ops = flash_port_ops(kWeAct, kWeActFlash, kAgentClock);
    for (const std::uint32_t port : {0x58020400u, 0x58020C00u, 0x58021000u})
        for (const std::uint32_t offset : {0x08u, 0x0Cu, 0x20u, 0x24u}) {
            const std::size_t at = first(ops, port + offset, 0xFFFFFFFF);
            if (at < ops.count) CHECK(at < first(ops, port, 0xFFFFFFFF));
        }
}

TEST_CASE("the agent runs the H743's flash from HCLK3, without a division where the board allows it") {
    CHECK(kAgentClock.source == KernelSource::Bus);
    CHECK(kAgentClock.kernel_hz == 100'000'000);
    CHECK(kAgentClock.spi_hz <= 16'000'000);
    CHECK(kAgentClock.hz == 100'000'000);
    const FlashClock slow = agent_flash_clock(kWeAct, at(20'000'000));
    CHECK(slow.prescaler == 4); // an odd division, too: QUADSPI's clock need not be symmetric in SDR
    CHECK(agent_flash_clock(kWeAct, at(8'000'000)).spi_hz <= 8'000'000);
}

TEST_CASE("the firmware runs the H743's flash from HCLK3, at most as fast as board and pads allow") {
    const FlashClock c = firmware_flash_clock(kWeAct, kWeActFlash, true);
    CHECK(c.kernel_hz == 200'000'000);
    CHECK(c.hz == 100'000'000);
    CHECK(c.spi_hz == 50'000'000);
    BoardFacts fast = kWeAct;
    fast.core_clock = 480'000'000;
    CHECK(firmware_flash_clock(fast, at(133'000'000), true).hz == 120'000'000);
    CHECK(firmware_flash_clock(fast, at(133'000'000, 1800), true).hz == 80'000'000); // 100 MHz at most
    CHECK(firmware_flash_clock(fast, at(30'000'000), true).spi_hz == 30'000'000);
}

TEST_CASE("nothing has to be granted for the H743's flash clock") {
    CHECK_FALSE(speed_grant(kWeActFlash).needed());
    CHECK(speed_grant(kWeActFlash).without_hz == 133'000'000);
}

TEST_CASE("revision Y of the H743 gets its AXI SRAM mended, later ones are left alone") {
    RegisterFile r;
    REQUIRE(r.run(errata_ops(0x10036450)));
    CHECK(r[0x51008108] == 1);
    CHECK(errata_ops(0x20036450).count == 0);
}

TEST_CASE("a chip on bank 2 of the H743's QUADSPI uses the second chip select") {
    FlashFacts flash = kWeActFlash;
    flash.pins = {{{'B', 2}, {'C', 11}, {}, {'E', 7}, {'E', 8}, {'E', 9}, {'E', 10}}};
    CHECK(kPins.port_of(flash) == 2);
    CHECK(kPins.chip_select(flash) == 1);
    CHECK(kPins.chip_select(kWeActFlash) == 0);
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(flash_port_ops(kWeAct, flash, kAgentClock)));
    CHECK(r[0x58021020] == 0xA0000000); // PE7 AF10
    CHECK(r[0x58021024] == 0x00000AAA); // PE8..10 AF10
    CHECK(r[0x58020824] == 0x00009000); // PC11 AF9
}
