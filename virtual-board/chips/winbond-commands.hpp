// The command sets of Winbond's W25Q parts.
#pragma once
#include "chips/nor-command.hpp"

#include <span>
#include <vector>

namespace vb {

struct WinbondCommands {
    bool jv = true;         // 31h, 15h, 11h, block locks
    bool qpi = false;       // 38h and what follows from it
    bool dtr = false;       // 0Dh, BDh, EDh, and 0Eh in QPI
    bool four_byte = false; // B7h, E9h, C5h, C8h, and opcodes of their own
};
std::vector<NorCommand> winbond_commands(const WinbondCommands& set);
std::span<const NorCommand> winbond_four_byte_commands(); // of `four_byte`

} // namespace vb
