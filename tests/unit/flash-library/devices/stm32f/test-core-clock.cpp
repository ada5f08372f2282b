#include "flash-library/devices/stm32f/core-clock.hpp"
#include "flash-library/devices/stm32f40x/family.hpp"
#include "flash-library/devices/stm32f74x/family.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32f/f-boards.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::stm32f;

namespace {
constexpr const Line& kF4 = stm32f40x::kLine;
constexpr std::uint32_t kCr = 0x40023800, kPllcfgr = 0x40023804, kCfgr = 0x40023808, kPwrCr = 0x40007000,
                        kAcr = 0x40023C00;

// Core clock of what the registers say.
std::uint32_t running_hz(RegisterFile& r, std::uint32_t hse_hz) {
    if ((r[kCfgr] >> 2 & 3) != 2) return kHsiHz;
    const std::uint32_t pll = r[kPllcfgr];
    const std::uint32_t source = (pll >> 22 & 1) != 0 ? hse_hz : kHsiHz;
    return source / (pll & 0x3F) * (pll >> 6 & 0x1FF) / (2 * (pll >> 16 & 3) + 2);
}

std::size_t place(const RegisterOps& ops, RegisterOpKind kind, std::uint32_t address, std::uint32_t mask) {
    std::size_t i = 0;
    while (i < ops.count &&
           !(ops.ops[i].kind == kind && ops.ops[i].address == address && (ops.ops[i].mask & mask) != 0))
        ++i;
    return i;
}
} // namespace

TEST_CASE("the agent runs an F407 at 168 MHz from HSI, its buses at 42 and 84 MHz") {
    RegisterFile r = f_after_reset();
    r[kPwrCr] = 0x4000;
    REQUIRE(r.run(agent_clock_ops(kF4, r[kPwrCr])));
    CHECK(running_hz(r, 0) == 168'000'000);
    CHECK((r[kCfgr] & 0xFCF0) == (5u << 10 | 4u << 13));
    CHECK((r[kPllcfgr] >> 24 & 0xF) == 7);
    CHECK((r[kPllcfgr] >> 28) == 2); // PLLR stays
    CHECK(r[kAcr] == 7);
    CHECK(r[kPwrCr] == 0x4000);
}

TEST_CASE("the agent keeps to the voltage scale that an application left, and never writes it") {
    for (const auto& [line, vos, hz] :
         {std::tuple{&kF4, 0u, 144'000'000u}, std::tuple{&kLineF7, 0xC000u, 180'000'000u},
          std::tuple{&kLineF7, 0x8000u, 168'000'000u}, std::tuple{&kLineF7, 0x4000u, 144'000'000u}}) {
        RegisterFile r = f_after_reset();
        r[kPwrCr] = vos;
        REQUIRE(r.run(agent_clock_ops(*line, vos)));
        CHECK(running_hz(r, 0) == hz);
        CHECK(std::count(r.written.begin(), r.written.end(), kPwrCr) == 0);
    }
}

TEST_CASE("a loader sets the fastest voltage scale, between one PLL and the next") {
    for (const auto& [line, left, hz] :
         {std::tuple{&kF4, 0u, 168'000'000u}, std::tuple{&kLineF7, 0x4000u, 180'000'000u}}) {
        RegisterFile r = f_after_reset();
        r[kPwrCr] = left;
        const RegisterOps ops = loader_clock_ops(*line);
        REQUIRE(r.run(ops));
        CHECK(running_hz(r, 0) == hz);
        CHECK((r[kPwrCr] & line->vos_mask) == line->scales[0].vos);
        const std::size_t scale = place(ops, RegisterOpKind::Modify, kPwrCr, line->vos_mask);
        CHECK(place(ops, RegisterOpKind::Modify, kCr, 1u << 24) < scale); // PLLON, off
        CHECK(scale < place(ops, RegisterOpKind::Modify, kPllcfgr, 0x3F));
    }
}

TEST_CASE("a PLL that runs the core is left and stopped before it is set up again") {
    RegisterFile r = f_after_reset();
    r[kCr] = 0x3F030083; // HSE and every PLL
    r[kCfgr] = 0x940A;   // the core on the PLL
    r[kPllcfgr] = 0x29406C19;
    const RegisterOps ops = agent_clock_ops(kLineF7, 0xC000);
    const std::size_t left = place(ops, RegisterOpKind::Wait, kCfgr, 0xC),
                      stopped = place(ops, RegisterOpKind::Wait, kCr, 1u << 25),
                      set_up = place(ops, RegisterOpKind::Modify, kPllcfgr, 0x3F);
    CHECK(left < place(ops, RegisterOpKind::Modify, kCr, 1u << 24));
    CHECK(stopped < set_up);
    CHECK(ops.ops[stopped].mask == (1u << 25 | 1u << 27 | 1u << 29)); // they share source and PLLM
    CHECK(ops.ops[stopped].value == 0);
    REQUIRE(r.run(ops));
    CHECK(running_hz(r, 0) == 180'000'000);
}

