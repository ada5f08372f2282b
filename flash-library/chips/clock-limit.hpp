// The highest clock of a chip's array reads, with the dummy cycles that it has by default. SFDP says it for
// octal modes only, so for four lines it comes from data sheets: each vendor's lines lie in its own file.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"

#include <cstdint>
#include <span>

namespace xspi {

// What every chip carries: JESD216 has RDSFDP at 50 MHz. The limit of chips that no line knows.
inline constexpr std::uint16_t kEveryChipMhz = 50;

struct ClockLimit {
    std::uint32_t identity = 0; // 0xEF4017
    std::uint32_t mask = 0;     // bits of it that count
    std::uint8_t dwords = 0;    // only with a BFPT of so many DWORDs or more
    std::uint16_t mhz = 0;
    std::uint16_t mhz_low_supply = 0; // below 3.0 V, or where the supply is not known

    constexpr bool applies_to(const ChipDescription& chip) const {
        return (chip.identity.word() & mask) == (identity & mask) && chip.quad.bfpt_dwords >= dwords;
    }
};

std::span<const ClockLimit> winbond_clock_limits();
std::span<const ClockLimit> gigadevice_clock_limits();
std::span<const ClockLimit> macronix_clock_limits();
std::span<const ClockLimit> micron_clock_limits();
std::span<const ClockLimit> issi_clock_limits();
std::span<const ClockLimit> microchip_clock_limits();

// Hz. supply_mv: of the chip; 0: not known. `board_hz` where the chip has no limit of its own.
std::uint32_t clock_limit_hz(const ChipDescription& chip, Mode mode, std::uint32_t supply_mv,
                             std::uint32_t board_hz);

} // namespace xspi
