// A flash of a board as another tool is told of it, and what a loader has to know to drive it.
#pragma once
#include "flash-library/devices/family.hpp"
#include "openocd-driver/board/board.hpp"
#include "target-stubs/loader-facts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xspi {

struct ExportedMemory {
    std::string board, bank, chip;                          // names, from the board's file
    std::uint32_t base = 0, size = 0, sector = 0, page = 0; // bytes; page: of one call
    std::uint32_t largest_page = 0;                         // of the chip, which programs no more at once
    bool mapped = false;                                    // the core sees it at its base
    bool internal = false;                                  // the microcontroller's own
    loader::Facts facts;
};

// sector: bytes that an erase of it erases; nothing: as fast as it can be, 64 KiB where the chip has them.
// Throws Failure XSPI-1352, XSPI-1353.
ExportedMemory exported_memory(const BoardFlash& board, std::optional<std::uint32_t> sector);

// The microcontroller's own flash, where OpenOCD has no driver for it; nothing: it has one.
std::optional<ExportedMemory> exported_internal(const Board& board);

// Of the microcontroller's RAM the largest piece that code runs from, from its first byte.
MemoryRegion loader_ram(const Board& board);

} // namespace xspi
