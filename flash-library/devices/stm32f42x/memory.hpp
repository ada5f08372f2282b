// STM32F427/429/437/439: what memory a device has and where (RM0090, memory organisation; ST's device
// headers).
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f42x {

inline constexpr std::uint32_t kUniqueId = 0x1FFF7A10; // 96 bits

// Sectors of 16, 64 and 128 KiB; in two banks from 2 MiB on, or as DB1M says.
inline constexpr std::uint32_t kLargestSector = 128 * 1024;
inline constexpr std::uint32_t kTwoBanksBit = 1u << 30; // of FLASH_OPTCR, DB1M
constexpr std::array<MemoryRegion, 2> internal_banks(const Device& device) {
    return {{{"internal flash", 0x08000000, device.flash_kib * 1024}, {}}};
}

inline constexpr MemoryRegion kSram{"SRAM1, SRAM2, SRAM3", 0x20000000, 192 * 1024};
// The CCM is for the core's data alone: no code runs there.
inline constexpr MemoryRegion kCcm{"CCM", 0x10000000, 64 * 1024};
constexpr RamMap ram_regions() { return {{kCcm, kSram, {}, {}, {}}}; }

} // namespace xspi::stm32f42x
