#include "soc/stm32f/pwr.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32f {
using namespace pwr;

namespace {
// Assumed: no public figure was at hand.
constexpr Picoseconds kScaleSettles = 40 * kPerMicrosecond, kOverdriveOn = 45 * kPerMicrosecond,
                      kOverdriveSwitched = 45 * kPerMicrosecond;
} // namespace

Pwr::Pwr(Timeline& timeline, Violations& violations, PwrKind kind, PwrInputs inputs)
    : PeripheralRegisters("PWR", kind.map, violations), timeline_(timeline), kind_(kind),
      inputs_(std::move(inputs)) {
    set_bits(CSR1, VOSRDY, true);
}

// Code 0 of two bits is reserved and means scale 3.
unsigned Pwr::scale() const {
    const std::uint32_t code = (peek(CR1) & vos_mask()) >> 14;
    if (kind_.vos_bits == 1) return code ? 1 : 2;
    return code == 0 ? 3 : 4 - code;
}

bool Pwr::overdrive() const { return (peek(CSR1) & (ODRDY | ODSWRDY)) == (ODRDY | ODSWRDY); }

void Pwr::reset() {
    for (const auto& [bit, event] : pending_) timeline_.cancel(event);
    pending_.clear();
    PeripheralRegisters::reset();
    set_bits(CSR1, VOSRDY, true);
    if (changed_) changed_();
}

bool Pwr::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (offset == CR1)
        store_cr1(value);
    else
        keep(offset, value);
    if (changed_) changed_();
    return true;
}

void Pwr::store_cr1(std::uint32_t value) {
    const std::uint32_t old = peek(CR1);
    keep(CR1, checked_scale(value));
    const std::uint32_t now = peek(CR1);
    if ((old ^ now) & vos_mask()) {
        drop(VOSRDY);
        become_ready(VOSRDY, kScaleSettles);
    }
    if (kind_.has_overdrive) follow_overdrive(old, now);
}

// RM0385 on PWR_CR1.VOS: to be modified only with the PLL off.
std::uint32_t Pwr::checked_scale(std::uint32_t value) const {
    const std::uint32_t old = peek(CR1);
    if (!((value ^ old) & vos_mask()) || !inputs_.pll_on || !inputs_.pll_on()) return value;
    violations().report("VB-PWR-005",
                        fmt::format("PWR VOS changed from {} to {} while the PLL is on: ignored",
                                    (old & vos_mask()) >> 14, (value & vos_mask()) >> 14));
    return (value & ~vos_mask()) | (old & vos_mask());
}

// docs/hardware/stm32f7.md, over-drive: ODEN, ODRDY, ODSWEN, ODSWRDY, and only then the PLL as system clock.
void Pwr::follow_overdrive(std::uint32_t old, std::uint32_t now) {
    const bool from_pll = inputs_.runs_from_pll && inputs_.runs_from_pll();
    if (((old ^ now) & (ODEN | ODSWEN)) && from_pll)
        violations().report("VB-PWR-006",
                            "PWR_CR1.ODEN or ODSWEN changed while the system clock is the PLL's");
    if (~old & now & ODSWEN && !(peek(CSR1) & ODRDY))
        violations().report("VB-PWR-007",
                            "PWR_CR1.ODSWEN set while PWR_CSR1.ODRDY is 0: nothing is switched");
    if (~old & now & ODEN) become_ready(ODRDY, kOverdriveOn);
    if (~old & now & ODSWEN && peek(CSR1) & ODRDY) become_ready(ODSWRDY, kOverdriveSwitched);
    if (!(now & ODEN)) drop(ODRDY | ODSWRDY);
    if (!(now & ODSWEN)) drop(ODSWRDY);
}

void Pwr::become_ready(std::uint32_t bit, Picoseconds delay) {
    pending_[bit] = timeline_.schedule_in(delay, [this, bit] {
        pending_.erase(bit);
        set_bits(CSR1, bit, true);
        if (changed_) changed_();
    });
}

void Pwr::drop(std::uint32_t ready_bits) {
    set_bits(CSR1, ready_bits, false);
    for (auto found = pending_.begin(); found != pending_.end();)
        if (found->first & ready_bits) {
            timeline_.cancel(found->second);
            found = pending_.erase(found);
        } else {
            ++found;
        }
}

} // namespace vb::stm32f
