// The bring-up of controller, port and pins that a flash chip hangs on, as data: after these ops the
// controller reaches the chip and XspiController::configure() can start. STM32H7R/S; the order is ST's
// (compare the boot template of STM32CubeH7RS).
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/flash-pins.hpp"
#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "flash-library/devices/stm32h7rs/pins.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

namespace xspi::stm32h7rs {

// XSPIM port of the flash's pins (check_facts: all on one).
constexpr std::uint8_t flash_port(const FlashFacts& flash) { return kPins.port_of(flash); }

constexpr bool on_xspi1(const FlashFacts& flash) { return flash.controller == "XSPI1"; }

// The option bit in FLASH_OBW1SR without which IOHSLV of the port has no effect.
constexpr std::uint32_t hslv_option_bit(const FlashFacts& flash) {
    return flash_port(flash) == 1 ? FLASH_OBW1SR_XSPI1_HSLV : FLASH_OBW1SR_XSPI2_HSLV;
}

constexpr SpeedGrant speed_grant(const FlashFacts& flash) {
    return {.word = FLASH_OBW1SR,
            .mask = hslv_option_bit(flash),
            .option = flash_port(flash) == 1 ? "XSPI1_HSLV" : "XSPI2_HSLV",
            .without_hz = kFlashClockWithoutHslvHz,
            .with_hz = kFlashClockMaxHz,
            .maximum_mv = kHighSpeedMaximumMv};
}

namespace flash_port_detail {

// The port's IO domain is dead until EN_XSPIMn; the compensation cell runs from CSI. READY never comes when
// no powered device hangs on the port (docs/hardware/stm32h7rs.md, pad speed).
constexpr void power(RegisterOps& ops, std::uint8_t port, bool high_speed) {
    const unsigned p = port - 1u;
    ops.enable_clock(RCC_APB4ENR, RCC_APB4ENR_SBSEN);
    // By byte: a write to the low byte, even of what it holds, would use up the one choice of the core
    // supply.
    const std::uint32_t enable = port == 1 ? PWR_CSR2_EN_XSPIM1 : PWR_CSR2_EN_XSPIM2;
    const auto bits = static_cast<std::uint8_t>(enable >> 8);
    ops.modify_byte(Step::PortPower, PWR_CSR2 + 1, bits, bits);
    ops.modify(Step::Csi, RCC_CR, RCC_CR_CSION, RCC_CR_CSION);
    ops.wait(Step::Csi, RCC_CR, RCC_CR_CSIRDY, RCC_CR_CSIRDY, kCsiTimeoutUs);
    const std::uint32_t cell = SBS_CCCSR_XSPI1_COMP_EN << (2 * p);
    const std::uint32_t code_select = SBS_CCCSR_XSPI1_COMP_CODESEL << (2 * p);
    const std::uint32_t ready = SBS_CCCSR_XSPI1_COMP_RDY << p;
    const std::uint32_t iohslv = SBS_CCCSR_XSPI1_IOHSLV << p;
    ops.modify(Step::Compensation, SBS_CCCSR, cell | code_select, cell);
    ops.wait(Step::Compensation, SBS_CCCSR, ready, ready, kCompensationTimeoutUs);
    ops.modify(Step::HighSpeed, SBS_CCCSR, iohslv, high_speed ? iohslv : 0);
}

constexpr void pll2(RegisterOps& ops, const BoardFacts& facts, const PllSettings& pll) {
    ops.modify(Step::Pll2, RCC_CR, RCC_CR_PLL2ON, 0);
    ops.wait(Step::Pll2, RCC_CR, RCC_CR_PLL2RDY, 0, kPllTimeoutUs);
    if (facts.hse_hz != 0) {
        ops.modify(Step::Hse, RCC_CR, RCC_CR_HSEON, RCC_CR_HSEON);
        ops.wait(Step::Hse, RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY, kHseTimeoutUs);
    }
    // One source for all PLLs: the same as core_clock_ops() chose.
    ops.modify(Step::Pll2, RCC_PLLCKSELR,
               RCC_PLLCKSELR_PLLSRC | (RCC_PLLCKSELR_DIVM_Mask << RCC_PLLCKSELR_DIVM2_Pos),
               (facts.hse_hz != 0 ? RCC_PLLSRC_HSE : RCC_PLLSRC_HSI) | (pll.m << RCC_PLLCKSELR_DIVM2_Pos));
    ops.modify(Step::Pll2, RCC_PLLCFGR, RCC_PLLCFGR_PLL2, pll.range << RCC_PLLCFGR_PLL2RGE_Pos);
    ops.modify(Step::Pll2, RCC_PLL2DIVR1, RCC_PLLDIVR1_DIVN, pll.n - 1);
    ops.modify(Step::Pll2, RCC_PLL2DIVR2, RCC_PLLDIVR2_DIVS, pll.divider - 1);
    ops.modify(Step::Pll2, RCC_PLLCFGR, RCC_PLLCFGR_PLL2SEN, RCC_PLLCFGR_PLL2SEN);
    ops.modify(Step::Pll2, RCC_CR, RCC_CR_PLL2ON, RCC_CR_PLL2ON);
    ops.wait(Step::Pll2, RCC_CR, RCC_CR_PLL2RDY, RCC_CR_PLL2RDY, kPllTimeoutUs);
}

// A multiplexer needs its old and its new clock to switch (N6 erratum 2.2.24): so back to HCLK5 while PLL2
// still runs, and to PLL2S only when that runs again. With XSPICKP set the selection does not move at all.
constexpr void kernel_clock(RegisterOps& ops, const BoardFacts& facts, const FlashFacts& flash,
                            const FlashClock& clock) {
    const unsigned position = on_xspi1(flash) ? RCC_CCIPR1_XSPI1SEL_Pos : RCC_CCIPR1_XSPI2SEL_Pos;
    ops.modify(Step::KernelClock, RCC_CKPROTR, RCC_CKPROTR_XSPICKP, 0);
    ops.modify(Step::KernelClock, RCC_CCIPR1, 3u << position, RCC_XSPISEL_HCLK5 << position);
    ops.delay(Step::KernelClock, 1); // a few cycles of either clock
    if (clock.source != KernelSource::Pll2) return;
    pll2(ops, facts, clock.pll2);
    ops.modify(Step::KernelClock, RCC_CCIPR1, 3u << position, RCC_XSPISEL_PLL2S << position);
    ops.delay(Step::KernelClock, 1);
}

// XSPIM may be written only while the controllers are disabled: our own is after its reset. Crossed ports
// take the other controller's port away from it, so that one is reset as well.
constexpr void controller(RegisterOps& ops, const FlashFacts& flash, std::uint8_t port) {
    const bool first = on_xspi1(flash);
    const bool crossed = first != (port == 1);
    const std::uint32_t reset =
        crossed ? RCC_AHB5_XSPI1 | RCC_AHB5_XSPI2 : (first ? RCC_AHB5_XSPI1 : RCC_AHB5_XSPI2);
    ops.modify(Step::ControllerReset, RCC_AHB5RSTR, reset, reset);
    ops.delay(Step::ControllerReset, 1);
    ops.modify(Step::ControllerReset, RCC_AHB5RSTR, reset, 0);
    ops.modify(Step::PortMultiplexer, XSPIM_CR, XSPIM_CR_MUXEN | XSPIM_CR_MODE | XSPIM_CR_CSSEL_OVR,
               crossed ? XSPIM_CR_MODE : 0);
}
} // namespace flash_port_detail

constexpr RegisterOps flash_port_ops(const BoardFacts& facts, const FlashFacts& flash,
                                     const FlashClock& clock) {
    using namespace flash_port_detail;
    RegisterOps ops;
    const std::uint8_t port = flash_port(flash);
    power(ops, port, clock.high_speed);
    flash_pin_ops(ops, kPins, kGpio, flash);
    ops.enable_clock(RCC_AHB5ENR, RCC_AHB5_XSPIM | (on_xspi1(flash) ? RCC_AHB5_XSPI1 : RCC_AHB5_XSPI2));
    kernel_clock(ops, facts, flash, clock);
    controller(ops, flash, port);
    return ops;
}

} // namespace xspi::stm32h7rs
