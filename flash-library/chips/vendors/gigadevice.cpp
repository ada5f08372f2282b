// GigaDevice: GD25Q.
//
// Four lines: QE is SR2 bit 1 (S9), written by 31h, 50h makes that volatile, 32h has its address on one line
// (GD25Q64C data sheet). Fast reads go to 120 MHz on the C and E generation; older ones with the same ids
// need their high performance mode above 80 MHz.
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/vendor-quad.hpp"

#include <array>

namespace xspi {
namespace {

constexpr std::array kLimits = {
    ClockLimit{0xC80000, 0xFF0000, 16, 104, 104},
    ClockLimit{0xC80000, 0xFF0000, 0, 80, 80},
};

} // namespace

VendorQuad gigadevice_quad() { return {true, QuadEnable::Sr2Bit1By31, true, 0x32, false, 0}; }

std::span<const ClockLimit> gigadevice_clock_limits() { return kLimits; }

} // namespace xspi
