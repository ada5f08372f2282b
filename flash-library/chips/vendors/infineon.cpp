// Infineon (Cypress): SEMPER S25H, S28H.
//
// As delivered, SEMPER chips have 4 KiB sectors in thirty-two places only, at the bottom or the top;
// everywhere else 21h is ignored and fails. The sector map (FF81h) says where. A part whose SFDP has no
// sector map loses its 4 KiB erase.
#include "flash-library/chips/quirk.hpp"

#include <array>

namespace xspi {
namespace {

constexpr std::array kQuirks = {
    Quirk{0x345B1C, kExactPart, QuirkKind::Name, 0, "S28HS02GT"},
    Quirk{0x340000, kWholeVendor, QuirkKind::DropEraseType, 4096,
          because("4 KiB sectors are not everywhere")},
};

} // namespace

std::span<const Quirk> infineon_quirks() { return kQuirks; }

} // namespace xspi
