#include "soc/stm32h7rs/xspim.hpp"

#include "ip/xspi/xspi-registers.hpp"
#include "ip/xspi/xspi-rules.hpp"

#include <fmt/format.h>

namespace vb {

using namespace xspi;

Xspim::Xspim(const ClockSource& clocks, Violations& violations, XspiPort& port1, XspiPort& port2)
    : clocks_(clocks), violations_(violations), ports_{&port1, &port2} {}

std::optional<std::uint32_t> Xspim::read(std::uint32_t offset, unsigned size, Master) {
    if (!clocks_.xspim_enabled()) {
        violations_.report(rule::kXspimClock, "XSPIM was read while RCC_AHB5ENR.XSPIMEN is 0: it reads 0.");
        return 0;
    }
    if (offset >= 4) return 0;
    const std::uint32_t value = cr_ >> (8 * (offset & 3));
    return size == 4 ? value : value & ((1u << (8 * size)) - 1);
}

bool Xspim::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) {
    if (!clocks_.xspim_enabled()) {
        violations_.report(rule::kXspimClock,
                           "XSPIM was written while RCC_AHB5ENR.XSPIMEN is 0: the write is lost.");
        return true;
    }
    if (offset >= 4) return true;
    for (unsigned n = 1; n <= 2; ++n)
        if (enabled_[n - 1] && enabled_[n - 1]()) {
            violations_.report(
                rule::kXspimWhileEnabled,
                fmt::format("XSPIM_CR was written while XSPI{}_CR.EN is 1: the write is ignored.", n));
            return true;
        }
    const unsigned shift = 8 * (offset & 3);
    const std::uint32_t lanes = (size == 4 ? ~0u : (1u << (8 * size)) - 1) << shift;
    cr_ = ((cr_ & ~lanes) | ((value << shift) & lanes)) & xspim_cr::kMask;
    return true;
}

XspiPort& Xspim::port_of(unsigned n) const {
    const bool swapped = cr_ & xspim_cr::MODE;
    // Multiplexed, both use one port; otherwise MODE exchanges them.
    if (cr_ & xspim_cr::MUXEN) return *ports_[swapped ? 1 : 0];
    return *ports_[(n - 1) ^ (swapped ? 1u : 0u)];
}

unsigned Xspim::chip_select(unsigned n, bool cssel) const {
    // 0x10 sends both to NCS1, 0x70 both to NCS2 (docs/hardware/xspi.md, XSPIM).
    if (cr_ & xspim_cr::CSSEL_OVR_EN)
        return cr_ & (n == 1 ? xspim_cr::CSSEL_OVR_O1 : xspim_cr::CSSEL_OVR_O2) ? 2 : 1;
    return cssel ? 2 : 1;
}

} // namespace vb
