// PLL arithmetic: f = source / m * n / divider. A family gives the limits; which settings to take is the same
// everywhere.
#pragma once
#include <cstdint>

namespace xspi {

struct PllLimits {
    std::uint32_t reference_min_hz = 0, reference_max_hz = 0; // at the phase detector
    std::uint32_t vco_min_hz = 0, vco_max_hz = 0;
    std::uint32_t n_min = 0, n_max = 0;
    std::uint32_t divider_min = 1;
    bool even_dividers = false; // no odd ones but 1
};

struct PllSettings {
    std::uint32_t m = 0; // 1..63; 0: nothing found
    std::uint32_t n = 0;
    std::uint32_t divider = 0;
    std::uint32_t range = 0; // PLLxRGE: 1 2-4 MHz, 2 4-8 MHz, 3 8-16 MHz at the phase detector
    std::uint32_t hz = 0;    // what comes out
    constexpr bool operator==(const PllSettings&) const = default;
};

constexpr std::uint32_t pll_range(std::uint32_t reference_hz) {
    return reference_hz >= 8'000'000 ? 3 : reference_hz >= 4'000'000 ? 2 : 1;
}

// The highest frequency not above the limit; of equals the smallest m, then the smallest divider.
constexpr PllSettings pll_for(const PllLimits& limits, std::uint32_t source_hz, std::uint32_t limit_hz,
                              std::uint32_t maximum_divider) {
    PllSettings best;
    for (std::uint32_t m = 1; m < 64 && best.hz != limit_hz; ++m) {
        const std::uint32_t reference = source_hz / m;
        if (source_hz % m != 0 || reference > limits.reference_max_hz || reference < limits.reference_min_hz)
            continue;
        for (std::uint32_t divider = limits.divider_min; divider <= maximum_divider; ++divider) {
            if (limits.even_dividers && divider != 1 && divider % 2 != 0) continue;
            const std::uint64_t n = std::uint64_t{limit_hz} * divider / reference;
            const std::uint64_t vco = n * reference;
            if (n < limits.n_min || n > limits.n_max || vco < limits.vco_min_hz || vco > limits.vco_max_hz)
                continue;
            const auto hz = static_cast<std::uint32_t>(vco / divider);
            if (hz > best.hz) best = {m, static_cast<std::uint32_t>(n), divider, pll_range(reference), hz};
        }
    }
    return best;
}

} // namespace xspi
