// The bring-up of QUADSPI or an SPI and its pins on STM32H742/743/750/753, as data, and how fast it may run.
// QUADSPI's kernel clock is HCLK3, as after reset; an SPI's is HSI.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-pins.hpp"
#include "flash-library/devices/stm32h74x/core-clock.hpp"
#include "flash-library/devices/stm32h74x/pins.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <algorithm>

namespace xspi::stm32h74x {

inline constexpr std::uint32_t kFlashClockMaxHz = 133'000'000;       // QUADSPI (data sheet DS12110, features)
inline constexpr std::uint32_t kFlashClockLowSupplyHz = 100'000'000; // below 2.7 V
inline constexpr std::uint32_t kFullSupplyMv = 2'700;
inline constexpr std::uint32_t kSpiClockMaxHz = 80'000'000; // of every SPI as master at every supply

constexpr bool on_spi(const FlashFacts& flash) {
    const ControllerInstance* controller = kPins.controller(flash.controller);
    return controller != nullptr && is_spi(controller->kind);
}

constexpr std::uint32_t port_limit_hz(const FlashFacts& flash) {
    if (on_spi(flash)) return kSpiClockMaxHz;
    return flash.supply_mv >= kFullSupplyMv ? kFlashClockMaxHz : kFlashClockLowSupplyHz;
}
constexpr std::uint32_t flash_clock_limit(const FlashFacts& flash) {
    const std::uint32_t port = port_limit_hz(flash);
    return flash.clock_hz != 0 ? std::min(flash.clock_hz, port) : port;
}

// The agent's, after agent_clock_ops().
constexpr FlashClock agent_flash_clock(const BoardFacts&, const FlashFacts& flash) {
    if (on_spi(flash)) return bus_flash_clock(kHsiHz, flash_clock_limit(flash), Division::PowerOfTwo);
    return bus_flash_clock(kAgentCoreHz / 2, flash_clock_limit(flash), Division::Any);
}

// The firmware's, after core_clock_ops(). Nothing has to be granted.
constexpr FlashClock firmware_flash_clock(const BoardFacts& board, const FlashFacts& flash, bool) {
    if (on_spi(flash)) return agent_flash_clock(board, flash);
    FlashClock c = bus_flash_clock(core_hz(board) / 2, flash_clock_limit(flash), Division::Any);
    c.spi_prescaler = std::max(prescaler_for(c.kernel_hz, kSpiPhaseMaxHz, Division::Any), c.prescaler);
    c.spi_hz = c.kernel_hz / (c.spi_prescaler + 1);
    return c;
}

constexpr SpeedGrant speed_grant(const FlashFacts& flash) {
    return {.without_hz = port_limit_hz(flash), .with_hz = port_limit_hz(flash)};
}

// HSI reaches SPI1 to SPI3 as per_ck.
constexpr void kernel_clock_ops(RegisterOps& ops, const ControllerInstance& controller) {
    switch (controller.registers) {
    case kQuadSpiRegisters: ops.modify(Step::KernelClock, RCC_D1CCIPR, RCC_D1CCIPR_QSPISEL, 0); break;
    case kSpi4Registers:
    case kSpi5Registers:
        ops.modify(Step::KernelClock, RCC_D2CCIP1R, RCC_D2CCIP1R_SPI45SEL, RCC_D2CCIP1R_SPI45SEL_HSI);
        break;
    case kSpi6Registers:
        ops.modify(Step::KernelClock, RCC_D3CCIPR, RCC_D3CCIPR_SPI6SEL, RCC_D3CCIPR_SPI6SEL_HSI);
        break;
    default:
        ops.modify(Step::KernelClock, RCC_D1CCIPR, RCC_D1CCIPR_CKPERSEL, 0);
        ops.modify(Step::KernelClock, RCC_D2CCIP1R, RCC_D2CCIP1R_SPI123SEL, RCC_D2CCIP1R_SPI123SEL_PER);
    }
}

// A multiplexer needs its old and its new clock to switch: an application's PLL still runs.
constexpr RegisterOps flash_port_ops(const BoardFacts&, const FlashFacts& flash, const FlashClock&) {
    RegisterOps ops;
    const ControllerInstance& controller = *kPins.controller(flash.controller);
    flash_pin_ops(ops, kPins, kGpio, flash);
    ops.enable_clock(controller.clock.address, controller.clock.mask);
    kernel_clock_ops(ops, controller);
    ops.delay(Step::KernelClock, 1); // a few cycles of either clock
    ops.modify(Step::ControllerReset, controller.reset.address, controller.reset.mask, controller.reset.mask);
    ops.delay(Step::ControllerReset, 1);
    ops.modify(Step::ControllerReset, controller.reset.address, controller.reset.mask, 0);
    return ops;
}

// ES0396 2.2.9, revision Y: reads of the AXI SRAM may be corrupted unless its interconnect port issues one at
// a time. word: DBGMCU_IDC; ST's SystemInit tells the revision in the same way.
constexpr RegisterOps errata_ops(std::uint32_t word) {
    RegisterOps ops;
    constexpr std::uint32_t kFirstGoodRevision = 0x2000;
    if (word >> 16 < kFirstGoodRevision) ops.modify(Step::Interconnect, AXI_TARG7_FN_MOD, 1, 1);
    return ops;
}

} // namespace xspi::stm32h74x
