// What the reset and clock controllers of the STM32H7 families share: oscillators, PLLs, the system clock's
// switch, peripheral resets, reset flags. Offsets and bits are those of the device headers.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"
#include "soc/bus-dividers.hpp"
#include "soc/reset-cause.hpp"
#include "soc/soc-wiring.hpp"
#include "soc/stm32h7/pll.hpp"

#include <array>
#include <map>
#include <vector>

namespace vb {

namespace h7_rcc {
enum Offset : std::uint32_t {
    CR = 0x000,
    CFGR = 0x010,
    PLLCKSELR = 0x028,
    PLLCFGR = 0x02C,
    PLL1DIVR = 0x030, // PLL2 and 3 each 8 bytes later
    PLL1FRACR = 0x034,
    PLL3FRACR = 0x044,
    CIFR = 0x064,
    CICR = 0x068,
    BDCR = 0x070,
    CSR = 0x074,
    FIRST_RSTR = 0x07C
};
// CR
inline constexpr std::uint32_t HSION = 1u << 0, HSIRDY = 1u << 2, HSIDIVF = 1u << 5, CSION = 1u << 7,
                               CSIRDY = 1u << 8, HSI48ON = 1u << 12, HSI48RDY = 1u << 13, HSEON = 1u << 16,
                               HSERDY = 1u << 17, HSEBYP = 1u << 18, PLL1ON = 1u << 24;
// RSR
inline constexpr std::uint32_t RMVF = 1u << 16, BORRSTF = 1u << 21, PINRSTF = 1u << 22, PORRSTF = 1u << 23,
                               SFTRSTF = 1u << 24, IWDGRSTF = 1u << 26;
} // namespace h7_rcc

class H7Rcc : public PeripheralRegisters {
  public:
    // Clock on and reset released, by the enable register's offset and bit.
    bool enabled(std::uint32_t enable_register, unsigned bit) const;
    bool csi_running() const { return peek(h7_rcc::CR) & h7_rcc::CSIRDY; }

    // Resets `device` on the rising edge of a bit of an xRSTR register.
    void on_reset_bit(std::uint32_t reset_register, unsigned bit, BusDevice& device);
    // Called after anything that may change a clock or a gate.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }

    // Before the system reset that this cause brings: sets the flags that RSR will show.
    void note_reset(ResetCause cause);
    void reset() override;
    void power_on() override;

  protected:
    // Where the families differ.
    struct Layout {
        std::span<const RegisterSpec> map;
        std::uint32_t rsr, last_rstr; // offsets; the first xRSTR is at FIRST_RSTR
        std::uint32_t power_on_flags; // of RSR
        std::uint32_t reset_flags;    // that come with any reset
        // PLLCFGR: bits from one PLL's FRACEN to the next one's; RGE counted from FRACEN, VCOSEL is the next.
        unsigned pll_bits, range_shift;
        VcoRanges vco;
    };
    H7Rcc(Timeline& timeline, Violations& violations, BoardClocks board, const Layout& layout);

    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;
    // True: `offset` is a register of the family's own, and was stored.
    virtual bool store_own(std::uint32_t offset, std::uint32_t value) = 0;
    virtual std::uint32_t reset_register_of(std::uint32_t enable_register) const = 0; // 0: none
    // Bits of a PLL register of the family's own that may not change while PLL i is on.
    virtual std::uint32_t frozen_bits(std::uint32_t, unsigned) const { return 0; }
    virtual void follow() {}    // after every store, before on_change's function
    virtual void reset_own() {} // what the family's own part keeps beside its registers

    void set_layout(const Layout& layout); // another revision, before power-on
    void update();                         // everything that follows from the registers
    void store_pll_register(std::uint32_t offset, std::uint32_t value);

    std::uint64_t hsi_hz() const;
    std::uint64_t csi_hz() const;
    std::uint64_t hse_hz() const;
    std::uint64_t hsi48_hz() const { return peek(h7_rcc::CR) & h7_rcc::HSI48RDY ? 48'000'000 : 0; }
    std::uint64_t lse_hz() const { return peek(h7_rcc::BDCR) & 2 ? 32'768 : 0; }
    virtual std::uint64_t pll1_p_hz() const = 0;
    std::uint64_t source_hz(unsigned select) const; // 0 HSI, 1 CSI, 2 HSE, 3 PLL1P
    std::uint64_t system_hz() const { return source_hz(peek(h7_rcc::CFGR) >> 3 & 7); }
    Pll pll(unsigned i) const; // i = 0..2
    bool pll_on(unsigned i) const { return peek(h7_rcc::CR) & h7_rcc::PLL1ON << 2 * i; }
    bool pll_ready(unsigned i) const { return peek(h7_rcc::CR) & h7_rcc::PLL1ON << (2 * i + 1); }

  private:
    void store_cr(std::uint32_t value);
    void store_cfgr(std::uint32_t value);
    void store_reset_register(std::uint32_t offset, std::uint32_t value);
    void store_bdcr(std::uint32_t value);
    std::uint32_t refuse_stopping_used_clocks(std::uint32_t value) const;
    void start_oscillators(std::uint32_t old, std::uint32_t value);
    void start(std::uint32_t ready_register, std::uint32_t ready_bit, Picoseconds delay);
    void stop(std::uint32_t ready_register, std::uint32_t ready_bit);
    void start_pll(unsigned i);
    void start_hse();
    std::uint64_t pll_source_hz() const;

    Timeline& timeline_;
    BoardClocks board_;
    Layout layout_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Timeline::EventId>
        starting_; // by (register, ready bit)
    std::map<std::pair<std::uint32_t, unsigned>, std::vector<BusDevice*>> reset_bits_;
    std::array<std::uint32_t, 3> frac_latched_{};
    std::uint32_t bdcr_reset_;
    std::function<void()> changed_;
};

} // namespace vb
