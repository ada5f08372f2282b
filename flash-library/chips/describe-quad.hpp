// What a chip says about four lines, and what its vendor says where SFDP has no word for it.
#pragma once
#include "flash-library/chips/chip-description.hpp"

namespace xspi {

// After identity, size and quad_enable: may correct the latter. Older tables offer quad reads and do not say
// how they are enabled; who made the chip then decides.
void take_quad(const SfdpTables& sfdp, ChipDescription& chip);

} // namespace xspi
