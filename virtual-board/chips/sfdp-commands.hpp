// The command set that SFDP announces.
#pragma once
#include "chips/nor-command.hpp"
#include "chips/nor-part.hpp"
#include "chips/sfdp-tables.hpp"

namespace vb {

std::vector<NorCommand> sfdp_commands(const SfdpTables& tables, const NorPart& part);

// BFPT DWORD 1 bits 18:17 and DWORD 16.
bool sfdp_has_four_byte_mode(const SfdpTable& basic);

} // namespace vb
