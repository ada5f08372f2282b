// STM32H7R/S: the option bytes by name, where they lie in the FLASH interface, and which of them software may
// be asked to write (ST's device header and SVD).
#pragma once
#include "flash-library/devices/option-byte.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32h7rs {

inline constexpr std::uint32_t kFlashInterface = 0x52002000;
inline constexpr std::uint32_t FLASH_SR = kFlashInterface + 0x014;
inline constexpr std::uint32_t FLASH_SR_BUSY = 1u << 0;
inline constexpr std::uint32_t FLASH_SR_QW = 1u << 2;
inline constexpr std::uint32_t FLASH_OPTKEYR = kFlashInterface + 0x100;
inline constexpr std::array<std::uint32_t, 2> kOptionKeys{0x08192A3B, 0x4C5D6E7F};
inline constexpr std::uint32_t FLASH_OPTCR = kFlashInterface + 0x104;
inline constexpr std::uint32_t FLASH_OPTCR_OPTLOCK = 1u << 0;
inline constexpr std::uint32_t FLASH_OPTCR_PG_OPT = 1u << 1;
inline constexpr std::uint32_t FLASH_OPTCR_KVEIE = 1u << 27;
inline constexpr std::uint32_t FLASH_OPTCR_KTEIE = 1u << 28;
inline constexpr std::uint32_t FLASH_OPTCR_OPTERRIE = 1u << 30;
inline constexpr std::uint32_t FLASH_OPTISR = kFlashInterface + 0x108;
inline constexpr std::uint32_t FLASH_OPTICR = kFlashInterface + 0x10C;
inline constexpr std::uint32_t FLASH_OPTISR_OPTERRF = 1u << 30;
inline constexpr std::array kOptionBytes{
    OptionByte{"NVSTATE", kFlashInterface + 0x200, kFlashInterface + 0x204, 0, 0xFF, OptionRisk::LifeCycle,
               OptionGroup::HighSpeed, 0, "0xB4 open, 0x51 closed"},
    OptionByte{"WRPS", kFlashInterface + 0x218, kFlashInterface + 0x21C, 0, 0xFF, OptionRisk::None,
               OptionGroup::Protection, 0, "bit n = 0: sector n of the internal flash is write-protected"},
    OptionByte{"BOR_LEVEL", kFlashInterface + 0x260, kFlashInterface + 0x264, 2, 3, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "brown-out reset: 0 off, 1 2.1 V, 2 2.4 V, 3 2.7 V"},
    OptionByte{"IWDG_HW", kFlashInterface + 0x260, kFlashInterface + 0x264, 4, 1, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "0: the watchdog runs from reset on; 1: software starts it"},
    OptionByte{"NRST_STOP", kFlashInterface + 0x260, kFlashInterface + 0x264, 6, 1, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "1: no reset when entering Stop"},
    OptionByte{"NRST_STBY", kFlashInterface + 0x260, kFlashInterface + 0x264, 7, 1, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "1: no reset when entering Standby"},
    OptionByte{"XSPI1_HSLV", kFlashInterface + 0x260, kFlashInterface + 0x264, 8, 1, OptionRisk::FlashPort,
               OptionGroup::HighSpeed, 1, "1: XSPIM port 1 may be fast; below 2.7 V only"},
    OptionByte{"XSPI2_HSLV", kFlashInterface + 0x260, kFlashInterface + 0x264, 9, 1, OptionRisk::FlashPort,
               OptionGroup::HighSpeed, 2, "1: XSPIM port 2 may be fast; below 2.7 V only"},
    OptionByte{"IWDG_FZ_STOP", kFlashInterface + 0x260, kFlashInterface + 0x264, 17, 1, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "1: the watchdog runs on in Stop"},
    OptionByte{"IWDG_FZ_STBY", kFlashInterface + 0x260, kFlashInterface + 0x264, 18, 1, OptionRisk::None,
               OptionGroup::HighSpeed, 0, "1: the watchdog runs on in Standby"},
    OptionByte{"VDDIO_HSLV", kFlashInterface + 0x260, kFlashInterface + 0x264, 29, 1, OptionRisk::VddPads,
               OptionGroup::HighSpeed, 0, "1: all other pads may be fast; VDD below 2.5 V only"},
    OptionByte{"ITCM_AXI_SHARE", kFlashInterface + 0x268, kFlashInterface + 0x26C, 0, 7, OptionRisk::None,
               OptionGroup::RamSizes, 0, "ITCM: 0 64 KiB, 1 128 KiB, 2 192 KiB, taken from AXI SRAM1"},
    OptionByte{"DTCM_AXI_SHARE", kFlashInterface + 0x268, kFlashInterface + 0x26C, 4, 7, OptionRisk::None,
               OptionGroup::RamSizes, 0, "DTCM: 0 64 KiB, 1 128 KiB, 2 192 KiB, taken from AXI SRAM3"},
    OptionByte{"ECC_ON_SRAM", kFlashInterface + 0x268, kFlashInterface + 0x26C, 8, 1, OptionRisk::None,
               OptionGroup::RamSizes, 0, "1: ECC on AXI SRAM1 and SRAM3, whose bits lie in SRAM4"},
};

// What acts is in no register: it was loaded at the last reset. The vendor's loader waits 400 ms for a page.
inline constexpr OptionControl kOptionControl{
    .key = FLASH_OPTKEYR,
    .keys = kOptionKeys,
    .control = FLASH_OPTCR,
    .lock = FLASH_OPTCR_OPTLOCK,
    .control_before = FLASH_OPTCR_PG_OPT,
    .control_after = 0,
    .busy = {FLASH_SR, FLASH_SR_BUSY | FLASH_SR_QW},
    .error = {FLASH_OPTISR, FLASH_OPTISR_OPTERRF},
    .clear = {FLASH_OPTICR, FLASH_OPTISR_OPTERRF},
    .acts_at_once = false,
    .maximum_ms = 400,
    .marks = {.protection = FLASH_OPTCR_KVEIE, .ram_sizes = FLASH_OPTCR_KTEIE, .other = FLASH_OPTCR_OPTERRIE},
};

} // namespace xspi::stm32h7rs
