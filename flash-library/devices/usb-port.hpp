// A USB core of a microcontroller that the bootloader can be reached by, and what of the internal flash the
// bootloader itself takes.
#pragma once
#include "flash-library/devices/pin.hpp"

#include <cstdint>
#include <string_view>

namespace xspi {

struct UsbPort {
    std::string_view name = {};  // as a board's file has it: "OTG_FS"
    std::uint32_t registers = 0; // of the core
    std::uint32_t interrupt = 0; // its position in the NVIC
    bool high_speed = false;     // over the PHY that it has
    Pin dm, dp;                  // unconnected: the package has pins of its own for it
};

// In whole sectors, from the internal flash's first on; the bootloader's linker script holds it to them.
inline constexpr std::uint32_t kBootloaderSize = 48 * 1024;
constexpr std::uint32_t bootloader_sectors(std::uint32_t sector_size) {
    return (kBootloaderSize + sector_size - 1) / sector_size * sector_size;
}
// What VTOR takes for the tables of all these microcontrollers (at most 240 vectors).
inline constexpr std::uint32_t kVectorTableAlignment = 1024;

} // namespace xspi
