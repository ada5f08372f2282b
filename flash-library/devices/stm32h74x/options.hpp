// STM32H742/743/750/753: the option bytes by name (RM0433, FLASH option status register and those behind it;
// names as ST's device header has them).
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <array>

namespace xspi::stm32h74x {

// clang-format off
inline constexpr std::array kOptionBytes{
    OptionByte{"BOR_LEV", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 2, 3, OptionRisk::None, OptionGroup::Other, 0,
               "brown-out reset: 0 1.6 V (off), 1 2.1 V, 2 2.4 V, 3 2.7 V"},
    OptionByte{"IWDG1_SW", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 4, 1, OptionRisk::None, OptionGroup::Other, 0,
               "0: the watchdog runs from reset on; 1: software starts it"},
    OptionByte{"NRST_STOP_D1", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 6, 1, OptionRisk::None, OptionGroup::Other, 0,
               "1: no reset when D1 enters DStop"},
    OptionByte{"NRST_STBY_D1", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 7, 1, OptionRisk::None, OptionGroup::Other, 0,
               "1: no reset when D1 enters DStandby"},
    OptionByte{"RDP", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 8, 0xFF, OptionRisk::LifeCycle, OptionGroup::Protection, 0,
               "readout protection: 0xAA level 0, 0xCC level 2 for ever, any other level 1"},
    OptionByte{"FZ_IWDG_STOP", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 17, 1, OptionRisk::None, OptionGroup::Other, 0,
               "1: the watchdog runs on in Stop"},
    OptionByte{"FZ_IWDG_SDBY", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 18, 1, OptionRisk::None, OptionGroup::Other, 0,
               "1: the watchdog runs on in Standby"},
    OptionByte{"ST_RAM_SIZE", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 19, 3, OptionRisk::None, OptionGroup::Other, 0,
               "DTCM kept for ST's secure services: 0 2 KiB, 1 4 KiB, 2 8 KiB, 3 16 KiB"},
    OptionByte{"SECURITY", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 21, 1, OptionRisk::LifeCycle, OptionGroup::Protection, 0,
               "1: secure access mode, which cannot simply be left"},
    OptionByte{"IO_HSLV", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 29, 1, OptionRisk::VddPads, OptionGroup::HighSpeed, 0,
               "1: pads may be fast at low voltage; VDD below 2.7 V only"},
    OptionByte{"SWAP_BANK_OPT", FLASH_OPTSR_CUR, FLASH_OPTSR_PRG, 31, 1, OptionRisk::Boot, OptionGroup::Other, 0,
               "1: the two banks of the internal flash change places"},
    OptionByte{"WPSN1", FLASH_WPSN_CUR1, FLASH_WPSN_PRG1, 0, 0xFF, OptionRisk::None, OptionGroup::Protection, 0,
               "bit n = 0: sector n of bank 1 is write-protected"},
    OptionByte{"WPSN2", FLASH_WPSN_CUR2, FLASH_WPSN_PRG2, 0, 0xFF, OptionRisk::None, OptionGroup::Protection, 0,
               "bit n = 0: sector n of bank 2 is write-protected"},
    OptionByte{"BOOT_ADD0", FLASH_BOOT_CUR, FLASH_BOOT_PRG, 0, 0xFFFF, OptionRisk::Boot, OptionGroup::Other, 0,
               "upper half of the address that the core starts at with BOOT0 low"},
    OptionByte{"BOOT_ADD1", FLASH_BOOT_CUR, FLASH_BOOT_PRG, 16, 0xFFFF, OptionRisk::Boot, OptionGroup::Other, 0,
               "upper half of the address that the core starts at with BOOT0 high"},
};
// clang-format on

// A change lasts about 300 ms. The _CUR registers hold what acts; boot addresses, bank swap and watchdog are
// looked at with the next reset.
inline constexpr OptionControl kOptionControl{
    .key = FLASH_OPTKEYR,
    .keys = {0x08192A3B, 0x4C5D6E7F},
    .control = FLASH_OPTCR,
    .lock = FLASH_OPTCR_OPTLOCK,
    .control_before = 0,
    .control_after = FLASH_OPTCR_OPTSTART,
    .busy = {FLASH_OPTSR_CUR, FLASH_OPTSR_OPT_BUSY},
    .error = {FLASH_OPTSR_CUR, FLASH_OPTSR_OPTCHANGEERR},
    .clear = {FLASH_OPTCCR, FLASH_OPTSR_OPTCHANGEERR},
    .acts_at_once = true,
    .maximum_ms = 3'000,
    .regression_ms = 66'000,
};

// Readout protection; level 1 closes the flash as long as a debugger is there, level 2 the debug port for
// ever.
constexpr ProductState product_state(std::uint32_t rdp) {
    return rdp == 0xAA ? ProductState::Open : rdp == 0xCC ? ProductState::Sealed : ProductState::Closed;
}

} // namespace xspi::stm32h74x
