// ISSI: IS25LP, IS25WP.
//
// Four lines: QE is SR bit 6, non-volatile; 32h has its address on one line. With the six dummy cycles that
// EBh has by default 80 MHz are safe on every generation; more dummy cycles (C0h) would serve 133 MHz.
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/vendor-quad.hpp"

#include <array>

namespace xspi {
namespace {

constexpr std::array kLimits = {ClockLimit{0x9D0000, 0xFF0000, 0, 80, 80}};

} // namespace

VendorQuad issi_quad() { return {true, QuadEnable::Sr1Bit6, false, 0x32, false, 0}; }

std::span<const ClockLimit> issi_clock_limits() { return kLimits; }

} // namespace xspi
