#include "chips/macronix-octal-figures.hpp"

#include <algorithm>
#include <iterator>

namespace vb {
namespace {

// 133 MHz and 166 MHz stand for 400/3 and 500/3 MHz.
constexpr std::uint64_t kMHz = 1'000'000, k133 = 133'400'000, k166 = 166'700'000;

// SFDP FF05 gives 200/20, 166/16, 133/12, 100/10; ST's BSP gives 8 and 6. A setting between two
// of them is allowed what the lower one is.
constexpr NorReadLimit kOctalReadLimits[] = {
    {20, 200 * kMHz}, {18, k166},       {16, k166},     {14, k133},
    {12, k133},       {10, 100 * kMHz}, {8, 84 * kMHz}, {6, 66 * kMHz},
};

} // namespace

Picoseconds NorDuration::of(Timing timing) const {
    if (timing == Timing::typical) return typical;
    return timing == Timing::maximum ? maximum : std::min(3 * typical, maximum);
}

NorPart macronix_octal_part() {
    NorPart part{};
    part.page = 256;
    const auto commands = macronix_octal_commands();
    part.commands.assign(commands.begin(), commands.end());
    // Recovery times of the quad relative MX66L1G45G (its manual); this family's own are not public.
    part.sector = {4u << 10, {}, 12 * kPerMillisecond};
    part.block = {64u << 10, {}, 25 * kPerMillisecond};
    part.chip = {0, {}, 1 * kPerSecond};
    part.program_abort_recovery = 310 * kPerMicrosecond;
    part.write_register_abort_recovery = 40 * kPerMillisecond;
    part.reset_recovery = 40 * kPerMicrosecond;
    part.reset_pin_recovery = 35 * kPerMicrosecond;
    // Only the ceiling (tW, ST's timeout) is known; the typical figure is a guess of a quarter.
    part.write_register = {10 * kPerMillisecond, 40 * kPerMillisecond};
    part.power_down_exit = 30 * kPerMicrosecond; // BFPT DWORD 14
    part.program_suspend = 25 * kPerMicrosecond; // BFPT DWORD 12
    part.erase_suspend = 56 * kPerMicrosecond;
    part.program_resume_to_suspend = 192 * kPerMicrosecond;
    part.erase_resume_to_suspend = 448 * kPerMicrosecond;
    part.read_hz = 50 * kMHz;
    part.spi_hz = k133;
    part.octal_hz = 200 * kMHz;
    part.octal_read_limits.assign(std::begin(kOctalReadLimits), std::end(kOctalReadLimits));
    return part;
}

} // namespace vb
