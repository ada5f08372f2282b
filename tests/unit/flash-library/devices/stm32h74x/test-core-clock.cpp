#include "flash-library/devices/stm32h74x/core-clock.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/devices/stm32h74x/weact-facts.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::stm32h74x;

static_assert(core_hz(kWeAct) == 400'000'000);
static_assert(core_clock_ops(kWeAct).count > 0);

namespace {
constexpr BoardFacts at(std::uint32_t core_clock, std::uint32_t hse_hz = 25'000'000) {
    BoardFacts board = kWeAct;
    board.core_clock = core_clock;
    board.hse_hz = hse_hz;
    return board;
}

// The last write to an address, as an index into the list.
std::size_t last(const RegisterOps& ops, std::uint32_t address, std::uint32_t mask = 0xFFFFFFFF) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < ops.count; ++i)
        if (ops.ops[i].address == address && ops.ops[i].kind == RegisterOpKind::Modify &&
            (ops.ops[i].mask & mask) != 0)
            index = i;
    return index;
}
} // namespace

TEST_CASE("the H743's core runs at 400 MHz from HSE at VOS1 with AXI and APB halved") {
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(kWeAct)));
    CHECK((r[0x5802480C] & 7) == 2);                 // CR3: LDOEN, SCUEN written 0
    CHECK((r[0x58024818] & 0xC000) == 0xC000);       // D3CR: VOS1
    CHECK((r[0x5800042C] & 1) == 0);                 // no overdrive
    CHECK(r[0x52002000] == 0x24);                    // 4 wait states, WRHIGHFREQ 2
    CHECK((r[0x58024428] & 0x3F3) == 0x22);          // DIVM1 2, HSE
    CHECK((r[0x58024430] & 0xFFFF) == 0x023F);       // DIVN1 64, DIVP1 2
    CHECK((r[0x5802442C] & 0x7000F) == 0x1000C);     // RGE 3, VCO wide, integer; DIVP1EN alone
    CHECK((r[0x5802442C] & 0x1F80000) == 0x1F80000); // PLL2 and PLL3 as they were
    CHECK(r[0x58024418] == 0x48);                    // HPRE /2, D1PPRE /2, D1CPRE 1
    CHECK(r[0x5802441C] == 0x440);
    CHECK(r[0x58024420] == 0x40);
    CHECK((r[0x58024410] & 0x3F) == 0x1B); // PLL1P selected and in use
}

TEST_CASE("480 MHz on the H743 needs VOS0, which is VOS1 with overdrive") {
    static_assert(core_hz(at(480'000'000)) == 480'000'000);
    RegisterFile r = h743_after_reset();
    const RegisterOps ops = core_clock_ops(at(480'000'000));
    REQUIRE(r.run(ops));
    CHECK((r[0x58024818] & 0xC000) == 0xC000);
    CHECK((r[0x5800042C] & 1) == 1);
    CHECK((r[0x580244F4] & 2) == 2); // SYSCFG has its clock
    CHECK((r[0x58024428] & 0x3F3) == 0x52);
    CHECK((r[0x58024430] & 0xFFFF) == 0x02BF); // 5 MHz x 192 / 2
    CHECK(last(ops, 0x58024818) < last(ops, 0x5800042C));
}

TEST_CASE("overdrive that an application left goes before VOS is changed") {
    RegisterFile r = h743_after_reset();
    r[0x5800042C] = 1;
    const RegisterOps ops = core_clock_ops(kWeAct);
    REQUIRE(r.run(ops));
    CHECK(r[0x5800042C] == 0);
    CHECK(last(ops, 0x5800042C) < last(ops, 0x58024818));
}

TEST_CASE("voltage, wait states and prescalers of the H743 are in place before its core gets fast") {
    const RegisterOps ops = core_clock_ops(at(480'000'000));
    const std::size_t switched = last(ops, 0x58024410);
    for (const std::uint32_t address : {0x52002000u, 0x58024418u, 0x5802441Cu, 0x58024420u, 0x5800042Cu})
        CHECK(last(ops, address) < switched);
    CHECK(last(ops, 0x58024818) < last(ops, 0x58024400)); // VOS before PLL1
}

