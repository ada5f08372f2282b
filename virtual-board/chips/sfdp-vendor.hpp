// What a chip from a dump has beyond its tables: the registers of its maker, where these are modelled.
#pragma once
#include "chips/nor-part.hpp"

namespace vb {

// By the first bytes of the id: Winbond (EF), Micron (20), SST26 (BF 26), Macronix (C2). `words`: DWORDs of
// the basic flash parameter table.
void add_vendor_registers(NorPart& part, std::size_t words);

} // namespace vb
