// The clocks of core and buses of STM32F4 and F7, as data (RM0090, RM0385 and RM0410: RCC, PWR, FLASH_ACR).
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/stm32f/line.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

namespace xspi::stm32f {

namespace core_clock_detail {

// Of internal flash for a core clock and a supply (docs/hardware/stm32f7.md, wait states).
constexpr std::uint32_t wait_states(std::uint32_t hz, std::uint32_t supply_mv) {
    const std::uint32_t per_state = supply_mv >= 2'700   ? 30'000'000
                                    : supply_mv >= 2'400 ? 24'000'000
                                    : supply_mv >= 2'100 ? 18'000'000
                                                         : 16'000'000;
    return (hz - 1) / per_state;
}

constexpr void latency(RegisterOps& ops, const Line& line, std::uint32_t states) {
    const std::uint32_t value = states < line.latency_mask ? states : line.latency_mask;
    ops.modify(Step::FlashLatency, FLASH_ACR, line.latency_mask, value);
    ops.wait(Step::FlashLatency, FLASH_ACR, line.latency_mask, value, kReadBackUs);
}

constexpr void switch_system_clock(RegisterOps& ops, std::uint32_t source) {
    ops.modify(Step::SystemClock, RCC_CFGR, RCC_CFGR_SW, source);
    ops.wait(Step::SystemClock, RCC_CFGR, RCC_CFGR_SWS, source << RCC_CFGR_SWS_Pos, kSwitchTimeoutUs);
}

constexpr void set_and_await(RegisterOps& ops, Step step, std::uint32_t control, std::uint32_t enable,
                             std::uint32_t status, std::uint32_t ready, std::uint32_t timeout_us) {
    ops.modify(step, control, enable, enable);
    ops.wait(step, status, ready, ready, timeout_us);
}

// The core on HSI and every PLL off: source and PLLM, which they share, can be written only then.
constexpr void leave_plls(RegisterOps& ops, const Line& line) {
    set_and_await(ops, Step::Hsi, RCC_CR, RCC_CR_HSION, RCC_CR, RCC_CR_HSIRDY, kHsiTimeoutUs);
    switch_system_clock(ops, RCC_SW_HSI);
    const std::uint32_t on = RCC_CR_PLLON | line.other_plls;
    ops.modify(Step::Pll1, RCC_CR, on, 0);
    ops.wait(Step::Pll1, RCC_CR, on << 1, 0, kPllTimeoutUs); // PLLRDY, PLLI2SRDY, PLLSAIRDY
}

// PLLQ, for USB and SDIO, at most 48 MHz; PLLR, where there is one, stays.
constexpr void configure_pll(RegisterOps& ops, const PllSettings& pll, bool from_hse) {
    constexpr std::uint32_t kUsbHz = 48'000'000;
    const std::uint32_t vco = pll.hz * pll.divider;
    ops.modify(Step::Pll1, RCC_PLLCFGR, RCC_PLLCFGR_MAIN,
               pll.m | pll.n << RCC_PLLCFGR_PLLN_Pos | (pll.divider / 2 - 1) << RCC_PLLCFGR_PLLP_Pos |
                   (from_hse ? RCC_PLLCFGR_PLLSRC_HSE : 0) |
                   ((vco + kUsbHz - 1) / kUsbHz) << RCC_PLLCFGR_PLLQ_Pos);
}

constexpr void run_pll(RegisterOps& ops, const Line& line, bool over_drive) {
    ops.modify(Step::Pll1, RCC_CR, RCC_CR_PLLON, RCC_CR_PLLON);
    if (over_drive) {
        set_and_await(ops, Step::VoltageScaling, PWR_CR, PWR_CR_ODEN, PWR_CSR, PWR_CSR_ODRDY,
                      kSupplyTimeoutUs);
        set_and_await(ops, Step::VoltageScaling, PWR_CR, PWR_CR_ODSWEN, PWR_CSR, PWR_CSR_ODSWRDY,
                      kSupplyTimeoutUs);
    }
    ops.wait(Step::Pll1, RCC_CR, RCC_CR_PLLRDY, RCC_CR_PLLRDY, kPllTimeoutUs);
    if (line.vos_follows_pll)
        ops.wait(Step::VoltageScaling, PWR_CSR, PWR_CSR_VOSRDY, PWR_CSR_VOSRDY, kSupplyTimeoutUs);
}

// PPREx of a divider 1, 2, 4.
constexpr std::uint32_t prescaler_bits(std::uint32_t divider) {
    return divider == 1 ? 0u : divider == 2 ? 4u : 5u;
}
constexpr void run_core_from_pll(RegisterOps& ops, const Line& line, std::uint32_t hz) {
    ops.modify(Step::BusClocks, RCC_CFGR, RCC_CFGR_PRESCALERS,
               prescaler_bits(bus_divider(hz, line.apb1_hz)) << RCC_CFGR_PPRE1_Pos |
                   prescaler_bits(bus_divider(hz, line.apb2_hz)) << RCC_CFGR_PPRE2_Pos);
    switch_system_clock(ops, RCC_SW_PLL);
}

// HSEBYP counts only while HSE is off; one that runs has been told before.
constexpr void hse(RegisterOps& ops, const BoardFacts& board) {
    if (board.hse_hz == 0) return;
    if (board.hse_bypass) ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEBYP, RCC_CR_HSEBYP);
    set_and_await(ops, Step::Hse, RCC_CR, RCC_CR_HSEON, RCC_CR, RCC_CR_HSERDY, kHseTimeoutUs);
}

// Copies of what the flash held before: off, then emptied, which counts only while they are off.
constexpr void drop_caches(RegisterOps& ops, const Line& line) {
    const std::uint32_t resets = (line.caches & (FLASH_ACR_ICEN | FLASH_ACR_DCEN)) << 2;
    ops.modify(Step::FlashLatency, FLASH_ACR, line.caches, 0);
    ops.modify(Step::FlashLatency, FLASH_ACR, resets, resets);
    ops.modify(Step::FlashLatency, FLASH_ACR, resets, 0);
}
} // namespace core_clock_detail

