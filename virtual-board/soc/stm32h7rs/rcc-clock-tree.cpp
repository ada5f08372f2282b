// The frequencies that follow from the RCC's registers.
#include "soc/stm32h7rs/rcc.hpp"

#include <algorithm>

namespace vb {
using namespace rcc;

// Output enables follow each other from PEN at bit 5 of each PLL's part of PLLCFGR: P, Q, R, S, T.
std::uint64_t Rcc::pll_output_hz(unsigned i, char output) const {
    unsigned k = unsigned(output - 'P');
    bool enabled = peek(PLLCFGR) >> (11 * i + 5 + k) & 1;
    if (!pll_ready(i) || !enabled) return 0;
    std::uint32_t r1 = peek(PLL1DIVR1 + 8 * i), r2 = peek(PLL1DIVR2 + 4 * i);
    const unsigned field[] = {r1 >> 9 & 0x7F, r1 >> 16 & 0x7F, r1 >> 24 & 0x7F, r2 & 7, r2 >> 8 & 7};
    return pll(i).vco_hz() / (field[k] + 1);
}

std::uint64_t Rcc::core_hz() const { return system_hz() / ahb_divider(peek(CDCFGR) & 0xF); }

std::uint64_t Rcc::ahb_hz() const { return core_hz() / ahb_divider(peek(BMCFGR) & 0xF); }

std::uint64_t Rcc::pclk_hz(unsigned bus) const {
    unsigned shift = bus == 1 ? 0 : bus == 2 ? 4 : bus == 4 ? 8 : 12;
    return ahb_hz() / apb_divider(peek(APBCFGR) >> shift & 7);
}

// stm32h7rsxx_hal_rcc_ex.h: PCLK when it is not divided, else twice, with TIMPRE up to four times; never
// above AHB.
std::uint64_t Rcc::timer_hz(unsigned bus) const {
    const unsigned most = peek(CFGR) & 1u << 15 ? 4 : 2;
    return std::min(ahb_hz(), pclk_hz(bus) * most);
}

// Codes from stm32h7rsxx_hal_rcc_ex.h: 0 PCLK, 1 PLL2Q, 2 PLL3Q, 3 HSI, 4 CSI, 5 LSE.
std::uint64_t Rcc::usart_kernel_hz(unsigned n) const {
    switch (peek(n == 1 ? CCIPR3 : CCIPR2) & 7) {
    case 0: return pclk_hz(n == 1 ? 2 : 1);
    case 1: return pll_output_hz(1, 'Q');
    case 2: return pll_output_hz(2, 'Q');
    case 3: return hsi_hz();
    case 4: return csi_hz();
    case 5: return lse_hz();
    default: return 0;
    }
}

// USBPHYCSEL: 0 HSE, 1 HSE/2, 2 PLL3Q.
std::uint64_t Rcc::usb_phy_hz() const {
    const std::uint64_t hz[] = {hse_hz(), hse_hz() / 2, pll_output_hz(2, 'Q'), 0};
    return hz[peek(CCIPR1) >> 12 & 3];
}

// OTGFSSEL: 0 HSI48, 1 PLL3Q, 2 HSE; 3 is the PHY's.
std::uint64_t Rcc::usb_fs_hz() const {
    const std::uint64_t hz[] = {hsi48_hz(), pll_output_hz(2, 'Q'), hse_hz(), 0};
    return hz[peek(CCIPR1) >> 14 & 3];
}

ClockState Rcc::clock_state() const {
    ClockState state;
    state.core_hz = core_hz();
    state.ahb_hz = ahb_hz();
    state.apb_hz = {pclk_hz(1), pclk_hz(2), pclk_hz(4), pclk_hz(5)};
    return state;
}

} // namespace vb
