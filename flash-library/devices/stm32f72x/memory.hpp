// STM32F722/730/732: what memory a device has and where (RM0431, memory organisation; ST's device
// headers).
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f72x {

inline constexpr std::uint32_t kUniqueId = 0x1FF07A10; // 96 bits

// Sectors of 16, 64 and 128 KiB.
inline constexpr std::uint32_t kLargestSector = 128 * 1024;
constexpr std::array<MemoryRegion, 2> internal_banks(const Device& device) {
    return {{{"internal flash", 0x08000000, device.flash_kib * 1024}, {}}};
}

inline constexpr MemoryRegion kSram1{"SRAM1", 0x20010000, 176 * 1024};
constexpr RamMap ram_regions() {
    return {{{"ITCM", 0x00000000, 16 * 1024},
             {"DTCM", 0x20000000, 64 * 1024},
             kSram1,
             {"SRAM2", 0x2003C000, 16 * 1024},
             {}}};
}

} // namespace xspi::stm32f72x
