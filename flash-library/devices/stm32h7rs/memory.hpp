// STM32H7R/S: what memory the device has and where. The TCMs borrow AXI SRAM as the option word OBW2SR says,
// so RAM ranges are functions of its value.
#pragma once
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/memory-region.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32h7rs {

inline constexpr std::uint32_t kInternalFlashBase = 0x08000000;
inline constexpr std::uint32_t kInternalFlashSize = 64 * 1024;
inline constexpr std::uint32_t kInternalSectorSize = 8 * 1024;
inline constexpr std::uint32_t kInternalProgramUnit = 16; // quad-word with ECC
inline constexpr std::uint32_t kUniqueId = 0x08FFF800;    // 96 bits (ST's device header, UID_BASE)
inline constexpr std::uint32_t kXspi1Registers = 0x52005000;
inline constexpr std::uint32_t kXspi2Registers = 0x5200A000;
inline constexpr std::uint32_t kXspi1Window = 0x90000000;
inline constexpr std::uint32_t kXspi2Window = 0x70000000;
inline constexpr std::uint32_t kWindowSize = 256u * 1024 * 1024;
// ES0596 2.2.17: any access, even speculative, hangs the system.
inline constexpr MemoryRegion kForbidden{"erratum 2.2.17", 0x25000000, 0x01000000};

// OBW2SR: ITCM_AXI_SHARE[2:0] and DTCM_AXI_SHARE[6:4]: 0 or 3 = 64 KiB, 1 = 128 KiB, 2 = 192 KiB (bit 2 of
// each must stay 0); ECC_ON_SRAM[8]: AXI SRAM4 holds the ECC bits.
struct RamOptions {
    std::uint32_t itcm_borrows = 0; // bytes taken from the start of AXI SRAM1
    std::uint32_t dtcm_borrows = 0; // bytes taken from the end of AXI SRAM3
    bool ecc = false;
};
constexpr RamOptions ram_options(std::uint32_t obw2sr) {
    constexpr std::array<std::uint32_t, 4> kBorrowed{0, 0x10000, 0x20000, 0};
    return {kBorrowed[obw2sr & 3], kBorrowed[(obw2sr >> 4) & 3], (obw2sr & (1u << 8)) != 0};
}

// AHB SRAM and backup SRAM need their clocks first and are left out.
constexpr RamMap ram_regions(std::uint32_t obw2sr) {
    const RamOptions o = ram_options(obw2sr);
    const std::uint32_t axi = 0x24000000 + o.itcm_borrows;
    return {{{"ITCM", 0x00000000, 0x10000 + o.itcm_borrows},
             {"DTCM", 0x20000000, 0x10000 + o.dtcm_borrows},
             {"AXI SRAM1..3", axi, 0x24060000 - o.dtcm_borrows - axi},
             {"AXI SRAM4", 0x24060000, o.ecc ? 0u : 0x12000u},
             {}}};
}

// Room for the agent's ring: AXI SRAM2 and what is left of SRAM3. SRAM1 is where most applications keep their
// data, so it is left alone. 256 KiB, never less than 128 KiB.
constexpr MemoryRegion agent_ring(std::uint32_t obw2sr) {
    return {"AXI SRAM2..3", 0x24020000, 0x24060000 - ram_options(obw2sr).dtcm_borrows - 0x24020000};
}

constexpr std::array<MemoryRegion, 2> internal_banks(const Device&) {
    return {{{"internal flash", kInternalFlashBase, kInternalFlashSize}, {}}};
}

} // namespace xspi::stm32h7rs