namespace core_clock_detail {
// Code in RAM loses nothing by wait states, so that they are those of the lowest supply that has this clock.
// Nothing of the flash is cached, since it will change.
constexpr void begin_in_ram(RegisterOps& ops, const Line& line) {
    constexpr std::uint32_t kLowSupplyMv = 1'700;
    latency(ops, line, wait_states(line.highest_hz(), kLowSupplyMv));
    drop_caches(ops, line);
    leave_plls(ops, line);
}
} // namespace core_clock_detail

// The agent's, from whatever an application left: from HSI by the PLL to the highest clock of the voltage
// scale that PWR_CR says. Neither scale nor over-drive are touched: an over-drive that is on may stay so.
// The application's other PLLs end.
constexpr RegisterOps agent_clock_ops(const Line& line, std::uint32_t pwr_cr) {
    using namespace core_clock_detail;
    RegisterOps ops;
    begin_in_ram(ops, line);
    configure_pll(ops, core_pll(0, line.hz_in_scale(pwr_cr)), false);
    run_pll(ops, line, false);
    run_core_from_pll(ops, line, line.scales[0].hz);
    return ops;
}

// The same for who cannot look at PWR_CR before: in the highest scale, which it sets while the PLL is off.
constexpr RegisterOps loader_clock_ops(const Line& line) {
    using namespace core_clock_detail;
    RegisterOps ops;
    begin_in_ram(ops, line);
    ops.enable_clock(RCC_APB1ENR, RCC_APB1ENR_PWREN);
    ops.modify(Step::VoltageScaling, PWR_CR, line.vos_mask, line.scales[0].vos);
    configure_pll(ops, core_pll(0, line.scales[0].hz), false);
    run_pll(ops, line, false);
    run_core_from_pll(ops, line, line.scales[0].hz);
    return ops;
}

// The firmware's. Begins with HSI, so that it also works when the PLL drives the core (started by a debugger
// without reset): the scale can change only while the PLL is off.
constexpr RegisterOps core_clock_ops(const Line& line, const BoardFacts& board) {
    using namespace core_clock_detail;
    constexpr std::uint32_t kUsualSupplyMv = 3'300; // of a board that names no flash
    RegisterOps ops;
    const std::uint32_t hz = core_hz(line, board);
    const std::uint32_t supply_mv = board.flash_count != 0 ? board.flashes[0].supply_mv : kUsualSupplyMv;
    latency(ops, line, line.latency_mask);
    leave_plls(ops, line);
    ops.enable_clock(RCC_APB1ENR, RCC_APB1ENR_PWREN);
    ops.modify(Step::VoltageScaling, PWR_CR, line.vos_mask, line.scales[0].vos);
    hse(ops, board);
    configure_pll(ops, core_pll(board.hse_hz, hz), board.hse_hz != 0);
    run_pll(ops, line, hz > line.scales[0].hz);
    run_core_from_pll(ops, line, hz);
    latency(ops, line, wait_states(hz, supply_mv));
    return ops;
}

} // namespace xspi::stm32f
