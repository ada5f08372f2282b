// The core's clocks as data. STM32H742/743/750/753: from PLL1 200 MHz for the agent; 400 MHz at VOS1,
// which every silicon revision can, for the firmware, or up to 480 MHz at VOS0 (not revision Y) where the
// board's facts ask for it.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/pll.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

namespace xspi::stm32h74x {

inline constexpr std::uint32_t kHsiHz = 64'000'000;
inline constexpr std::uint32_t kAgentCoreHz = 200'000'000;   // VOS3, as after reset, and every other
inline constexpr std::uint32_t kCoreHzScale1 = 400'000'000;  // VOS1
inline constexpr std::uint32_t kCoreHzMaximum = 480'000'000; // VOS0

// Wide VCO range; 836 MHz is the highest of older documents, 960 MHz what ST's own 480 MHz projects use. ST
// never takes DIVP1 = 1, and odd ones are not allowed.
inline constexpr PllLimits kPllLimits{.reference_min_hz = 2'000'000,
                                      .reference_max_hz = 16'000'000,
                                      .vco_min_hz = 192'000'000,
                                      .vco_max_hz = 960'000'000,
                                      .n_min = 4,
                                      .n_max = 512,
                                      .divider_min = 2,
                                      .even_dividers = true};

constexpr std::uint32_t core_limit_hz(const BoardFacts& board) {
    return board.core_clock != 0 ? board.core_clock : kCoreHzScale1;
}
constexpr bool needs_scale0(const BoardFacts& board) { return core_limit_hz(board) > kCoreHzScale1; }

constexpr PllSettings core_pll(const BoardFacts& board) {
    constexpr std::uint32_t kHighestDivider = 128;
    const std::uint32_t source = board.hse_hz != 0 ? board.hse_hz : kHsiHz;
    return pll_for(kPllLimits, source, core_limit_hz(board), kHighestDivider);
}

// What core_clock_ops() makes of the CPU clock; 0: nothing that PLL1 can make. AXI and AHB run at half of it.
constexpr std::uint32_t core_hz(const BoardFacts& board) { return core_pll(board).hz; }

namespace core_clock_detail {

constexpr void wait_states(RegisterOps& ops, std::uint32_t latency, std::uint32_t delay) {
    constexpr std::uint32_t fields = FLASH_ACR_LATENCY | FLASH_ACR_WRHIGHFREQ;
    const std::uint32_t value = latency | delay << 4;
    ops.modify(Step::FlashLatency, FLASH_ACR, fields, value);
    ops.wait(Step::FlashLatency, FLASH_ACR, fields, value, kReadBackUs);
}

constexpr void switch_system_clock(RegisterOps& ops, std::uint32_t source) {
    ops.modify(Step::SystemClock, RCC_CFGR, RCC_CFGR_SW, source);
    ops.wait(Step::SystemClock, RCC_CFGR, RCC_CFGR_SWS, source << RCC_CFGR_SWS_Pos, kSwitchTimeoutUs);
}

constexpr void await_voltage(RegisterOps& ops) {
    ops.wait(Step::VoltageScaling, PWR_D3CR, PWR_D3CR_VOSRDY, PWR_D3CR_VOSRDY, kSupplyTimeoutUs);
}

// The first write of the supply bits since power-on counts, so only firmware that owns the board may choose
// (never the agent); the same again has no effect. VOS0 is VOS1 with overdrive, which has to go before VOS
// may change.
constexpr void supply(RegisterOps& ops, const BoardFacts& board) {
    const std::uint32_t bits = board.core_supply == CoreSupply::Bypass ? PWR_CR3_BYPASS : PWR_CR3_LDOEN;
    ops.modify(Step::CoreSupply, PWR_CR3, PWR_CR3_SUPPLY, bits);
    ops.wait(Step::CoreSupply, PWR_CSR1, PWR_CSR1_ACTVOSRDY, PWR_CSR1_ACTVOSRDY, kSupplyTimeoutUs);
    ops.enable_clock(RCC_APB4ENR, RCC_APB4ENR_SYSCFGEN);
    ops.modify(Step::VoltageScaling, SYSCFG_PWRCR, SYSCFG_PWRCR_ODEN, 0);
    await_voltage(ops);
    ops.modify(Step::VoltageScaling, PWR_D3CR, PWR_D3CR_VOS, PWR_D3CR_VOS_SCALE1);
    await_voltage(ops);
    if (!needs_scale0(board)) return;
    ops.modify(Step::VoltageScaling, SYSCFG_PWRCR, SYSCFG_PWRCR_ODEN, SYSCFG_PWRCR_ODEN);
    await_voltage(ops);
}

// Off.
constexpr void configure_pll1(RegisterOps& ops, const PllSettings& pll, std::uint32_t source) {
    ops.modify(Step::Pll1, RCC_PLLCKSELR, RCC_PLLCKSELR_PLLSRC | RCC_PLLCKSELR_DIVM1,
               source | pll.m << RCC_PLLCKSELR_DIVM1_Pos);
    ops.modify(Step::Pll1, RCC_PLLCFGR, RCC_PLLCFGR_PLL1,
               pll.range << RCC_PLLCFGR_PLL1RGE_Pos | RCC_PLLCFGR_DIVP1EN);
    ops.modify(Step::Pll1, RCC_PLL1DIVR, RCC_PLL1DIVR_N1 | RCC_PLL1DIVR_P1,
               (pll.n - 1) | (pll.divider - 1) << RCC_PLL1DIVR_P1_Pos);
    ops.modify(Step::Pll1, RCC_CR, RCC_CR_PLL1ON, RCC_CR_PLL1ON);
    ops.wait(Step::Pll1, RCC_CR, RCC_CR_PLL1RDY, RCC_CR_PLL1RDY, kPllTimeoutUs);
}

constexpr void pll1(RegisterOps& ops, const BoardFacts& board) {
    ops.modify(Step::Pll1, RCC_CR, RCC_CR_PLL1ON, 0);
    ops.wait(Step::Pll1, RCC_CR, RCC_CR_PLL1RDY, 0, kPllTimeoutUs);
    if (board.hse_hz != 0) {
        if (board.hse_bypass) ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEBYP, RCC_CR_HSEBYP);
        ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEON, RCC_CR_HSEON);
        ops.wait(Step::Hse, RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY, kHseTimeoutUs);
    }
    configure_pll1(ops, core_pll(board), board.hse_hz != 0 ? RCC_PLLSRC_HSE : RCC_PLLSRC_HSI);
}

