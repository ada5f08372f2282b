// The USB cores of STM32H7R/S: OTG_HS with a high-speed PHY and pins of its own, OTG_FS with a full-speed
// one. The PHY's clock is HSE (docs/hardware/usb.md, clocks).
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"
#include "flash-library/devices/usb-port.hpp"

#include <array>

namespace xspi::stm32h7rs {

inline constexpr std::array<UsbPort, 1> kUsbPorts{{
    {"OTG_HS", 0x40040000, 91, true, {}, {}},
}};

// RCC_CCIPR1.USBREFCKSEL for a crystal; 0: the PHY does not take it.
constexpr std::uint32_t usb_reference(std::uint32_t hse_hz) {
    switch (hse_hz) {
    case 16'000'000: return 3;
    case 19'200'000: return 8;
    case 20'000'000: return 9;
    case 24'000'000: return 10;
    case 26'000'000: return 14;
    case 32'000'000: return 11;
    default: return 0;
    }
}

// After these the core's registers answer, and its PHY has supply and clock. There is no VBUS sensing: the
// session counts as valid (GCCFG, which a reset of the core leaves alone).
constexpr RegisterOps usb_ops(const BoardFacts& board, const UsbPort& port) {
    RegisterOps ops;
    ops.modify(Step::UsbPower, PWR_CSR2, PWR_CSR2_USBHSREGEN, PWR_CSR2_USBHSREGEN);
    ops.modify(Step::UsbPower, PWR_CSR2, PWR_CSR2_USB33DEN, PWR_CSR2_USB33DEN);
    ops.wait(Step::UsbPower, PWR_CSR2, PWR_CSR2_USB33RDY, PWR_CSR2_USB33RDY, kUsbSupplyTimeoutUs);
    ops.modify(Step::KernelClock, RCC_CCIPR1, RCC_CCIPR1_USBREFCKSEL | RCC_CCIPR1_USBPHYCSEL,
               usb_reference(board.hse_hz) << RCC_CCIPR1_USBREFCKSEL_Pos);
    ops.enable_clock(RCC_AHB1ENR, RCC_AHB1_OTGHS | RCC_AHB1_USBPHYC);
    ops.modify(Step::ControllerReset, RCC_AHB1RSTR, RCC_AHB1_OTGHS, RCC_AHB1_OTGHS);
    ops.delay(Step::ControllerReset, 1);
    ops.modify(Step::ControllerReset, RCC_AHB1RSTR, RCC_AHB1_OTGHS, 0);
    ops.modify(Step::UsbPower, port.registers + OTG_GCCFG,
               OTG_GCCFG_VBDEN | OTG_GCCFG_FORCEHOSTPD | OTG_GCCFG_VBVALOVAL | OTG_GCCFG_VBVALOVEN,
               OTG_GCCFG_VBVALOVAL | OTG_GCCFG_VBVALOVEN);
    return ops;
}

} // namespace xspi::stm32h7rs
