// Infineon (Cypress): SEMPER S25H, S28H.
//
// The 4 KiB erase is dropped: as delivered, SEMPER chips have 4 KiB sectors in thirty-two places only, at the
// bottom or the top (sector map FF81h); everywhere else 21h is ignored and fails. The 256 KiB erase (DCh)
// leaves the 4 KiB sectors inside its range alone, so that ChipDescription::hybrid_sectors stays set and
// callers can say so.
#include "flash-library/chips/quirk.hpp"

#include <array>

namespace xspi {
namespace {

constexpr std::array kQuirks = {
    Quirk{0x345B1C, kExactPart, QuirkKind::Name, 0, "S28HS02GT"},
    Quirk{0x340000, kWholeVendor, QuirkKind::DropEraseType, 4096, "4 KiB sectors are not everywhere"},
};

} // namespace

std::span<const Quirk> infineon_quirks() { return kQuirks; }

} // namespace xspi
