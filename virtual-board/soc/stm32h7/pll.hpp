// One PLL of an STM32H7's RCC: what its registers mean, as plain arithmetic.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace vb {

struct VcoRanges { // of the VCO's output, in MHz
    std::uint64_t wide_min, wide_max, low_min, low_max;
};

struct Pll {
    unsigned m = 0;              // DIVM: 0 = divider off, no reference
    unsigned n = 1;              // 8..420 are legal
    unsigned frac = 0;           // FRACN, 13 bits, only while FRACEN
    bool low_vco = false;        // VCOSEL: 0 wide range (VCOH), 1 low range (VCOL)
    unsigned range = 0;          // RGE: 1-2, 2-4, 4-8, 8-16 MHz
    std::uint64_t source_hz = 0; // PLLSRC's clock, 0 = not running
    VcoRanges vco{};

    std::uint64_t reference_hz() const { return m ? source_hz / m : 0; }
    // VCO = reference * (N + FRACN / 2^13), rounded once at the end.
    std::uint64_t vco_hz() const;
    // Why this setting is not legal; the sentence names the numbers.
    std::optional<std::string> complaint() const;
    // Whether the loop can lock at all: it needs a reference inside 1-16 MHz.
    bool can_lock() const;
};

} // namespace vb