// From whatever clock on; the PLLs' one source can be chosen only while all of them are off. QUADSPI's kernel
// clock leaves its PLL while that still runs.
constexpr void leave_plls(RegisterOps& ops) {
    ops.modify(Step::KernelClock, RCC_D1CCIPR, RCC_D1CCIPR_QSPISEL, 0);
    ops.delay(Step::KernelClock, 1); // a few cycles of either clock
    constexpr std::uint32_t on = RCC_CR_PLL1ON | RCC_CR_PLL2ON | RCC_CR_PLL3ON;
    ops.modify(Step::Pll1, RCC_CR, on, 0);
    ops.wait(Step::Pll1, RCC_CR, on << 1, 0, kPllTimeoutUs); // PLL1RDY, PLL2RDY, PLL3RDY
}

constexpr void halve_buses(RegisterOps& ops) {
    ops.modify(Step::BusClocks, RCC_D1CFGR, RCC_D1CFGR_FIELDS, RCC_D1CFGR_HPRE_DIV2 | RCC_D1CFGR_D1PPRE_DIV2);
    ops.modify(Step::BusClocks, RCC_D2CFGR, RCC_D2CFGR_FIELDS, RCC_D2CFGR_BOTH_DIV2);
    ops.modify(Step::BusClocks, RCC_D3CFGR, RCC_D3CFGR_FIELDS, RCC_D3CFGR_D3PPRE_DIV2);
}
} // namespace core_clock_detail

// System clock HSI at 64 MHz, every prescaler 1, wait states as after reset (more than enough for every
// clock): from whatever an application left. Slower comes before the prescalers go. PLLs go on running:
// peripherals may use them, and a kernel clock can be switched away from one only while it runs. (HSIDIV
// cannot move while HSI feeds a PLL: the wait for HSI then says so.) Supply and voltage scaling stay.
constexpr RegisterOps hsi_clock_ops() {
    using namespace core_clock_detail;
    RegisterOps ops;
    wait_states(ops, 7,
                2); // seven, as after reset: ES0396 2.2.4; WRHIGHFREQ 3 of the reset value is undocumented
    ops.modify(Step::Hsi, RCC_CR, RCC_CR_HSION | RCC_CR_HSIDIV, RCC_CR_HSION);
    ops.wait(Step::Hsi, RCC_CR, RCC_CR_HSIRDY | RCC_CR_HSIDIV, RCC_CR_HSIRDY, kHsiTimeoutUs);
    ops.delay(Step::Hsi, 10); // whether HSIDIVF comes up without a change is not known of every revision
    switch_system_clock(ops, RCC_SW_HSI);
    ops.modify(Step::BusClocks, RCC_D1CFGR, RCC_D1CFGR_FIELDS, 0);
    ops.modify(Step::BusClocks, RCC_D2CFGR, RCC_D2CFGR_FIELDS, 0);
    ops.modify(Step::BusClocks, RCC_D3CFGR, RCC_D3CFGR_FIELDS, 0);
    return ops;
}

// The agent's, from whatever an application left: by PLL1 from HSI to what every voltage scale allows, AXI
// and AHB half of it, APB a quarter. The application's other PLLs end. Supply and voltage scaling stay.
constexpr RegisterOps agent_clock_ops() {
    using namespace core_clock_detail;
    constexpr std::uint32_t kHighestDivider = 128;
    RegisterOps ops = hsi_clock_ops();
    leave_plls(ops);
    configure_pll1(ops, pll_for(kPllLimits, kHsiHz, kAgentCoreHz, kHighestDivider), RCC_PLLSRC_HSI);
    halve_buses(ops);
    switch_system_clock(ops, RCC_SW_PLL1P);
    return ops;
}

// Core up to 480 MHz, AXI and AHB half of it, APB a quarter. Begins with HSI, so that it also works when PLL1
// drives the core (started by a debugger without reset).
constexpr RegisterOps core_clock_ops(const BoardFacts& board) {
    using namespace core_clock_detail;
    RegisterOps ops = hsi_clock_ops();
    supply(ops, board);
    wait_states(ops, 4, 2); // RM0433: up to 240 MHz of AXI clock at VOS0, 225 MHz at VOS1
    pll1(ops, board);
    halve_buses(ops);
    switch_system_clock(ops, RCC_SW_PLL1P);
    return ops;
}

} // namespace xspi::stm32h74x
