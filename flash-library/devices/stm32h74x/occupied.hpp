// STM32H742/743/750/753: where something is (RM0433, memory organisation).
#pragma once
#include "flash-library/devices/occupied-range.hpp"
#include "flash-library/devices/stm32h74x/memory.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <array>

namespace xspi::stm32h74x {

inline constexpr RegisterBits kFmcClock{"RCC_AHB3ENR.FMCEN", RCC_AHB3ENR, RCC_AHB3_FMC};

inline constexpr std::array kOccupied{
    OccupiedRange{{"ITCM, flash, system memory or RAM", 0x00000000, 0x40000000}},
    OccupiedRange{{"a peripheral", 0x40000000, 0x20000000}},
    OccupiedRange{{"QUADSPI's window", kQuadSpiWindow, kWindowSize}},
    OccupiedRange{{"the core's private peripheral bus", 0xE0000000, 0x20000000}},
    OccupiedRange{{"FMC bank 1 or 2", 0x60000000, 0x20000000}, kFmcClock},
    OccupiedRange{{"FMC bank 3", 0x80000000, 0x10000000}, kFmcClock},
    OccupiedRange{{"FMC's SDRAM", 0xC0000000, 0x20000000}, kFmcClock},
};

} // namespace xspi::stm32h74x
