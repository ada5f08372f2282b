// STM32H742/743/750/753: what memory a device has and where (RM0433, memory organisation; ST's device
// headers).
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32h74x {

inline constexpr std::uint32_t kInternalFlashBase = 0x08000000;
inline constexpr std::uint32_t kInternalBank2 = 0x08100000; // wherever bank 1 ends
inline constexpr std::uint32_t kInternalSectorSize = 128 * 1024;
inline constexpr std::uint32_t kInternalProgramUnit = 32; // 256 bits with ECC
inline constexpr std::uint32_t kUniqueId = 0x1FF1E800;    // 96 bits (UID_BASE)
inline constexpr std::uint32_t kQuadSpiRegisters = 0x52005000;
inline constexpr std::uint32_t kSpi1Registers = 0x40013000;
inline constexpr std::uint32_t kSpi2Registers = 0x40003800;
inline constexpr std::uint32_t kSpi3Registers = 0x40003C00;
inline constexpr std::uint32_t kSpi4Registers = 0x40013400;
inline constexpr std::uint32_t kSpi5Registers = 0x40015000;
inline constexpr std::uint32_t kSpi6Registers = 0x58001400;
inline constexpr std::uint32_t kQuadSpiWindow = 0x90000000;
inline constexpr std::uint32_t kWindowSize = 256u * 1024 * 1024;

// xI: two banks of 1 MiB; xG: two of 512 KiB; xB (H750): one sector.
constexpr std::array<MemoryRegion, 2> internal_banks(const Device& device) {
    const std::uint32_t size = device.flash_kib * 1024;
    if (size <= kInternalSectorSize) return {{{"internal flash", kInternalFlashBase, size}, {}}};
    return {{{"internal flash bank 1", kInternalFlashBase, size / 2},
             {"internal flash bank 2", kInternalBank2, size / 2}}};
}

// SRAM1 to 3 and the backup SRAM need their clocks first and are left out.
constexpr RamMap ram_regions(const Device& device) {
    return {{{"ITCM", 0x00000000, 64 * 1024},
             {"DTCM", 0x20000000, 128 * 1024},
             {"AXI SRAM", 0x24000000, device.ram_kib * 1024},
             {"SRAM4", 0x38000000, 64 * 1024},
             {}}};
}

// Room for the agent's ring: the last 256 KiB of the AXI SRAM, whose beginning most applications use.
constexpr MemoryRegion agent_ring(const Device& device) {
    constexpr std::uint32_t kRing = 256 * 1024;
    return {"AXI SRAM", 0x24000000 + device.ram_kib * 1024 - kRing, kRing};
}

} // namespace xspi::stm32h74x
