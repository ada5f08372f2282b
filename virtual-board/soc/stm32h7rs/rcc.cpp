#include "soc/stm32h7rs/rcc.hpp"

#include <fmt/format.h>

namespace vb {
using namespace rcc;

namespace {
// VCO output ranges as ST's HAL and LL give them for this family (stm32h7rsxx_hal_rcc.h,
// stm32h7rsxx_ll_utils.c: UTILS_PLLVCO_*), in MHz.
constexpr VcoRanges kVco{400, 1600, 150, 420};
} // namespace

// Every internal reset also pulls NRST low, so PINRSTF comes with each of them.
Rcc::Rcc(Timeline& timeline, Violations& violations, BoardClocks board)
    : H7Rcc(timeline, violations, board,
            {register_map(), RSR, AHB3RSTR, PORRSTF | PINRSTF | BORRSTF, PINRSTF, 11, 3, kVco}) {
    update();
}

std::uint32_t Rcc::reset_register_of(std::uint32_t enable_register) const {
    switch (enable_register) {
    case AHB5ENR: return AHB5RSTR;
    case AHB1ENR: return AHB1RSTR;
    case AHB2ENR: return AHB2RSTR;
    case AHB4ENR: return AHB4RSTR;
    case AHB3ENR: return AHB3RSTR;
    case APB5ENR: return APB5RSTR;
    case APB1ENR1: return APB1RSTR1;
    case APB1ENR2: return APB1RSTR2;
    case APB2ENR: return APB2RSTR;
    case APB4ENR: return APB4RSTR;
    default: return 0;
    }
}

bool Rcc::store_own(std::uint32_t offset, std::uint32_t value) {
    if (offset >= PLL1DIVR2 && offset <= PLL3SSCGR) return store_pll_register(offset, value), true;
    if (offset == CCIPR1) return store_ccipr1(value), true;
    return false;
}

std::uint32_t Rcc::frozen_bits(std::uint32_t offset, unsigned i) const {
    return offset == PLL1DIVR2 + 4 * i ? ~0u : 0;
}

void Rcc::reset_own() {
    for (auto& one : xspi_switch_) one.reset();
}

void Rcc::store_ccipr1(std::uint32_t value) {
    constexpr std::uint32_t kXspiSel = 0xF0;
    if ((peek(CKPROTR) & XSPICKP) && ((value ^ peek(CCIPR1)) & kXspiSel)) {
        violations().report("VB-RCC-007",
                            "RCC_CCIPR1.XSPInSEL written while RCC_CKPROTR.XSPICKP protects it");
        value = (value & ~kXspiSel) | (peek(CCIPR1) & kXspiSel);
    }
    std::uint32_t changed = value ^ peek(CCIPR1);
    keep(CCIPR1, value);
    for (unsigned i = 0; i < 2; ++i) {
        unsigned sel = value >> (4 + 2 * i) & 3;
        if (!(changed >> (4 + 2 * i) & 3)) continue;
        xspi_switch_[i].select(sel);
        update();
        if (xspi_switch_[i].position() == KernelClockSwitch::Neutral)
            violations().report("VB-RCC-009",
                                fmt::format("XSPI{0}SEL={1}: the switch needs the old and the new clock "
                                            "running; XSPI{0} has no kernel clock",
                                            i + 1, sel));
    }
}

void Rcc::follow() {
    bool protection = peek(CKPROTR) & XSPICKP;
    KernelClockSwitch::Inputs inputs{0, ahb_hz(), pll_output_hz(1, 'S'), pll_output_hz(1, 'T')};
    for (unsigned i = 0; i < 2; ++i) {
        xspi_switch_[i].update(inputs, protection);
        // Reset value 0 = neutral: the switch leaves it with the first enable of its XSPI (inferred).
        unsigned position = xspi_switch_[i].position();
        unsigned shown = xspi_enabled(i + 1) ? position : 0;
        set(CKPROTR, (peek(CKPROTR) & ~(7u << (4 + 4 * i))) | shown << (4 + 4 * i));
    }
}

} // namespace vb
