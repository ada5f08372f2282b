// Why a core refuses a breakpoint.
#pragma once
#include <cstdint>
#include <string>

namespace xspi {

// The Flash Patch and Breakpoint unit. Its revision 1 compares addresses of the Code region only (ARMv7-M
// Architecture Reference Manual, C1.11: FP_COMPn.COMP is bits 28:2).
struct BreakpointUnit {
    unsigned revision = 0; // 1 or 2, as the manual counts
    unsigned comparators = 0, free = 0;
};
constexpr std::uint32_t kRevision1Last = 0x1FFFFFFF;

// A sentence with its id, or nothing if the unit is not the reason. in_flash: the address is in flash.
std::string explain_refusal(const BreakpointUnit& unit, std::uint32_t address, bool in_flash);

} // namespace xspi
