// STM32F4 and F7: where something is (RM0090, RM0385, memory organisation).
#pragma once
#include "flash-library/devices/occupied-range.hpp"
#include "flash-library/devices/stm32f/controllers.hpp"

namespace xspi::stm32f {

inline constexpr RegisterBits kFsmcClock{"RCC_AHB3ENR.FSMCEN", RCC_AHB3ENR, RCC_AHB3_FMC};
inline constexpr RegisterBits kFmcClock{"RCC_AHB3ENR.FMCEN", RCC_AHB3ENR, RCC_AHB3_FMC};

// In the M4's, the aliases of the bit-bands are among the first two: 0x22000000 and 0x42000000.
inline constexpr OccupiedRange kMemories{{"flash, system memory or RAM", 0x00000000, 0x40000000}};
inline constexpr OccupiedRange kPeripherals{{"a peripheral", 0x40000000, 0x20000000}};
inline constexpr OccupiedRange kMemoryControllers{{"the memory controllers", 0xA0000000, 0x10000000}};
inline constexpr OccupiedRange kPrivateBus{{"the core's private peripheral bus", 0xE0000000, 0x20000000}};
inline constexpr OccupiedRange kWindow{{"QUADSPI's window", kQuadSpiWindow, kWindowSize}};
// FSMC: NOR and SRAM, NAND, PC card. FMC: SDRAM in place of the last, where QUADSPI's window is.
inline constexpr OccupiedRange kFsmcBanks{{"an FSMC bank", 0x60000000, 0x40000000}, kFsmcClock};
inline constexpr OccupiedRange kFsmcNor{{"FSMC's bank 1", 0x60000000, 0x10000000}, kFsmcClock};
inline constexpr OccupiedRange kFmcBanksF42x{{"an FMC bank", 0x60000000, 0x40000000}, kFmcClock};
inline constexpr OccupiedRange kFmcBanks{{"an FMC bank", 0x60000000, 0x30000000}, kFmcClock};
inline constexpr OccupiedRange kSdram{{"FMC's SDRAM", 0xC0000000, 0x20000000}, kFmcClock};

} // namespace xspi::stm32f
