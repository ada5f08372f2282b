#include "soc/stm32h74x/rcc.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb::stm32h74x {
using namespace rcc;

namespace {
constexpr std::uint32_t kDomainFlags = 1u << 17 | 1u << 19 | 1u << 20; // CPURSTF, D1RSTF, D2RSTF
// ST's LL ranges (stm32h7xx_ll_utils.c); revision V reaches 480 MHz with DIVP1 = 2, so its VCO goes to 960.
constexpr VcoRanges kVco{192, 960, 150, 420}, kVcoRevisionY{192, 836, 150, 420};
} // namespace

H7Rcc::Layout Rcc::layout(bool revision_y) {
    return {register_map(revision_y), RSR, APB4RSTR, PORRSTF | PINRSTF | BORRSTF | kDomainFlags,
            PINRSTF | 1u << 17,       4,   2,        revision_y ? kVcoRevisionY : kVco};
}

Rcc::Rcc(Timeline& timeline, Violations& violations, BoardClocks board, bool revision_y)
    : H7Rcc(timeline, violations, board, layout(revision_y)) {
    update();
}

void Rcc::set_revision_y(bool is) { set_layout(layout(is)); }

// The copy stands for the same register.
bool Rcc::store(std::uint32_t offset, std::uint32_t value, Master master) {
    if (offset >= FIRST_COPY) offset -= COPY_DISTANCE;
    const bool was_on = pll_on(0);
    const bool done = H7Rcc::store(offset, value, master);
    if (offset == CR && !was_on && pll_on(0)) check_pll1_p();
    return done;
}

void Rcc::follow() {
    for (std::uint32_t offset = RSR; offset <= 0x11C; offset += 4)
        if (offset != 0x0F8) set(offset + COPY_DISTANCE, peek(offset));
}

// stm32h7xx_hal_rcc.h on PLLP: odd division factors are not allowed; revision V knows 1, too.
void Rcc::check_pll1_p() {
    const unsigned divider = (peek(PLL1DIVR) >> 9 & 0x7F) + 1;
    if (divider > 1 && divider % 2 != 0)
        violations().report("VB-H74-001",
                            fmt::format("PLL1 enabled with DIVP1 {}: odd factors are not allowed", divider));
}

std::uint32_t Rcc::reset_register_of(std::uint32_t enable_register) const {
    const bool has_one = enable_register >= AHB3ENR && enable_register <= APB4ENR;
    return has_one ? enable_register - AHB3ENR + AHB3RSTR : 0;
}

// DIVP1EN, DIVQ1EN, DIVR1EN, DIVP2EN ... from bit 16 of PLLCFGR on.
std::uint64_t Rcc::pll_output_hz(unsigned i, char output) const {
    const unsigned k = unsigned(output - 'P');
    if (!pll_ready(i) || !(peek(PLLCFGR) >> (16 + 3 * i + k) & 1)) return 0;
    const std::uint32_t divr = peek(PLL1DIVR + 8 * i);
    const unsigned field[] = {divr >> 9 & 0x7F, divr >> 16 & 0x7F, divr >> 24 & 0x7F};
    return pll(i).vco_hz() / (field[k] + 1);
}

std::uint64_t Rcc::core_hz() const { return system_hz() / ahb_divider(peek(D1CFGR) >> 8 & 0xF); }
std::uint64_t Rcc::ahb_hz() const { return core_hz() / ahb_divider(peek(D1CFGR) & 0xF); }

std::uint64_t Rcc::pclk_hz(unsigned bus) const {
    const unsigned code[] = {peek(D2CFGR) >> 4 & 7, peek(D2CFGR) >> 8 & 7, peek(D1CFGR) >> 4 & 7,
                             peek(D3CFGR) >> 4 & 7};
    return ahb_hz() / apb_divider(code[bus - 1]);
}

// stm32h7xx_hal_rcc_ex.h: PCLK when it is not divided, else twice, with TIMPRE up to four times; never above
// AHB.
std::uint64_t Rcc::timer_hz(unsigned bus) const {
    const unsigned most = peek(CFGR) & 1u << 15 ? 4 : 2;
    return std::min(ahb_hz(), pclk_hz(bus) * most);
}

// CKPERSEL: 0 HSI, 1 CSI, 2 HSE.
std::uint64_t Rcc::per_ck_hz() const {
    const unsigned select = peek(D1CCIPR) >> 28 & 3;
    return select == 3 ? 0 : source_hz(select);
}

// Codes from stm32h7xx_hal_rcc_ex.h: 0 PCLK, 1 PLL2Q, 2 PLL3Q, 3 HSI, 4 CSI, 5 LSE.
std::uint64_t Rcc::usart_kernel_hz(unsigned n) const {
    const bool on_apb2 = n == 1 || n == 6;
    switch (peek(D2CCIP2R) >> (on_apb2 ? 3 : 0) & 7) {
    case 0: return pclk_hz(on_apb2 ? 2 : 1);
    case 1: return pll_output_hz(1, 'Q');
    case 2: return pll_output_hz(2, 'Q');
    case 3: return hsi_hz();
    case 4: return csi_hz();
    case 5: return lse_hz();
    default: return 0;
    }
}

// SPI123SEL: 0 PLL1Q, 1 PLL2P, 2 PLL3P, 3 I2S_CKIN, 4 PER_CK. SPI45SEL: 0 PCLK2, 1 PLL2Q, 2 PLL3Q, 3 HSI, 4
// CSI, 5 HSE; SPI6SEL likewise from PCLK4.
std::uint64_t Rcc::spi_kernel_hz(unsigned n) const {
    if (n <= 3) {
        const std::uint64_t hz[] = {
            pll_output_hz(0, 'Q'), pll_output_hz(1, 'P'), pll_output_hz(2, 'P'), 0, per_ck_hz(), 0, 0, 0};
        return hz[peek(D2CCIP1R) >> 12 & 7];
    }
    const std::uint64_t hz[] = {pclk_hz(n == 6 ? 4 : 2),
                                pll_output_hz(1, 'Q'),
                                pll_output_hz(2, 'Q'),
                                hsi_hz(),
                                csi_hz(),
                                hse_hz(),
                                0,
                                0};
    return hz[(n == 6 ? peek(D3CCIPR) >> 28 : peek(D2CCIP1R) >> 16) & 7];
}

// QSPISEL: 0 HCLK3, 1 PLL1Q, 2 PLL2R, 3 PER_CK.
std::uint64_t Rcc::quadspi_kernel_hz() const {
    switch (peek(D1CCIPR) >> 4 & 3) {
    case 0: return ahb_hz();
    case 1: return pll_output_hz(0, 'Q');
    case 2: return pll_output_hz(1, 'R');
    default: return per_ck_hz();
    }
}

// USBSEL: 0 none, 1 PLL1Q, 2 PLL3Q, 3 HSI48.
std::uint64_t Rcc::usb_hz() const {
    const std::uint64_t hz[] = {0, pll_output_hz(0, 'Q'), pll_output_hz(2, 'Q'), hsi48_hz()};
    return hz[peek(D2CCIP2R) >> 20 & 3];
}

ClockState Rcc::clock_state() const {
    ClockState state;
    state.core_hz = core_hz();
    state.ahb_hz = ahb_hz();
    state.apb_hz = {pclk_hz(1), pclk_hz(2), pclk_hz(3), pclk_hz(4)};
    return state;
}

} // namespace vb::stm32h74x
