// Winbond: W25Q, W25X.
//
// Dedicated four-byte opcodes: W25Q256JV (EF4019h) says in BFPT DWORD 16 bit 29 that it has them, while the
// dump at hand has no FF84h. 13h, 0Ch, 12h, 21h and DCh are in its data sheet; a four-byte form of the 32 KiB
// erase is not. The older W25Q256FV has the same JEDEC id without 12h, 21h and DCh; its BFPT is of
// revision 1.0 and has no DWORD 16, so it is not taken for the newer one and goes by B7h.
//
// Four lines: QE is SR2 bit 1 and 32h has its address on one line (34h above 16 MiB) on all of them. W25Q of
// the JV and JW generation have a BFPT of sixteen DWORDs and read by EBh at 133 MHz from 3.0 V on, at 104 MHz
// below (W25Q64JV data sheet, 9.2 and 9.6). Their elders have nine: BV 80 MHz, CV and FV 104 MHz under one
// id.
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/quirk.hpp"
#include "flash-library/chips/vendor-quad.hpp"

#include <array>

namespace xspi {
namespace {

constexpr Quirk name(std::uint32_t identity, const char* text) {
    return {identity, kExactPart, QuirkKind::Name, 0, text};
}

constexpr std::array kQuirks = {
    name(0xEF4017, "W25Q64"), // JV-IQ and FV share the id
    name(0xEF7017, "W25Q64JV-IM"),
    name(0xEF8017, "W25Q64JW-M"),
    name(0xEF4018, "W25Q128"),
    name(0xEF4019, "W25Q256"),
    Quirk{0xEF4019, kExactPart, QuirkKind::DedicatedFourByteOpcodes, 0,
          because("W25Q256JV data sheet, 4-byte commands"), OnlyIf::NoFourByteTable},
};

constexpr std::array kLimits = {
    ClockLimit{0xEF0000, kWholeVendor, 16, 133, 104},
    ClockLimit{0xEF0000, kWholeVendor, 0, 80, 80},
};

} // namespace

VendorQuad winbond_quad() { return {true, QuadEnable::Sr2Bit1By01Clearing, true, 0x32, false, 0x34}; }

std::span<const ClockLimit> winbond_clock_limits() { return kLimits; }

std::span<const Quirk> winbond_quirks() {
    if constexpr (!kHasQuadChips) return {};
    return kQuirks;
}

} // namespace xspi
