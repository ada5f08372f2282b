// A chip as its SFDP describes it: size, page, erase types, sector map, reads, quad enable, 4-byte addresses.
#pragma once
#include "chips/nor-part.hpp"
#include "chips/sfdp-dump.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace vb {

// The part, or why there is none: an id (VB-CHIP-…) and a sentence.
std::variant<NorPart, std::string> part_from_sfdp(const SfdpDump& dump, std::string name);

} // namespace vb
