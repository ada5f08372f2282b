#include "flash-library/devices/stm32h7rs/core-clock.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/bring-up/register-file.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"

#include <algorithm>

using namespace xspi;
using namespace xspi::stm32h7rs;

static_assert(core_hz(kNucleo) == 600'000'000);
static_assert(core_clock_ops(kNucleo).count > 0);

TEST_CASE("core_clock_ops brings the core to 600 MHz from HSE with AHB and APB halved") {
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(core_clock_ops(kNucleo)));
    CHECK((r[0x5802480C] & 0x1F) == 0x2);                      // LDO
    CHECK((r[0x58024814] & 0x3) == 0x3);                       // VOS high, ready
    CHECK(r[0x52002000] == 0x37);                              // 7 wait states, WRHIGHFREQ 3
    CHECK((r[0x58024428] & 0x3F3) == ((2u << 4) | 2));         // DIVM1 2, HSE
    CHECK((r[0x58024430] & 0xFFFF) == 49);                     // DIVN 50, DIVP 1
    CHECK((r[0x5802442C] & 0x3FF) == ((3u << 3) | (1u << 5))); // RGE 3, PLL1PEN
    CHECK(r[0x5802441C] == 8);
    CHECK(r[0x58024420] == 0x4444);
    CHECK((r[0x58024410] & 0x3F) == 0x1B); // PLL1P selected and in use
}

TEST_CASE("bus prescalers and wait states are in place before the core gets fast") {
    const RegisterOps ops = core_clock_ops(kNucleo);
    const auto last = [&](std::uint32_t address) {
        std::size_t index = 0;
        for (std::size_t i = 0; i < ops.count; ++i)
            if (ops.ops[i].address == address && ops.ops[i].kind == RegisterOpKind::Modify) index = i;
        return index;
    };
    const std::size_t switched = last(0x58024410);
    CHECK(last(0x52002000) < switched);
    CHECK(last(0x5802441C) < switched);
    CHECK(last(0x58024420) < switched);
    CHECK(last(0x58024814) < last(0x58024400)); // VOS before PLL1
}

TEST_CASE("a board without crystal runs its PLL from HSI") {
    BoardFacts board = kNucleo;
    board.hse_hz = 0;
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(core_clock_ops(board)));
    CHECK((r[0x58024428] & 3) == 0);
    CHECK((r[0x58024400] & (1u << 16)) == 0);
    const std::uint32_t m = (r[0x58024428] >> 4) & 63, n = (r[0x58024430] & 0x1FF) + 1;
    CHECK(64'000'000 / m * n == 600'000'000);
}

TEST_CASE("hsi_clock_ops slows a running application's clocks down before it takes prescalers away") {
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(core_clock_ops(kNucleo)));
    r.written.clear();
    REQUIRE(r.run(hsi_clock_ops()));
    CHECK((r[0x58024410] & 0x3F) == 0);
    CHECK(r[0x5802441C] == 0);
    CHECK(r[0x58024420] == 0);
    CHECK(r[0x52002000] == 0x13);
    CHECK((r[0x58024400] & (1u << 24)) != 0); // PLL1 runs on: kernel clocks may hang on it
    const auto at = [&](std::uint32_t a) { return std::find(r.written.begin(), r.written.end(), a); };
    CHECK(at(0x58024410) < at(0x5802441C));
    CHECK(r.written.back() == 0x52002000);
}

TEST_CASE("the agent's core runs at 300 MHz from HSI, whatever an application left") {
    RegisterFile r = h7s_after_reset();
    REQUIRE(r.run(core_clock_ops(kNucleo)));
    REQUIRE(r.run(agent_clock_ops()));
    CHECK((r[0x58024428] & 3) == 0); // HSI
    const std::uint32_t m = (r[0x58024428] >> 4) & 63, n = (r[0x58024430] & 0x1FF) + 1;
    CHECK(64'000'000 / m * n / ((r[0x58024430] >> 9 & 0x7F) + 1) == 300'000'000);
    CHECK(r[0x5802441C] == 8);             // HCLK 150 MHz
    CHECK(r[0x58024420] == 0x4444);        // PCLK 75 MHz
    CHECK((r[0x58024410] & 0x3F) == 0x1B); // PLL1P
    CHECK((r[0x52002000] & 0xF) >= 5);     // VOS low: 36 MHz of AHB clock for each wait state
}

TEST_CASE(
    "the PLLs' source moves only while all of them are off, and the flash's clock left its PLL before") {
    const RegisterOps ops = agent_clock_ops();
    const auto index = [&](auto is) { return std::find_if(ops.begin(), ops.end(), is) - ops.begin(); };
    const auto kernel = index([](const RegisterOp& op) { return op.address == 0x5802444C; });
    const auto off = index([](const RegisterOp& op) {
        return op.kind == RegisterOpKind::Wait && op.address == 0x58024400 && op.mask == 0x2A000000 &&
               op.value == 0;
    });
    const auto source = index([](const RegisterOp& op) { return op.address == 0x58024428; });
    CHECK(kernel < off);
    CHECK(off < source);
    CHECK(source < std::ptrdiff_t(ops.count));
}

TEST_CASE("the agent's clock list never touches the supply") {
    for (const RegisterOp& op : agent_clock_ops()) CHECK((op.address & ~0xFFu) != 0x58024800);
}

TEST_CASE("a missing crystal stops at HSE and says so") {
    RegisterFile r = h7s_after_reset();
    RegisterFile dead;
    dead[0x58024400] = 0x25;
    dead.follow(0x5802480C, 0x7, 0x58024804, 2);
    dead.follow(0x58024814, 1, 0x58024814, 2);
    const RegisterOps ops = core_clock_ops(kNucleo);
    REQUIRE_FALSE(dead.run(ops));
    CHECK(ops.steps[dead.failed] == Step::Hse);
    CHECK(ops.ops[dead.failed].timeout_us == 100'000);
}

TEST_CASE("each core supply has its own bits") {
    const auto bits = [](CoreSupply s) {
        BoardFacts board = kNucleo;
        board.core_supply = s;
        RegisterFile r = h7s_after_reset();
        REQUIRE(r.run(core_clock_ops(board)));
        return r[0x5802480C] & 0x1F;
    };
    CHECK(bits(CoreSupply::Ldo) == 0x02);
    CHECK(bits(CoreSupply::Smps) == 0x04);
    CHECK(bits(CoreSupply::SmpsThenLdo) == 0x16);
    CHECK(bits(CoreSupply::Bypass) == 0x01);
}
