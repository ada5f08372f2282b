#include "soc/stm32h7/pll.hpp"

#include <fmt/format.h>

namespace vb {

namespace {
constexpr std::uint64_t kMHz = 1'000'000;
} // namespace

std::uint64_t Pll::vco_hz() const {
    if (m == 0) return 0;
    return source_hz * ((std::uint64_t(n) << 13) + frac) / m >> 13;
}

bool Pll::can_lock() const {
    return reference_hz() >= 1 * kMHz && reference_hz() <= 16 * kMHz && n >= 8 && n <= 420;
}

std::optional<std::string> Pll::complaint() const {
    if (source_hz == 0) return "its source clock does not run";
    if (m == 0) return "DIVM is 0 (divider off)";
    if (n < 8 || n > 420) return fmt::format("DIVN {} is outside 8..420", n);
    std::uint64_t ref = reference_hz();
    std::uint64_t low = kMHz << range, high = 2 * kMHz << range;
    if (ref < low || ref > high)
        return fmt::format("reference {} Hz is outside the {}-{} MHz that RGE={} selects", ref, low / kMHz,
                           high / kMHz, range);
    std::uint64_t hz = vco_hz(), min = (low_vco ? vco.low_min : vco.wide_min) * kMHz,
                  max = (low_vco ? vco.low_max : vco.wide_max) * kMHz;
    if (hz < min || hz > max)
        return fmt::format("VCO {} Hz is outside the {}-{} MHz of the {} range", hz, min / kMHz, max / kMHz,
                           low_vco ? "low" : "wide");
    return std::nullopt;
}

} // namespace vb
