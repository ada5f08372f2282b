// Micron, Numonyx, ST: M25P, N25Q, MT25Q.
//
// Fail register: the flag status register (70h) has the erase failure in bit 5, the program failure in bit 4
// and a protected target in bit 1. BFPT says only that its bit 7 can be polled. M25P (type 20h) has no such
// register.
//
// No chip erase: MT25Q and N25Q of 1 Gbit and more are stacks of 512 Mbit dies. They take DIE ERASE (C4h)
// with an address and no BULK ERASE, although BFPT DWORD 11 codes a chip erase time. The planner does
// without.
#include "flash-library/chips/quirk.hpp"

#include <array>

namespace xspi {
namespace {

constexpr Quirk name(std::uint32_t identity, const char* text) {
    return {identity, kExactPart, QuirkKind::Name, 0, text};
}
constexpr Quirk fail_flags(std::uint32_t family) {
    return {family, 0xFFFF00, QuirkKind::FailRegister, 0x7032, "flag status register"};
}
constexpr Quirk no_chip_erase(std::uint32_t part) {
    return {part, kExactPart, QuirkKind::ChipEraseOpcode, 0, "stacked dies: no BULK ERASE"};
}

constexpr std::array kQuirks = {
    name(0x20BA19, "N25Q256A"), name(0x20BB21, "MT25QU01G"), fail_flags(0x20BA00),    fail_flags(0x20BB00),
    no_chip_erase(0x20BA21),    no_chip_erase(0x20BA22),     no_chip_erase(0x20BB21), no_chip_erase(0x20BB22),
};

} // namespace

std::span<const Quirk> micron_quirks() { return kQuirks; }

} // namespace xspi
