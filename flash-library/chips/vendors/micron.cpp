// Micron, Numonyx, ST: M25P, N25Q, MT25Q.
//
// Fail register: the flag status register (70h) has the erase failure in bit 5, the program failure in bit 4
// and a protected target in bit 1. BFPT says only that its bit 7 can be polled. M25P (type 20h) has no such
// register.
//
// No chip erase: MT25Q and N25Q of 1 Gbit and more are stacks of 512 Mbit dies. They take DIE ERASE (C4h)
// with an address and no BULK ERASE, although BFPT DWORD 11 codes a chip erase time. The planner does
// without.
//
// Four lines: there is no QE. N25Q128A (BFPT of nine DWORDs) and MT25QL128 (sixteen) answer RDID alike. 12h
// programs over four lines on the one and takes four address bytes on the other; 38h is known to MT25Q only.
// 32h is the quad input program, address on one line, on both, and the one that is used. N25Q reads at
// 108 MHz with its default of eight dummy cycles for 6Bh and ten for EBh (N25Q128A data sheet, supported
// clock frequencies); MT25Q is faster with more of them, and as fast with these.
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/quirk.hpp"
#include "flash-library/chips/vendor-quad.hpp"

#include <array>

namespace xspi {
namespace {

constexpr Quirk name(std::uint32_t identity, const char* text) {
    return {identity, kExactPart, QuirkKind::Name, 0, text};
}
constexpr Quirk fail_flags(std::uint32_t family) {
    return {family, 0xFFFF00, QuirkKind::FailRegister, 0x7032, because("flag status register")};
}
constexpr Quirk no_chip_erase(std::uint32_t part) {
    return {part, kExactPart, QuirkKind::ChipEraseOpcode, 0, because("stacked dies: no BULK ERASE")};
}

constexpr std::array kQuirks = {
    name(0x20BB21, "MT25QU01G"), fail_flags(0x20BA00),    fail_flags(0x20BB00),    no_chip_erase(0x20BA21),
    no_chip_erase(0x20BA22),     no_chip_erase(0x20BB21), no_chip_erase(0x20BB22),
};

constexpr std::array kLimits = {
    ClockLimit{0x20BA00, 0xFFFF00, 0, 108, 108},
    ClockLimit{0x20BB00, 0xFFFF00, 0, 108, 108},
};

} // namespace

VendorQuad micron_quad() { return {true, QuadEnable::None, false, 0x32, false, 0}; }

std::span<const ClockLimit> micron_clock_limits() { return kLimits; }

std::span<const Quirk> micron_quirks() {
    if constexpr (!kHasQuadChips) return {};
    return kQuirks;
}

} // namespace xspi
