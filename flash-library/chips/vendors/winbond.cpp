// Winbond: W25Q, W25X.
//
// Dedicated four-byte opcodes: W25Q256JV (EF4019h) says in BFPT DWORD 16 bit 29 that it has them, while the
// dump at hand has no FF84h. 13h, 0Ch, 12h, 21h and DCh are in its data sheet; a four-byte form of the 32 KiB
// erase is not. The older W25Q256FV has the same JEDEC id without 12h, 21h and DCh; its BFPT is of
// revision 1.0 and has no DWORD 16, so it is not taken for the newer one and goes by B7h.
#include "flash-library/chips/quirk.hpp"

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
          "W25Q256JV data sheet, 4-byte commands", OnlyIf::NoFourByteTable},
};

} // namespace

std::span<const Quirk> winbond_quirks() { return kQuirks; }

} // namespace xspi
