// What a part's name says, for an answer before the chip can be asked: OpenOCD asks for a bank's
// size when gdb connects, perhaps to an application that runs from that very chip.
#pragma once
#include <cstdint>
#include <string_view>

namespace xspi {

struct NamedChip {
    std::uint32_t size = 0;        // bytes; 0: not a name that is known
    std::uint32_t sector_size = 0; // smallest erase; of an EEPROM a page
    std::uint32_t block_size = 0;  // for who erases by one size only: 64 KiB, or what comes next to it
};

// Takes the name with or without what follows the part number (package, temperature): "MX25UW25645GXDI00".
NamedChip find_chip_by_name(std::string_view name);

} // namespace xspi
