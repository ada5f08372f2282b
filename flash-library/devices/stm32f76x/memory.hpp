// STM32F765/767/769/777/779: what memory a device has and where (RM0410, memory organisation; ST's device
// headers).
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f76x {

inline constexpr std::uint32_t kUniqueId = 0x1FF0F420; // 96 bits
inline constexpr MemoryRegion kSram1{"SRAM1", 0x20020000, 368 * 1024};

// Sectors of 32, 128 and 256 KiB with one bank (nDBANK = 1), of half that with two.
inline constexpr std::uint32_t kLargestSector = 256 * 1024;
inline constexpr std::uint32_t kDualBankBit = 1u << 29; // of FLASH_OPTCR, nDBANK
constexpr std::array<MemoryRegion, 2> internal_banks(const Device& device) {
    return {{{"internal flash", 0x08000000, device.flash_kib * 1024}, {}}};
}

constexpr RamMap ram_regions() {
    return {{{"ITCM", 0x00000000, 16 * 1024},
             {"DTCM", 0x20000000, 128 * 1024},
             kSram1,
             {"SRAM2", 0x2007C000, 16 * 1024},
             {}}};
}

} // namespace xspi::stm32f76x
