#include "soc/stm32h7rs/kernel-clock-switch.hpp"

namespace vb {

void KernelClockSwitch::update(const Inputs& hz, bool protection) {
    bool legal = wanted_ <= Pll2T;
    if (from_ != wanted_ && legal && (hz[from_] || recovery_) && hz[wanted_]) {
        from_ = wanted_;
        recovery_ = false;
    }
    if (from_ == wanted_ && hz[from_] == 0 && protection) recovery_ = true;
    if (!protection && hz[from_] != 0) recovery_ = false;
    hz_ = recovery_ ? hz[Hclk5] / 4 : from_ == wanted_ ? hz[from_] : 0;
}

KernelClockSwitch::Position KernelClockSwitch::position() const {
    if (recovery_) return Recovery;
    return from_ == wanted_ ? Position(from_) : Neutral;
}

} // namespace vb
