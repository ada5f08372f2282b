// GigaDevice: GD25Q.
//
// Four lines: QE is SR2 bit 1 (S9), written by 31h, on GD25Q16C by 01h with both bytes; 50h makes that
// volatile; 32h has its address on one line (data sheets of GD25Q16C and GD25Q64C; the settings in Adafruit's
// SPIFlash agree). Fast reads go to 120 MHz on the C and E generation; older ones with the same ids need
// their high performance mode above 80 MHz.
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

VendorQuad gigadevice_quad(const ChipIdentity& chip) {
    constexpr std::uint32_t kGd25q16c = 0xC84015;
    const bool both = chip.word() == kGd25q16c;
    return {true, both ? QuadEnable::Sr2Bit1By01Clearing : QuadEnable::Sr2Bit1By31, true, 0x32, false, 0};
}

std::span<const ClockLimit> gigadevice_clock_limits() { return kLimits; }

} // namespace xspi
