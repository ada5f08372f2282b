// Instruction and data cache of the Cortex-M7. Reset leaves them off and their contents undefined.
#pragma once

namespace firmware {

void enable_caches();  // invalidated first
void disable_caches(); // dirty lines are lost: only for a start where nothing of the old contents counts

} // namespace firmware
