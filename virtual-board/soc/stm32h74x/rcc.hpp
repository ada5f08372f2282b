// Reset and clock control of the STM32H742/743/750/753.
#pragma once
#include "soc/stm32h74x/clock-limits.hpp"
#include "soc/stm32h74x/rcc-registers.hpp"

namespace vb::stm32h74x {

class Rcc final : public H7Rcc {
  public:
    Rcc(Timeline& timeline, Violations& violations, BoardClocks board = {}, bool revision_y = false);

    void set_revision_y(bool is);                    // before power-on
    std::uint64_t core_hz() const;                   // sys_d1cpre_ck, the CPU's
    std::uint64_t ahb_hz() const;                    // HCLK1..4 and the AXI
    std::uint64_t pclk_hz(unsigned bus) const;       // bus = 1, 2, 3, 4
    std::uint64_t timer_hz(unsigned bus) const;      // bus = 1, 2
    std::uint64_t usart_kernel_hz(unsigned n) const; // USART n = 1..8
    std::uint64_t spi_kernel_hz(unsigned n) const;   // SPI n = 1..6
    std::uint64_t quadspi_kernel_hz() const;
    std::uint64_t usb_hz() const;
    bool quadspi_enabled() const { return enabled(rcc::AHB3ENR, 14); }
    bool gpio_enabled(char port) const { return enabled(rcc::AHB4ENR, unsigned(port - 'A')); }
    // The clock-dependent part of the limits' input; voltage and latency are the caller's.
    ClockState clock_state() const;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;
    bool store_own(std::uint32_t, std::uint32_t) override { return false; }
    std::uint32_t reset_register_of(std::uint32_t enable_register) const override;
    std::uint64_t pll1_p_hz() const override { return pll_output_hz(0, 'P'); }
    void follow() override;

  private:
    static Layout layout(bool revision_y);
    std::uint64_t pll_output_hz(unsigned i, char output) const;
    std::uint64_t per_ck_hz() const;
    void check_pll1_p();
};

} // namespace vb::stm32h74x
