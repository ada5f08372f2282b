// Macronix: MX25, MX66.
//
// Fail register: BFPT has no field for program and erase errors. RDSCUR (2Bh) has P_FAIL in bit 5 and E_FAIL
// in bit 6; a protected target sets them too, and nothing else tells that case from success
// (docs/hardware/macronix-octal.md, registers). They are cleared by the next operation of the same kind that
// succeeds, so reading them after each operation is enough.
//
// Chip erase: SFDP names no opcode. Macronix has both 60h and C7h; 60h (609Fh in octal) is the first in its
// tables.
//
// Octal power-up dummy cycles: FF05h says how many cycles each frequency needs and the value of CR2[300h]
// that gives them, but not which of them the chip powers up with. CR2[300h] = 0 after power-up means 20
// cycles on this family (docs/hardware/macronix-octal.md, dummy cycles and clock). MX25UM25345G shows that
// the 200 MHz row (18 cycles, pattern 1) is not the power-up state.
//
// Four lines: QE is SR bit 6, non-volatile; 4PP (38h) has its address on four lines. EBh has six clocks by
// default, enough for 84 MHz (MX25L25635F against N25Q256A, Macronix AN155); MX25R in its low-power mode, the
// one it powers up in, reads at 33 MHz (MX25R6435F data sheet).
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
    name(0xC28139, "MX25UW25645G"),
    name(0xC2813B, "MX66UW1G45G"),
    name(0xC28339, "MX25UM25345G"),
    name(0xC2201C, "MX66L2G45G"),
    Quirk{0xC20000, kWholeVendor, QuirkKind::FailRegister, 0x2B60, because("P_FAIL and E_FAIL of RDSCUR")},
    Quirk{0xC20000, kWholeVendor, QuirkKind::ChipEraseOpcode, 0x60,
          because("60h is in every Macronix command table")},
    Quirk{0xC20000, kWholeVendor, QuirkKind::OctalPowerUpDummy, 20, because("CR2[300h] = 0: 20 cycles"),
          OnlyIf::OctalProfile},
};

constexpr std::array kLimits = {
    ClockLimit{0xC22800, 0xFFFF00, 0, 33, 33},
    ClockLimit{0xC22000, 0xFFFF00, 0, 84, 84},
    ClockLimit{0xC22500, 0xFFFF00, 0, 84, 84},
};

} // namespace

VendorQuad macronix_quad() { return {true, QuadEnable::Sr1Bit6, false, 0x38, true, 0}; }

std::span<const ClockLimit> macronix_clock_limits() { return kLimits; }

std::span<const Quirk> macronix_quirks() { return kQuirks; }

} // namespace xspi
