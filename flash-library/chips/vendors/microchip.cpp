// Microchip, SST: SST26VF, SST26WF.
//
// 104 MHz from 2.7 V on, 80 MHz below (SST26VF064B data sheet, features). Its quad page program has the same
// opcode as others', 32h, with another form; pages are programmed over one line. Its QE is IOC, bit 1 of the
// configuration register (35h, 01h with two bytes), which is volatile although 06h enables its write.
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/vendor-quad.hpp"

#include <array>

namespace xspi {
namespace {

constexpr std::array kLimits = {ClockLimit{0xBF2600, 0xFFFF00, 0, 104, 80}};

} // namespace

VendorQuad microchip_quad() {
    VendorQuad quad;
    quad.enable_forgets = true;
    return quad;
}

std::span<const ClockLimit> microchip_clock_limits() { return kLimits; }

} // namespace xspi
