// The USB cores of STM32H742/743/750/753: twins with a full-speed PHY each. 48 MHz come from HSI48, which the
// clock recovery system trims by the host's frames (docs/hardware/usb.md, clocks).
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"
#include "flash-library/devices/usb-port.hpp"

#include <array>

namespace xspi::stm32h74x {

inline constexpr std::array<UsbPort, 2> kUsbPorts{{
    {"OTG_FS", 0x40080000, 101, false, {'A', 11}, {'A', 12}},
    {"OTG_HS", 0x40040000, 77, false, {'B', 14}, {'B', 15}},
}};

namespace usb_detail {
constexpr void pins(RegisterOps& ops, const UsbPort& port) {
    constexpr std::uint32_t kAfFs = 10, kAfHs = 12;
    const std::uint32_t af = port.name == "OTG_FS" ? kAfFs : kAfHs;
    const std::uint32_t base = kGpio.registers(port.dm.port);
    const unsigned shift = 2u * port.dm.number;
    ops.enable_clock(kGpio.enable, GpioBlock::enable_bit(port.dm.port));
    ops.modify(Step::Pins, base + GPIO_AFRH, 0xFFu << 4 * (port.dm.number - 8u),
               (af | af << 4) << 4 * (port.dm.number - 8u)); // DM and DP are neighbours
    ops.modify(Step::Pins, base + GPIO_OSPEEDR, 0xFu << shift, 0xFu << shift);
    ops.modify(Step::Pins, base + GPIO_PUPDR, 0xFu << shift, 0);
    ops.modify(Step::Pins, base + GPIO_MODER, 0xFu << shift, 0xAu << shift);
}
} // namespace usb_detail

// After these the core's registers answer, and its PHY has supply and clock.
constexpr RegisterOps usb_ops(const BoardFacts&, const UsbPort& port) {
    const bool fs = port.name == "OTG_FS";
    RegisterOps ops;
    ops.modify(Step::UsbPower, PWR_CR3, PWR_CR3_USB33DEN, PWR_CR3_USB33DEN);
    ops.wait(Step::UsbPower, PWR_CR3, PWR_CR3_USB33RDY, PWR_CR3_USB33RDY, kUsbSupplyTimeoutUs);
    ops.modify(Step::Hsi48, RCC_CR, RCC_CR_HSI48ON, RCC_CR_HSI48ON);
    ops.wait(Step::Hsi48, RCC_CR, RCC_CR_HSI48RDY, RCC_CR_HSI48RDY, kHsiTimeoutUs);
    ops.modify(Step::KernelClock, RCC_D2CCIP2R, RCC_D2CCIP2R_USBSEL, RCC_D2CCIP2R_USBSEL_HSI48);
    ops.enable_clock(RCC_APB1HENR, RCC_APB1HENR_CRSEN);
    ops.modify(Step::KernelClock, CRS_CFGR, CRS_CFGR_SYNCSRC,
               fs ? CRS_CFGR_SYNCSRC_USB2 : CRS_CFGR_SYNCSRC_USB1);
    ops.modify(Step::KernelClock, CRS_CR, CRS_CR_AUTOTRIMEN | CRS_CR_CEN, CRS_CR_AUTOTRIMEN | CRS_CR_CEN);
    usb_detail::pins(ops, port);
    const std::uint32_t bit = fs ? RCC_AHB1_USB2OTG : RCC_AHB1_USB1OTG;
    ops.enable_clock(RCC_AHB1ENR, bit);
    // Else the core stands still in the core's sleep: its ULPI clock is one that nobody feeds.
    ops.modify(Step::KernelClock, RCC_AHB1LPENR, bit << 1, 0);
    ops.modify(Step::ControllerReset, RCC_AHB1RSTR, bit, bit);
    ops.delay(Step::ControllerReset, 1);
    ops.modify(Step::ControllerReset, RCC_AHB1RSTR, bit, 0);
    return ops;
}

} // namespace xspi::stm32h74x
