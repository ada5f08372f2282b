// The core's clocks as data. STM32H7R/S: 600 MHz from PLL1 with AHB 300 MHz and APB 150 MHz for the firmware,
// 400 MHz from HSI by PLL1 for the agent.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

namespace xspi::stm32h7rs {

// What the board asks for, at most what the family can do.
constexpr std::uint32_t core_limit_hz(const BoardFacts& facts) {
    return facts.core_clock != 0 ? facts.core_clock : kCoreHz;
}

namespace core_clock_detail {

// Enough for every clock, at every voltage: so it comes before anything gets faster.
constexpr void most_wait_states(RegisterOps& ops) {
    constexpr std::uint32_t fields = FLASH_ACR_LATENCY | FLASH_ACR_WRHIGHFREQ;
    constexpr std::uint32_t value = 7 | FLASH_ACR_WRHIGHFREQ; // HAL FLASH_LATENCY_7
    ops.modify(Step::FlashLatency, FLASH_ACR, fields, value);
    ops.wait(Step::FlashLatency, FLASH_ACR, fields, value, kReadBackUs);
}

constexpr void switch_system_clock(RegisterOps& ops, std::uint32_t source) {
    ops.modify(Step::SystemClock, RCC_CFGR, RCC_CFGR_SW, source);
    ops.wait(Step::SystemClock, RCC_CFGR, RCC_CFGR_SWS, source << RCC_CFGR_SWS_Pos, kSwitchTimeoutUs);
}

constexpr std::uint32_t supply_bits(CoreSupply supply) {
    switch (supply) {
    case CoreSupply::Ldo: return PWR_CSR2_LDOEN;
    case CoreSupply::Smps: return PWR_CSR2_SDEN;
    case CoreSupply::SmpsThenLdo: return PWR_CSR2_SDHILEVEL | PWR_CSR2_SDEN | PWR_CSR2_LDOEN;
    case CoreSupply::Bypass: return PWR_CSR2_BYPASS;
    }
    return PWR_CSR2_LDOEN;
}

// The supply bits are write-once till power-off: only firmware that owns the board may choose (never the
// agent). Once chosen, writing the same again has no effect, so this also runs after a reset without
// power-on.
constexpr void supply(RegisterOps& ops, CoreSupply core_supply) {
    ops.modify(Step::CoreSupply, PWR_CSR2, PWR_CSR2_SUPPLY, supply_bits(core_supply));
    ops.wait(Step::CoreSupply, PWR_SR1, PWR_SR1_ACTVOSRDY, PWR_SR1_ACTVOSRDY, kSupplyTimeoutUs);
    ops.modify(Step::VoltageScaling, PWR_CSR4, PWR_CSR4_VOS, PWR_CSR4_VOS);
    ops.wait(Step::VoltageScaling, PWR_CSR4, PWR_CSR4_VOSRDY, PWR_CSR4_VOSRDY, kSupplyTimeoutUs);
}

// Off.
constexpr void configure_pll1(RegisterOps& ops, const PllSettings& pll, std::uint32_t source) {
    ops.modify(Step::Pll1, RCC_PLLCKSELR,
               RCC_PLLCKSELR_PLLSRC | (RCC_PLLCKSELR_DIVM_Mask << RCC_PLLCKSELR_DIVM1_Pos),
               source | (pll.m << RCC_PLLCKSELR_DIVM1_Pos));
    ops.modify(Step::Pll1, RCC_PLLCFGR, RCC_PLLCFGR_PLL1, pll.range << RCC_PLLCFGR_PLL1RGE_Pos);
    ops.modify(Step::Pll1, RCC_PLL1DIVR1, RCC_PLLDIVR1_DIVN | RCC_PLLDIVR1_DIVP,
               (pll.n - 1) | ((pll.divider - 1) << RCC_PLLDIVR1_DIVP_Pos));
    ops.modify(Step::Pll1, RCC_PLLCFGR, RCC_PLLCFGR_PLL1PEN, RCC_PLLCFGR_PLL1PEN);
    ops.modify(Step::Pll1, RCC_CR, RCC_CR_PLL1ON, RCC_CR_PLL1ON);
    ops.wait(Step::Pll1, RCC_CR, RCC_CR_PLL1RDY, RCC_CR_PLL1RDY, kPllTimeoutUs);
}

constexpr void pll1(RegisterOps& ops, const BoardFacts& facts) {
    ops.modify(Step::Pll1, RCC_CR, RCC_CR_PLL1ON, 0);
    ops.wait(Step::Pll1, RCC_CR, RCC_CR_PLL1RDY, 0, kPllTimeoutUs);
    if (facts.hse_hz != 0) {
        if (facts.hse_bypass) ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEBYP, RCC_CR_HSEBYP);
        ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEON, RCC_CR_HSEON);
        ops.wait(Step::Hse, RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY, kHseTimeoutUs);
    }
    configure_pll1(ops, pll_for(kPllLimits, pll_source_hz(facts), core_limit_hz(facts), 1),
                   facts.hse_hz != 0 ? RCC_PLLSRC_HSE : RCC_PLLSRC_HSI);
}

