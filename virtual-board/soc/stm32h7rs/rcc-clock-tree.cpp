// The frequencies that follow from the RCC's registers.
#include "soc/stm32h7rs/rcc.hpp"

#include <algorithm>

namespace vb {
using namespace rcc;

namespace {
// CPRE and BMPRE: 0xxx /1, 1000 /2, 1001 /4, 1010 /8, 1011 /16, 1100 /64 ... 1111 /512.
unsigned ahb_divider(unsigned code) {
    if (code < 8) return 1;
    return code < 12 ? 2u << (code - 8) : 64u << (code - 12);
}
// PPRE: 0xx /1, 100 /2 ... 111 /16.
unsigned apb_divider(unsigned code) { return code < 4 ? 1 : 2u << (code - 4); }
} // namespace

std::uint64_t Rcc::hsi_hz() const { return peek(CR) & HSIRDY ? 64'000'000u >> (peek(CR) >> 3 & 3) : 0; }
std::uint64_t Rcc::csi_hz() const { return peek(CR) & CSIRDY ? 4'000'000 : 0; }
std::uint64_t Rcc::hse_hz() const { return peek(CR) & HSERDY ? board_.hse_hz : 0; }

std::uint64_t Rcc::source_hz(unsigned select) const {
    switch (select) {
    case 0: return hsi_hz();
    case 1: return csi_hz();
    case 2: return hse_hz();
    case 3: return pll_output_hz(0, 'P');
    default: return 0;
    }
}

// PLLSRC: 0 HSI, 1 CSI, 2 HSE, 3 none.
std::uint64_t Rcc::pll_source_hz() const {
    unsigned source = peek(PLLCKSELR) & 3;
    return source == 3 ? 0 : source_hz(source);
}

Pll Rcc::pll(unsigned i) const {
    std::uint32_t cfg = peek(PLLCFGR) >> 11 * i;
    Pll one;
    one.m = peek(PLLCKSELR) >> (4 + 8 * i) & 0x3F;
    one.n = (peek(PLL1DIVR1 + 8 * i) & 0x1FF) + 1;
    one.frac = cfg & 1 ? frac_latched_[i] : 0;
    one.low_vco = cfg >> 1 & 1;
    one.range = cfg >> 3 & 3;
    one.source_hz = pll_source_hz();
    return one;
}

// Output enables follow each other from PEN at bit 5 of each PLL's part of PLLCFGR: P, Q, R, S, T.
std::uint64_t Rcc::pll_output_hz(unsigned i, char output) const {
    unsigned k = unsigned(output - 'P');
    bool enabled = peek(PLLCFGR) >> (11 * i + 5 + k) & 1;
    if (!pll_ready(i) || !enabled) return 0;
    std::uint32_t r1 = peek(PLL1DIVR1 + 8 * i), r2 = peek(PLL1DIVR2 + 4 * i);
    const unsigned field[] = {r1 >> 9 & 0x7F, r1 >> 16 & 0x7F, r1 >> 24 & 0x7F, r2 & 7, r2 >> 8 & 7};
    return pll(i).vco_hz() / (field[k] + 1);
}

std::uint64_t Rcc::core_hz() const {
    return source_hz(peek(CFGR) >> 3 & 7) / ahb_divider(peek(CDCFGR) & 0xF);
}

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
    case 5: return peek(BDCR) & 2 ? 32'768 : 0;
    default: return 0;
    }
}

ClockState Rcc::clock_state() const {
    ClockState state;
    state.core_hz = core_hz();
    state.ahb_hz = ahb_hz();
    state.apb_hz = {pclk_hz(1), pclk_hz(2), pclk_hz(4), pclk_hz(5)};
    return state;
}

} // namespace vb
