#include "soc/stm32f/pll.hpp"

#include <fmt/format.h>

namespace vb::stm32f {

namespace {
// docs/hardware/stm32f7.md, clocks.
constexpr std::uint64_t kLeastReference = 950'000, kMostReference = 2'100'000, kLeastVco = 100'000'000,
                        kMostVco = 432'000'000;
} // namespace

// M 5:0, N 14:6, P 17:16 as /2 /4 /6 /8, Q 27:24.
Pll Pll::of(std::uint32_t pllcfgr, std::uint64_t source_hz) {
    return {pllcfgr & 0x3F, pllcfgr >> 6 & 0x1FF, 2 * (pllcfgr >> 16 & 3) + 2, pllcfgr >> 24 & 0xF,
            source_hz};
}

std::optional<std::string> Pll::complaint() const {
    if (source_hz == 0) return "its source clock does not run";
    if (m < 2) return fmt::format("PLLM {} is below 2", m);
    if (n < 50 || n > 432) return fmt::format("PLLN {} is outside 50..432", n);
    if (q < 2) return fmt::format("PLLQ {} is below 2", q);
    if (reference_hz() < kLeastReference || reference_hz() > kMostReference)
        return fmt::format("its input of {} Hz is outside 0.95 to 2.1 MHz", reference_hz());
    if (vco_hz() < kLeastVco || vco_hz() > kMostVco)
        return fmt::format("VCO {} Hz is outside 100 to 432 MHz", vco_hz());
    return std::nullopt;
}

} // namespace vb::stm32f