// From whatever clock on; the PLLs' one source can be chosen only while all of them are off. The flash's
// kernel clock leaves its PLL while that still runs.
constexpr void leave_plls(RegisterOps& ops) {
    ops.modify(Step::KernelClock, RCC_CKPROTR, RCC_CKPROTR_XSPICKP, 0);
    ops.modify(Step::KernelClock, RCC_CCIPR1, 3u << RCC_CCIPR1_XSPI1SEL_Pos | 3u << RCC_CCIPR1_XSPI2SEL_Pos,
               0);                   // HCLK5
    ops.delay(Step::KernelClock, 1); // a few cycles of either
    constexpr std::uint32_t on = RCC_CR_PLL1ON | RCC_CR_PLL2ON | RCC_CR_PLL3ON;
    ops.modify(Step::Pll1, RCC_CR, on, 0);
    ops.wait(Step::Pll1, RCC_CR, on << 1, 0, kPllTimeoutUs); // PLL1RDY, PLL2RDY, PLL3RDY
}

constexpr void halve_buses(RegisterOps& ops) {
    ops.modify(Step::BusClocks, RCC_BMCFGR, RCC_BMCFGR_BMPRE, RCC_BMPRE_DIV2);
    ops.modify(Step::BusClocks, RCC_APBCFGR, RCC_APBCFGR_PPRE, RCC_PPRE_ALL_DIV2);
}
} // namespace core_clock_detail

// What core_clock_ops() makes of the CPU clock.
constexpr std::uint32_t core_hz(const BoardFacts& facts) {
    return pll_for(kPllLimits, pll_source_hz(facts), core_limit_hz(facts), 1).hz;
}

// System clock HSI at 64 MHz, every prescaler 1, wait states as after reset: from whatever an application
// left. Slower comes before the prescalers go, wait states last. PLLs go on running: peripherals may use
// them, and a kernel clock can be switched away from one only while it runs. (HSIDIV cannot move while HSI
// feeds a PLL: the wait for HSI then says so.) Supply and voltage scaling stay.
constexpr RegisterOps hsi_clock_ops() {
    using namespace core_clock_detail;
    RegisterOps ops;
    most_wait_states(ops);
    ops.modify(Step::Hsi, RCC_CR, RCC_CR_HSION | RCC_CR_HSIDIV, RCC_CR_HSION);
    constexpr std::uint32_t ready = RCC_CR_HSIRDY | RCC_CR_HSIDIVF;
    ops.wait(Step::Hsi, RCC_CR, ready | RCC_CR_HSIDIV, ready, kHsiTimeoutUs);
    switch_system_clock(ops, RCC_SW_HSI);
    ops.modify(Step::BusClocks, RCC_CDCFGR, RCC_CDCFGR_CPRE, 0);
    ops.modify(Step::BusClocks, RCC_BMCFGR, RCC_BMCFGR_BMPRE, 0);
    ops.modify(Step::BusClocks, RCC_APBCFGR, RCC_APBCFGR_PPRE, 0);
    constexpr std::uint32_t reset_wait_states = 0x13; // FLASH_ACR reset value: enough for HSI at VOS low
    constexpr std::uint32_t fields = FLASH_ACR_LATENCY | FLASH_ACR_WRHIGHFREQ;
    ops.modify(Step::FlashLatency, FLASH_ACR, fields, reset_wait_states);
    ops.wait(Step::FlashLatency, FLASH_ACR, fields, reset_wait_states, kReadBackUs);
    return ops;
}

// The agent's, from whatever an application left: by PLL1 from HSI to what every voltage scale allows, AHB
// half of it, APB a quarter. The application's other PLLs end. Supply and voltage scaling stay.
constexpr RegisterOps agent_clock_ops() {
    using namespace core_clock_detail;
    RegisterOps ops = hsi_clock_ops();
    leave_plls(ops);
    most_wait_states(ops);
    configure_pll1(ops, pll_for(kPllLimits, kHsiHz, kAgentCoreHz, 2), RCC_PLLSRC_HSI);
    halve_buses(ops);
    switch_system_clock(ops, RCC_SW_PLL1P);
    return ops;
}

// Core 600 MHz, AHB 300 MHz, APB 150 MHz. Begins with HSI, so that it also works when PLL1 drives the core
// (started by a debugger without reset).
constexpr RegisterOps core_clock_ops(const BoardFacts& facts) {
    using namespace core_clock_detail;
    RegisterOps ops = hsi_clock_ops();
    supply(ops, facts.core_supply);
    most_wait_states(ops);
    pll1(ops, facts);
    halve_buses(ops);
    switch_system_clock(ops, RCC_SW_PLL1P);
    return ops;
}

} // namespace xspi::stm32h7rs