TEST_CASE("every core clock of the H743 keeps the limits of its PLL") {
    for (const std::uint32_t hse : {0u, 8'000'000u, 12'000'000u, 16'000'000u, 24'000'000u, 25'000'000u})
        for (const std::uint32_t limit :
             {64'000'000u, 120'000'000u, 240'000'000u, 400'000'000u, 480'000'000u}) {
            const PllSettings p = core_pll(at(limit, hse));
            INFO(hse << " -> " << limit << ": " << p.m << " " << p.n << " " << p.divider);
            REQUIRE(p.m != 0);
            CHECK(p.hz <= limit);
            CHECK(p.hz > limit - limit / 50);
            CHECK(p.divider % 2 == 0);
            const double reference = double(hse != 0 ? hse : 64'000'000) / p.m, vco = reference * p.n;
            CHECK((reference >= 2e6 && reference <= 16e6));
            CHECK((vco >= 192e6 && vco <= 960e6));
            CHECK((p.n >= 4 && p.n <= 512));
        }
}

TEST_CASE("a clock that is fed into HSE of the H743 is no crystal's") {
    BoardFacts board = kWeAct;
    board.hse_bypass = true;
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(board)));
    CHECK((r[0x58024400] >> 18 & 1) == 1);
    RegisterFile crystal = h743_after_reset();
    REQUIRE(crystal.run(core_clock_ops(kWeAct)));
    CHECK((crystal[0x58024400] >> 18 & 1) == 0);
}

TEST_CASE("an H743 without crystal runs its PLL from HSI") {
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(at(0, 0))));
    CHECK((r[0x58024428] & 3) == 0);
    CHECK((r[0x58024400] & (1u << 16)) == 0);
}

TEST_CASE("the clocks of the H743 begin with HSI, every prescaler 1 and seven wait states") {
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(at(480'000'000))));
    r.written.clear();
    REQUIRE(r.run(hsi_clock_ops()));
    CHECK((r[0x58024410] & 0x3F) == 0);
    CHECK(r[0x58024418] == 0);
    CHECK(r[0x5802441C] == 0);
    CHECK(r[0x58024420] == 0);
    CHECK(r[0x52002000] == 0x27);             // 7 wait states, WRHIGHFREQ 2
    CHECK((r[0x58024400] & (1u << 24)) != 0); // PLL1 runs on: kernel clocks may hang on it
    const auto first = [&](std::uint32_t a) { return std::find(r.written.begin(), r.written.end(), a); };
    CHECK(first(0x58024410) < first(0x58024418)); // slower before the prescalers go
    CHECK(r.written.front() == 0x52002000);
}

TEST_CASE("the agent's core on the H743 runs at 200 MHz from HSI, whatever an application left") {
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(at(480'000'000))));
    REQUIRE(r.run(agent_clock_ops()));
    CHECK((r[0x58024428] & 3) == 0); // HSI
    const std::uint32_t m = r[0x58024428] >> 4 & 63, n = (r[0x58024430] & 0x1FF) + 1;
    CHECK(64'000'000 / m * n / ((r[0x58024430] >> 9 & 0x7F) + 1) == 200'000'000);
    CHECK((r[0x58024418] & 0xF) == 8); // HCLK 100 MHz, the most at VOS3
    CHECK((r[0x58024410] & 0x3F) == 0x1B);
    CHECK(r[0x52002000] == 0x27);
}

TEST_CASE("the agent's clock list on the H743 never touches supply, VOS or overdrive") {
    for (const RegisterOp& op : agent_clock_ops()) {
        CHECK((op.address & ~0x3FFu) != 0x58024800);
        CHECK((op.address & ~0x3FFu) != 0x58000400);
    }
}

TEST_CASE("a bypassed regulator of the H743 has its own bits") {
    BoardFacts board = kWeAct;
    board.core_supply = CoreSupply::Bypass;
    RegisterFile r = h743_after_reset();
    REQUIRE(r.run(core_clock_ops(board)));
    CHECK((r[0x5802480C] & 7) == 1);
}

TEST_CASE("a crystal of the H743 that does not start stops the list at HSE") {
    RegisterFile r;
    r[0x58024400] = 0x25;
    r[0x58024818] = 0x6000;
    r[0x58024804] = 1u << 13;
    const RegisterOps ops = core_clock_ops(kWeAct);
    REQUIRE_FALSE(r.run(ops));
    CHECK(ops.steps[r.failed] == Step::Hse);
}

TEST_CASE("a divided HSI that feeds a PLL of the H743, and so cannot be changed, is told as such") {
    RegisterFile r = h743_after_reset();
    RegisterOps ops = hsi_clock_ops();
    for (std::size_t i = 0; i < ops.count; ++i) // the write to HSIDIV has no effect
        if (ops.ops[i].address == 0x58024400)
            ops.ops[i].mask &= ops.ops[i].kind == RegisterOpKind::Modify ? 1u : ~0u;
    r[0x58024400] |= 1u << 3; // HSIDIV /2
    REQUIRE_FALSE(r.run(ops));
    CHECK(ops.steps[r.failed] == Step::Hsi);
}
