#include "flash-library/chips/clock-limit.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint32_t kMega = 1'000'000;
constexpr std::uint32_t kFullSupplyMv = 3'000;
// 4S-4S-4S with what the chip enters the mode with, two clocks on Winbond's: W25Q64JV data sheet, 8.2.36.
constexpr std::uint16_t kQpiTwoClocksMhz = 33;
constexpr unsigned kFewClocks = 6;

std::span<const ClockLimit> lines_of(const ChipIdentity& chip) {
    switch (chip.made_by()) {
    case Manufacturer::Winbond: return winbond_clock_limits();
    case Manufacturer::GigaDevice: return gigadevice_clock_limits();
    case Manufacturer::Macronix: return macronix_clock_limits();
    case Manufacturer::Micron: return micron_clock_limits();
    case Manufacturer::Issi: return issi_clock_limits();
    case Manufacturer::Microchip: return microchip_clock_limits();
    default: return {};
    }
}

std::uint16_t quad_mhz(const ChipDescription& chip, std::uint32_t supply_mv) {
    for (const ClockLimit& line : lines_of(chip.identity))
        if (line.applies_to(chip)) return supply_mv >= kFullSupplyMv ? line.mhz : line.mhz_low_supply;
    return kEveryChipMhz;
}

} // namespace

std::uint32_t clock_limit_hz(const ChipDescription& chip, Mode mode, std::uint32_t supply_mv,
                             std::uint32_t board_hz) {
    if (mode == Mode::Spi) return kEveryChipMhz * kMega;
    if (octal(mode)) return chip.octal.maximum_mhz != 0 ? chip.octal.maximum_mhz * kMega : board_hz;
    const std::uint16_t mhz = quad_mhz(chip, supply_mv);
    const unsigned clocks = chip.quad.qpi.mode_clocks + chip.quad.qpi.wait_states;
    if (mode == Mode::Qpi && clocks < kFewClocks) return std::min(mhz, kQpiTwoClocksMhz) * kMega;
    return mhz * kMega;
}

} // namespace xspi
