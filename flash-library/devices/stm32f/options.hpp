// STM32F4 and F7: the option bytes by name. One register, FLASH_OPTCR, holds them, changes them, locks and
// starts; F7 has a second one for the boot addresses (docs/hardware/stm32f-options.md).
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/option-byte.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

#include <array>
#include <cstdint>

namespace xspi::stm32f {

inline constexpr std::uint32_t FLASH_OPTKEYR = kFlashBase + 0x08;
inline constexpr std::uint32_t FLASH_SR = kFlashBase + 0x0C;
inline constexpr std::uint32_t FLASH_SR_ERRORS = 0xF0; // WRPERR, PGAERR, PGPERR, PGSERR or ERSERR
inline constexpr std::uint32_t FLASH_SR_BSY = 1u << 16;
inline constexpr std::uint32_t FLASH_OPTCR_OPTLOCK = 1u << 0;
inline constexpr std::uint32_t FLASH_OPTCR_OPTSTRT = 1u << 1;
inline constexpr std::uint32_t FLASH_OPTCR1 = kFlashBase + 0x18;
inline constexpr std::uint32_t kStoredF4 = 0x1FFFC000, kStoredF7 = 0x1FFF0000;

// clang-format off
constexpr OptionByte in_optcr(std::string_view name, std::uint8_t shift, std::uint32_t mask,
                              std::string_view meaning, OptionRisk risk = OptionRisk::None,
                              OptionGroup group = OptionGroup::Other) {
    return {name, FLASH_OPTCR, FLASH_OPTCR, shift, mask, risk, group, 0, meaning};
}

// What all of them have, at the same place.
inline constexpr OptionByte kBorLev =
    in_optcr("BOR_LEV", 2, 3, "brown-out reset below: 0 2.7 V, 1 2.4 V, 2 2.1 V, 3 off");
inline constexpr OptionByte kNrstStop = in_optcr("nRST_STOP", 6, 1, "1: no reset when entering Stop");
inline constexpr OptionByte kNrstStdby = in_optcr("nRST_STDBY", 7, 1, "1: no reset when entering Standby");
inline constexpr OptionByte kRdp =
    in_optcr("RDP", 8, 0xFF, "readout protection: 0xAA level 0, 0xCC level 2 for ever, others level 1",
             OptionRisk::LifeCycle, OptionGroup::Protection);
constexpr OptionByte nwrp(std::uint32_t mask, std::string_view meaning) {
    return in_optcr("nWRP", 16, mask, meaning, OptionRisk::None, OptionGroup::Protection);
}
// And all F7.
inline constexpr OptionByte kWwdgSw = in_optcr("WWDG_SW", 4, 1, "0: the window watchdog runs from reset on");
inline constexpr OptionByte kIwdgSw =
    in_optcr("IWDG_SW", 5, 1, "0: the watchdog runs from reset on; 1: software starts it");
inline constexpr OptionByte kIwdgStdby = in_optcr("IWDG_STDBY", 30, 1, "1: the watchdog runs on in Standby");
inline constexpr OptionByte kIwdgStop = in_optcr("IWDG_STOP", 31, 1, "1: the watchdog runs on in Stop");
inline constexpr OptionByte kBootAdd0{
    "BOOT_ADD0", FLASH_OPTCR1, FLASH_OPTCR1, 0, 0xFFFF, OptionRisk::Boot, OptionGroup::Other, 0,
    "where the core starts with BOOT0 low: the address is 0x4000 times this"};
inline constexpr OptionByte kBootAdd1{
    "BOOT_ADD1", FLASH_OPTCR1, FLASH_OPTCR1, 16, 0xFFFF, OptionRisk::Boot, OptionGroup::Other, 0,
    "where the core starts with BOOT0 high: the address is 0x4000 times this"};

inline constexpr std::array kOptionsF40x{
    kBorLev,
    in_optcr("WDG_SW", 5, 1, "0: the watchdog runs from reset on; 1: software starts it"),
    kNrstStop, kNrstStdby, kRdp,
    nwrp(0xFFF, "bit n = 0: sector n is write-protected"),
};
inline constexpr std::array kOptionsF74x{
    kBorLev, kWwdgSw, kIwdgSw, kNrstStop, kNrstStdby, kRdp,
    nwrp(0xFF, "bit n = 0: sector n is write-protected"),
    kIwdgStdby, kIwdgStop, kBootAdd0, kBootAdd1,
};
inline constexpr std::array kOptionsF76x{
    kBorLev, kWwdgSw, kIwdgSw, kNrstStop, kNrstStdby, kRdp,
    nwrp(0xFFF, "bit n = 0: write-protected; single bank: sector n; dual bank: sectors 2n and 2n+1, bits 0-5 "
                "of bank 1 and 6-11 of bank 2"),
    in_optcr("nDBOOT", 28, 1, "0: with two banks the part starts through the system memory", OptionRisk::Boot),
    OptionByte{"nDBANK", FLASH_OPTCR, FLASH_OPTCR, 29, 1, OptionRisk::Layout, OptionGroup::Other, 0,
               "1: the internal flash is one bank, 256 bits wide; 0: two banks, 128 bits wide each",
               {"dual", "single"}},
    kIwdgStdby, kIwdgStop, kBootAdd0, kBootAdd1,
};
// clang-format on

// What is written is read back at once, programmed or not. The sector of the option bytes is erased and
// programmed as one; OpenOCD waits 33 s for either, mass erase included.
constexpr OptionControl option_control(std::uint32_t stored, bool boot_addresses) {
    OptionControl control{
        .form = OptionForm::OneRegister,
        .key = FLASH_OPTKEYR,
        .keys = {0x08192A3B, 0x4C5D6E7F},
        .control = FLASH_OPTCR,
        .lock = FLASH_OPTCR_OPTLOCK,
        .control_after = FLASH_OPTCR_OPTSTRT,
        .busy = {FLASH_SR, FLASH_SR_BSY},
        .error = {FLASH_SR, FLASH_SR_ERRORS},
        .clear = {FLASH_SR, FLASH_SR_ERRORS},
        .acts_at_once = true,
        .maximum_ms = 33'000,
        .regression_ms = 66'000,
    };
    control.stored = stored;
    control.stored_registers = {FLASH_OPTCR, boot_addresses ? FLASH_OPTCR1 : 0};
    return control;
}
inline constexpr OptionControl kOptionControlF4 = option_control(kStoredF4, false);
inline constexpr OptionControl kOptionControlF7 = option_control(kStoredF7, true);

// Readout protection; level 1 closes the flash to a debugger, level 2 the debug port for ever.
constexpr ProductState product_state(std::uint32_t rdp) {
    return rdp == 0xAA ? ProductState::Open : rdp == 0xCC ? ProductState::Sealed : ProductState::Closed;
}

// Of a family: its options, and what decides on its state.
constexpr void describe_options(Family& family, std::span<const OptionByte> options,
                                const OptionControl& control) {
    family.options = options;
    family.option_control = control;
    family.state_option = kRdp.name;
    family.product_state = product_state;
}

} // namespace xspi::stm32f
