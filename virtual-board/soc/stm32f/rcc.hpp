// What the reset and clock controllers of STM32F4 and STM32F7 share (0x40023800): HSI of 16 MHz, HSE, the
// main PLL, the system clock's switch, peripheral resets, reset flags. Offsets and bits: ST's device headers.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"
#include "soc/reset-cause.hpp"
#include "soc/soc-wiring.hpp"
#include "soc/stm32f/pll.hpp"

#include <map>
#include <vector>

namespace vb::stm32f {

namespace rcc {
enum Offset : std::uint32_t {
    CR = 0x00,
    PLLCFGR = 0x04,
    CFGR = 0x08,
    CIR = 0x0C,
    AHB1RSTR = 0x10, // every xRSTR lies kResetDistance below its xENR
    AHB2RSTR = 0x14,
    AHB3RSTR = 0x18,
    APB1RSTR = 0x20,
    APB2RSTR = 0x24,
    AHB1ENR = 0x30,
    AHB2ENR = 0x34,
    AHB3ENR = 0x38,
    APB1ENR = 0x40,
    APB2ENR = 0x44,
    BDCR = 0x70,
    CSR = 0x74,
    DCKCFGR1 = 0x8C, // STM32F7; STM32F42x: DCKCFGR
    DCKCFGR2 = 0x90  // STM32F7
};
inline constexpr std::uint32_t kResetDistance = 0x20;
// CR
inline constexpr std::uint32_t HSION = 1u << 0, HSIRDY = 1u << 1, HSEON = 1u << 16, HSERDY = 1u << 17,
                               HSEBYP = 1u << 18, PLLON = 1u << 24, PLLRDY = 1u << 25, PLLI2SON = 1u << 26,
                               PLLSAION = 1u << 28;
// CSR
inline constexpr std::uint32_t LSION = 1u << 0, LSIRDY = 1u << 1, RMVF = 1u << 24, BORRSTF = 1u << 25,
                               PINRSTF = 1u << 26, PORRSTF = 1u << 27, SFTRSTF = 1u << 28,
                               IWDGRSTF = 1u << 29;
} // namespace rcc

// Where the families differ.
struct RccKind {
    std::span<const RegisterSpec> map;
    // Register and bit that lets timers run at up to four times PCLK (TIMPRE); 0: there is none.
    std::uint32_t timpre_register = 0, timpre_bit = 0;
};

class Rcc : public PeripheralRegisters {
  public:
    Rcc(Timeline& timeline, Violations& violations, BoardClocks board, RccKind kind);

    std::uint64_t hclk_hz() const; // AHB and the core
    std::uint64_t system_hz() const { return source_hz(peek(rcc::CFGR) >> 2 & 3); }
    std::uint64_t pclk_hz(unsigned bus) const; // APB1, APB2
    std::uint64_t timer_hz(unsigned bus) const;
    bool runs_from_pll() const { return (peek(rcc::CFGR) >> 2 & 3) == 2; } // the system clock
    bool pll_on() const { return peek(rcc::CR) & rcc::PLLON; }
    // Clock on and reset released, by the enable register's offset and bit.
    bool enabled(std::uint32_t enable_register, unsigned bit) const;

    // Resets `device` on the rising edge of a bit of an xRSTR register.
    void on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device);
    // Called after anything that may change a clock or a gate.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

    // Before the system reset that this cause brings: sets the flags that CSR will show.
    void note_reset(ResetCause cause);
    void reset() override;
    void power_on() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;
    std::uint64_t hsi_hz() const;
    std::uint64_t lse_hz() const { return peek(rcc::BDCR) & 2 ? 32'768 : 0; }

  private:
    void store_cr(std::uint32_t value);
    void store_pllcfgr(std::uint32_t value);
    void store_cfgr(std::uint32_t value);
    void store_bdcr(std::uint32_t value);
    void store_csr(std::uint32_t value);
    void store_reset_register(std::uint32_t offset, std::uint32_t value);
    std::uint32_t keep_used_clocks_on(std::uint32_t value) const;
    void start_hse();
    void start_pll();
    void start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay);
    void stop(std::uint32_t ready_register, std::uint32_t ready_bit);
    void update();
    std::uint64_t hse_hz() const;
    std::uint64_t source_hz(unsigned select) const; // 0 HSI, 1 HSE, 2 PLL
    Pll pll() const;

    Timeline& timeline_;
    BoardClocks board_;
    RccKind kind_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Timeline::EventId>
        starting_; // by (register, ready bit)
    std::map<std::pair<std::uint32_t, unsigned>, std::vector<BusDevice*>> reset_bits_;
    std::function<void()> changed_;
};

} // namespace vb::stm32f
