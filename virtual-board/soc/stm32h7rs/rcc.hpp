// Reset and clock control of the STM32H7Rx/Sx: oscillators, PLLs, bus clocks, gates, resets, reset flags.
#pragma once
#include "core/clocks.hpp"
#include "core/time.hpp"
#include "soc/reset-cause.hpp"
#include "soc/soc-wiring.hpp"
#include "soc/stm32h7rs/clock-limits.hpp"
#include "soc/stm32h7rs/kernel-clock-switch.hpp"
#include "soc/stm32h7rs/pll.hpp"
#include "soc/stm32h7rs/rcc-registers.hpp"

#include <map>

namespace vb {

class Rcc final : public PeripheralRegisters, public ClockSource {
  public:
    Rcc(Timeline& timeline, Violations& violations, BoardClocks board = {});

    // ClockSource
    std::uint64_t core_hz() const override;
    std::uint64_t ahb_hz() const override;
    std::uint64_t xspi_kernel_hz(unsigned n) const override { return xspi_switch_[n - 1].hz(); }
    bool xspi_enabled(unsigned n) const override { return enabled(rcc::AHB5ENR, n == 1 ? 5 : 12); }
    bool xspim_enabled() const override { return enabled(rcc::AHB5ENR, 14); }
    bool gpio_enabled(char port) const override { return enabled(rcc::AHB4ENR, unsigned(port - 'A')); }

    // Clock on and reset released, by the enable register's offset and bit.
    bool enabled(std::uint32_t enable_register, unsigned bit) const;
    bool csi_running() const { return peek(rcc::CR) & rcc::CSIRDY; }
    std::uint64_t pclk_hz(unsigned bus) const; // bus = 1, 2, 4, 5
    // USART kernel clocks: CCIPR3.USART1SEL for 1, CCIPR2.UART234578SEL for the others.
    std::uint64_t timer_hz(unsigned bus) const; // bus = 1, 2
    std::uint64_t usart_kernel_hz(unsigned n) const;
    // The clock-dependent part of the limits' input; voltage and latency are the caller's.
    ClockState clock_state() const;

    // Resets `device` on the rising edge of a bit of an xRSTR register.
    void on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device);
    // Called after anything that may change a clock or a gate.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

    // Before the system reset that this cause brings: sets the flags that RSR will show.
    void note_reset(ResetCause cause);
    void reset() override;
    void power_on() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void store_cr(std::uint32_t value);
    void store_pll_register(std::uint32_t offset, std::uint32_t value);
    void store_ccipr1(std::uint32_t value);
    void store_reset_register(std::uint32_t offset, std::uint32_t value);
    void store_bdcr(std::uint32_t value);
    std::uint32_t refuse_stopping_used_clocks(std::uint32_t value) const;
    void start_oscillators(std::uint32_t old, std::uint32_t value);
    void start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay);
    void stop(std::uint32_t ready_register, std::uint32_t ready_bit);
    void start_pll(unsigned i);
    void start_hse();
    void update(); // everything that follows from the registers

    std::uint64_t hsi_hz() const;
    std::uint64_t csi_hz() const;
    std::uint64_t hse_hz() const;
    std::uint64_t source_hz(unsigned select) const; // 0 HSI, 1 CSI, 2 HSE, 3 PLL1P
    std::uint64_t pll_source_hz() const;
    Pll pll(unsigned i) const; // i = 0..2
    std::uint64_t pll_output_hz(unsigned i, char output) const;
    bool pll_on(unsigned i) const { return peek(rcc::CR) & rcc::PLL1ON << 2 * i; }
    bool pll_ready(unsigned i) const { return peek(rcc::CR) & rcc::PLL1ON << (2 * i + 1); }

    Timeline& timeline_;
    BoardClocks board_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Timeline::EventId>
        starting_; // by (register, ready bit)
    std::map<std::pair<std::uint32_t, unsigned>, std::vector<BusDevice*>> reset_bits_;
    std::array<KernelClockSwitch, 2> xspi_switch_;
    std::array<std::uint32_t, 3> frac_latched_{};
    std::function<void()> changed_;
};

} // namespace vb
