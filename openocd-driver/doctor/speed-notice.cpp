#include "openocd-driver/doctor/speed-notice.hpp"

#include "flash-library/devices/stm32h7rs/flash-clock.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"

namespace xspi {

namespace {
constexpr std::uint32_t kMHz = 1'000'000;
double mhz(std::uint32_t hz) { return hz / 1e6; }

std::string how_to_allow(const BoardFacts& facts) {
    if (facts.flashes[0].supply_mv >= stm32h7rs::kHighSpeedMaximumMv)
        return fmt::format("With a flash supply of {} V it has to stay 0, or the pads may be damaged",
                           facts.flashes[0].supply_mv / 1000.0);
    return fmt::format("`xspi option {} 1` and a reset set it", high_speed_option_name(facts));
}
} // namespace

std::string high_speed_option_name(const BoardFacts& facts) {
    return fmt::format("XSPI{}_HSLV", stm32h7rs::flash_port(facts.flashes[0]));
}

bool high_speed_allowed(TargetPort& target, const BoardFacts& facts) {
    return (target.read_word(stm32h7rs::FLASH_OBW1SR) & stm32h7rs::hslv_option_bit(facts.flashes[0])) != 0;
}

std::string speed_notice(const BoardFacts& facts, bool allowed, std::uint32_t programming_hz) {
    if (allowed || facts.flashes[0].clock_hz <= stm32h7rs::kFlashClockWithoutHslvHz) return "";
    return fmt::format("XSPI-0410: option byte {} is 0. Programming is not affected ({} MHz), but an "
                       "application runs from the flash at {} MHz at most, not at the {} MHz of the board's "
                       "file. {}",
                       high_speed_option_name(facts), programming_hz / kMHz,
                       stm32h7rs::kFlashClockWithoutHslvHz / kMHz, facts.flashes[0].clock_hz / kMHz,
                       how_to_allow(facts));
}

void require_clock(TargetPort& target, const BoardFacts& facts, std::uint32_t hz, std::uint32_t kernel_hz) {
    if (hz > facts.flashes[0].clock_hz)
        throw Failure("XSPI-0407",
                      "{:g} MHz are more than the {:g} MHz that the board's file allows (`clock`)", mhz(hz),
                      mhz(facts.flashes[0].clock_hz));
    if (hz > stm32h7rs::kFlashClockWithoutHslvHz)
        require_loaded(target, OptionGroup::HighSpeed, "how fast the flash may be run");
    if (hz > stm32h7rs::kFlashClockWithoutHslvHz && !high_speed_allowed(target, facts))
        throw Failure(
            "XSPI-0408",
            "{:g} MHz are refused: option byte {} is 0, and without it the port carries {:g} MHz at "
            "most. {}",
            mhz(hz), high_speed_option_name(facts), mhz(stm32h7rs::kFlashClockWithoutHslvHz),
            how_to_allow(facts));
    if (hz > kernel_hz)
        throw Failure(
            "XSPI-0409",
            "{:g} MHz are refused: while programming, core and flash run from HSI, {:g} MHz at most. "
            "The bootloader runs the flash at the `clock` of the board's file",
            mhz(hz), mhz(kernel_hz));
}

} // namespace xspi
