// What the families of STM32F4 and F7 have in common. A line's own file adds its name, devices and memories.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/stm32f/check.hpp"
#include "flash-library/devices/stm32f/core-clock.hpp"
#include "flash-library/devices/stm32f/flash-port.hpp"

namespace xspi::stm32f {

// kPort: of the line, which lives as long as the family.
template <const Port& kPort> constexpr Family common_family() {
    constexpr const Line& kLine = kPort.line;
    Family f;
    f.pins = kPort.pins;
    f.gpio = kGpio;
    f.watchdog = {IWDG_KR, IWDG_KR_RELOAD, DBGMCU_APB1_FZ, DBGMCU_APB1_FZ_IWDG};
    // Words are programmed, and again as long as bits only fall: there is no ECC.
    f.internal_flash = {
        .registers = kFlashBase, .sectors_differ = true, .program_unit = 4, .openocd_driver = "stm32f2x"};
    f.option_control.acts_at_once = true;
    f.reset_hz = kHsiHz;
    f.agent_hz = kLine.scales[0].hz;
    f.clock_word = PWR_CR;
    f.clock_word_gate = {RCC_APB1ENR, RCC_APB1ENR_PWREN};
    f.core_on_pll = {RCC_CFGR, RCC_SW_PLL << RCC_CFGR_SWS_Pos};
    f.highest_core_hz = kLine.highest_hz();
    f.division = Division::Any;
    f.errata = [](std::uint32_t) { return RegisterOps{}; };
    f.agent_clock = [](std::uint32_t pwr_cr) { return agent_clock_ops(kPort.line, pwr_cr); };
    f.loader_clock = [] { return loader_clock_ops(kPort.line); };
    f.agent_flash_clock = [](const BoardFacts&, const FlashFacts& flash) {
        return agent_flash_clock(kPort, flash);
    };
    f.core_clock = [](const BoardFacts& board) { return core_clock_ops(kPort.line, board); };
    f.core_hz = [](const BoardFacts& board) { return core_hz(kPort.line, board); };
    f.flash_clock = [](const BoardFacts& board, const FlashFacts& flash, bool) {
        return firmware_flash_clock(kPort, board, flash);
    };
    f.flash_port = [](const BoardFacts&, const FlashFacts& flash, const FlashClock&) {
        return flash_port_ops(kPort, flash);
    };
    f.speed_grant = [](const FlashFacts& flash) { return speed_grant(kPort, flash); };
    f.check = [](const BoardFacts& board, const Device&) { return check(kPort, board); };
    return f;
}

} // namespace xspi::stm32f
