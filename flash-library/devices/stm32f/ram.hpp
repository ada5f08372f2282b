// STM32F4 and F7: RAM as the agent uses it.
#pragma once
#include "flash-library/devices/memory-region.hpp"

#include <cstdint>

namespace xspi::stm32f {

// Room for the agent's ring in the RAM that begins where the agent lies: behind it and the work area of
// OpenOCD's own algorithms, to the end.
constexpr MemoryRegion ring_behind_agent(const MemoryRegion& ram) {
    constexpr std::uint32_t kInUse = 48 * 1024;
    return {ram.name, ram.base + kInUse, ram.size - kInUse};
}

} // namespace xspi::stm32f
