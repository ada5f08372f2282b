// Reset and clock control of the STM32H7Rx/Sx: oscillators, PLLs, bus clocks, gates, resets, reset flags.
#pragma once
#include "core/clocks.hpp"
#include "soc/stm32h7/h7-rcc.hpp"
#include "soc/stm32h7rs/clock-limits.hpp"
#include "soc/stm32h7rs/kernel-clock-switch.hpp"
#include "soc/stm32h7rs/rcc-registers.hpp"

#include <array>

namespace vb {

class Rcc final : public H7Rcc, public ClockSource {
  public:
    Rcc(Timeline& timeline, Violations& violations, BoardClocks board = {});

    // ClockSource
    std::uint64_t core_hz() const override;
    std::uint64_t ahb_hz() const override;
    std::uint64_t xspi_kernel_hz(unsigned n) const override { return xspi_switch_[n - 1].hz(); }
    bool xspi_enabled(unsigned n) const override { return enabled(rcc::AHB5ENR, n == 1 ? 5 : 12); }
    bool xspim_enabled() const override { return enabled(rcc::AHB5ENR, 14); }
    bool gpio_enabled(char port) const override { return enabled(rcc::AHB4ENR, unsigned(port - 'A')); }

    std::uint64_t pclk_hz(unsigned bus) const; // bus = 1, 2, 4, 5
    // USART kernel clocks: CCIPR3.USART1SEL for 1, CCIPR2.UART234578SEL for the others.
    std::uint64_t timer_hz(unsigned bus) const; // bus = 1, 2
    std::uint64_t usart_kernel_hz(unsigned n) const;
    std::uint64_t usb_phy_hz() const; // the reference of the high-speed PHY
    std::uint64_t usb_fs_hz() const;  // OTG_FS, where it is not the PHY's
    // The clock-dependent part of the limits' input; voltage and latency are the caller's.
    ClockState clock_state() const;

  protected:
    bool store_own(std::uint32_t offset, std::uint32_t value) override;
    std::uint32_t reset_register_of(std::uint32_t enable_register) const override;
    std::uint32_t frozen_bits(std::uint32_t offset, unsigned i) const override;
    std::uint64_t pll1_p_hz() const override { return pll_output_hz(0, 'P'); }
    void follow() override;
    void reset_own() override;

  private:
    void store_ccipr1(std::uint32_t value);
    std::uint64_t pll_output_hz(unsigned i, char output) const;

    std::array<KernelClockSwitch, 2> xspi_switch_;
};

} // namespace vb
