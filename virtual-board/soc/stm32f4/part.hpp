// What differs between the lines and the parts of the STM32F4.
#pragma once
#include "soc/pin-functions.hpp"
#include "soc/stm32f/clock-limits.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vb::stm32f4 {

// One bit each, for tables that serve several lines. F40x: F405, F407, F415, F417; F42x: F427, F429, F437,
// F439; F46x: F469, F479.
enum LineBit : unsigned {
    F40x = 1,
    F42x = 2,
    F46x = 4,
    F446 = 8,
    F412 = 16,
    F411 = 32,
    F401 = 64,
    All = 127
};

enum class Regulator {
    TwoScales,  // one bit of VOS, no over-drive
    ThreeScales // two bits
};

struct Line {
    LineBit bit;
    std::uint32_t idcode;   // DBGMCU_IDCODE
    std::uint16_t rom_part; // ST's number in the ROM table
    unsigned irq_lines;
    unsigned sram_kib; // from 0x20000000
    bool ccm, backup_sram;
    const char* ports; // GPIO
    unsigned spis;     // SPI1 .. SPIn
    Regulator regulator;
    bool overdrive;
    stm32f::ClockLimits limits;
    bool two_banks; // where the flash has 1 or 2 MiB
    // Of the QUADSPI; 0: there is none.
    unsigned quadspi_irq = 0, quadspi_mhz = 0;
};

struct Part {
    std::string name; // "STM32F407VE"
    const Line* line;
    std::uint32_t flash_kib;
};

// By the name of the part; what follows package and size ("T6", "T6TR") does not matter.
std::optional<Part> find_part(const std::string& name);
std::vector<std::string> part_names();
PinFunctions pins_of(LineBit line); // pins.cpp

} // namespace vb::stm32f4
