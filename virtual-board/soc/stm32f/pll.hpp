// The main PLL of an STM32F4 or F7: what its register means, as plain arithmetic.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace vb::stm32f {

struct Pll {
    unsigned m = 0, n = 0, p = 2, q = 0;
    std::uint64_t source_hz = 0; // PLLSRC's clock, 0 = not running

    static Pll of(std::uint32_t pllcfgr, std::uint64_t source_hz);
    std::uint64_t reference_hz() const { return m ? source_hz / m : 0; }
    std::uint64_t vco_hz() const { return m ? source_hz * n / m : 0; }
    std::uint64_t p_hz() const { return vco_hz() / p; }
    // Why this setting is not legal; the sentence names the numbers.
    std::optional<std::string> complaint() const;
    bool can_lock() const { return source_hz && m >= 2 && n >= 50 && n <= 432; }
};

} // namespace vb::stm32f
