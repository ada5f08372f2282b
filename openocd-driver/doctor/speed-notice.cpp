#include "openocd-driver/doctor/speed-notice.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"

namespace xspi {

namespace {
constexpr std::uint32_t kMHz = 1'000'000;
double mhz(std::uint32_t hz) { return hz / 1e6; }

std::string how_to_allow(const SpeedGrant& grant, const FlashFacts& flash) {
    if (flash.supply_mv >= grant.maximum_mv)
        return fmt::format("With a flash supply of {} V it has to stay 0, or the pads may be damaged",
                           flash.supply_mv / 1000.0);
    return fmt::format("`xspi option {} 1` and a reset set it", grant.option);
}
} // namespace

bool high_speed_allowed(TargetPort& target, const BoardFlash& board) {
    const SpeedGrant grant = board.family.speed_grant(board.flash);
    return !grant.needed() || (target.read_word(grant.word) & grant.mask) != 0;
}

std::string speed_notice(const BoardFlash& board, bool allowed, std::uint32_t programming_hz) {
    const SpeedGrant grant = board.family.speed_grant(board.flash);
    if (allowed || board.flash.clock_hz <= grant.without_hz) return "";
    return fmt::format("XSPI-0410: option byte {} is 0. Programming is not affected ({} MHz), but an "
                       "application runs from the flash at {} MHz at most, not at the {} MHz of the board's "
                       "file. {}",
                       grant.option, programming_hz / kMHz, grant.without_hz / kMHz,
                       board.flash.clock_hz / kMHz, how_to_allow(grant, board.flash));
}

void require_clock(TargetPort& target, const BoardFlash& board, std::uint32_t hz, std::uint32_t kernel_hz) {
    const SpeedGrant grant = board.family.speed_grant(board.flash);
    if (hz > board.flash.clock_hz)
        throw Failure("XSPI-0407",
                      "{:g} MHz is more than the {:g} MHz that the board's file allows (`clock`)", mhz(hz),
                      mhz(board.flash.clock_hz));
    if (grant.needed() && hz > grant.without_hz) {
        OptionBytes(target, board).require_loaded(OptionGroup::HighSpeed, "how fast the flash may be run");
        if (!high_speed_allowed(target, board))
            throw Failure(
                "XSPI-0408",
                "{:g} MHz is refused: option byte {} is 0, and without it the port carries {:g} MHz at "
                "most. {}",
                mhz(hz), grant.option, mhz(grant.without_hz), how_to_allow(grant, board.flash));
    }
    if (hz > kernel_hz)
        throw Failure(
            "XSPI-0409",
            "{:g} MHz is refused: while programming, core and flash run from HSI, {:g} MHz at most. "
            "The bootloader runs the flash at the `clock` of the board's file",
            mhz(hz), mhz(kernel_hz));
}

} // namespace xspi
