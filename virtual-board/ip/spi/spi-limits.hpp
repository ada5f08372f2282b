// Figures of the SPI model, in one place, with their reasons.
#pragma once
#include <array>
#include <cstdint>

namespace vb::spi {

struct Limits {
    // Data sheets, SPI characteristics, master mode at 2.7 to 3.6 V; a permille for a crystal's rounding. The
    // figure is the caller's, as it differs between families and instances.
    std::uint64_t highest_hz = ~std::uint64_t(0);
    // Pad speed by OSPEEDR 0..3: inferred from the usual figures of ST's I/O tables for 30 pF and 2.7 V.
    std::array<std::uint64_t, 4> pad_speed_hz{20'000'000, 50'000'000, 100'000'000, ~std::uint64_t(0)};
    // A link beyond its limits flips every n-th bit: deterministic.
    unsigned corrupt_every_clocks = 13;
};

} // namespace vb::spi
