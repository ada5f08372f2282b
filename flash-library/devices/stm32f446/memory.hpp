// STM32F446: what memory a device has and where (RM0390, memory organisation; ST's device headers).
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f446 {

inline constexpr std::uint32_t kUniqueId = 0x1FFF7A10; // 96 bits

// Sectors of 16, 64 and 128 KiB.
inline constexpr std::uint32_t kLargestSector = 128 * 1024;
constexpr std::array<MemoryRegion, 2> internal_banks(const Device& device) {
    return {{{"internal flash", 0x08000000, device.flash_kib * 1024}, {}}};
}

inline constexpr MemoryRegion kSram{"SRAM1, SRAM2", 0x20000000, 128 * 1024};
constexpr RamMap ram_regions() { return {{kSram, {}, {}, {}, {}}}; }

} // namespace xspi::stm32f446