TEST_CASE("wait states rise before the clock does, and no copy of the flash stays in a cache") {
    RegisterFile r = f_after_reset();
    r[kAcr] = 0x705;
    const RegisterOps ops = agent_clock_ops(kF4, 0x4000);
    CHECK(place(ops, RegisterOpKind::Wait, kAcr, 7) < place(ops, RegisterOpKind::Modify, kCfgr, 3));
    std::vector<std::uint32_t> acr;
    for (std::size_t i = 0; i < ops.count; ++i) {
        RegisterOps one;
        one.add(ops.steps[i], ops.ops[i]);
        REQUIRE(r.run(one));
        if (acr.empty() || acr.back() != r[kAcr]) acr.push_back(r[kAcr]);
    }
    CHECK(acr == std::vector<std::uint32_t>{0x707, 0x007, 0x1807, 0x007});
}

TEST_CASE("firmware runs an F407 at 168 MHz from its crystal, with the wait states of its supply") {
    RegisterFile r = f_after_reset();
    REQUIRE(r.run(core_clock_ops(kF4, kF407)));
    CHECK(running_hz(r, 8'000'000) == 168'000'000);
    CHECK((r[kPllcfgr] >> 22 & 1) == 1);
    CHECK((r[kCr] & 1u << 18) == 0);
    CHECK(r[kPwrCr] == 0x4000);
    CHECK((r[kAcr] & 0xF) == 5);
    BoardFacts low = kF407;
    low.flashes[0].supply_mv = 2'200;
    REQUIRE(r.run(core_clock_ops(kF4, low)));
    CHECK((r[kAcr] & 0xF) == 7);
}

TEST_CASE("firmware runs an F7 at 216 MHz with over-drive, switched on while the PLL starts") {
    RegisterFile r = f_after_reset();
    const RegisterOps ops = core_clock_ops(kLineF7, kDisco);
    REQUIRE(r.run(ops));
    CHECK(running_hz(r, 25'000'000) == 216'000'000);
    CHECK(r[kPwrCr] == 0x3C000);
    CHECK((r[kAcr] & 0xF) == 7);
    CHECK((r[kCfgr] & 0xFCF0) == (5u << 10 | 4u << 13));
    const std::size_t scale = place(ops, RegisterOpKind::Modify, kPwrCr, 3u << 14),
                      stopped = place(ops, RegisterOpKind::Wait, kCr, 1u << 25),
                      od = place(ops, RegisterOpKind::Modify, kPwrCr, 1u << 16),
                      odsw = place(ops, RegisterOpKind::Modify, kPwrCr, 1u << 17),
                      to_pll = place(ops, RegisterOpKind::Modify, kCfgr, 0xFCF0);
    CHECK(stopped < scale);
    CHECK(scale < od);
    CHECK(od < odsw);
    CHECK(odsw < to_pll);
}

TEST_CASE("below the clock that needs over-drive there is none, and a clock that is fed in is no crystal's") {
    RegisterFile r = f_after_reset();
    BoardFacts board = kNucleoF767;
    board.core_clock = 180'000'000;
    REQUIRE(r.run(core_clock_ops(kLineF7, board)));
    CHECK(running_hz(r, 8'000'000) == 180'000'000);
    CHECK(r[kPwrCr] == 0xC000);
    CHECK((r[kCr] & 1u << 18) != 0);
    const RegisterOps ops = core_clock_ops(kLineF7, board);
    CHECK(place(ops, RegisterOpKind::Modify, kCr, 1u << 18) <
          place(ops, RegisterOpKind::Modify, kCr, 1u << 16));
}

TEST_CASE(
    "every crystal from 4 to 26 MHz brings an F4 and an F7 to their highest clock, within the PLL's limits") {
    for (std::uint32_t mhz = 4; mhz <= 26; ++mhz)
        for (const std::uint32_t core : {168'000'000u, 216'000'000u}) {
            INFO(mhz << " MHz to " << core);
            const PllSettings pll = core_pll(mhz * 1'000'000, core);
            CHECK(pll.hz == core);
            const std::uint32_t reference = mhz * 1'000'000 / pll.m;
            CHECK((reference >= 950'000 && reference <= 2'100'000));
            CHECK((pll.n >= 50 && pll.n <= 432));
            CHECK((pll.divider == 2 || pll.divider == 4 || pll.divider == 6 || pll.divider == 8));
        }
}
