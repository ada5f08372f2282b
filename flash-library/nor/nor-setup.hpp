// How a NOR chip is reached, and what it understands. Fixed layout: it crosses the probe.
#pragma once
#include "flash-library/chip-vocabulary.hpp"

#include <cstdint>

namespace xspi {

enum class ControllerKind : std::uint32_t { Xspi = 1, QuadSpi = 2 };

struct NorSetup {
    ControllerKind kind = ControllerKind::Xspi;
    std::uint32_t controller_base = 0; // registers
    std::uint32_t window_base = 0;     // memory-mapped window
    std::uint32_t prescaler = 0;       // kernel clock / (n + 1)
    std::uint32_t chip_select = 0;     // 0 NCS1, 1 NCS2
    std::uint32_t reserved = 0;
    ChipVocabulary chip; // in the mode the chip is in from now on
};
static_assert(sizeof(NorSetup) == 24 + sizeof(ChipVocabulary));

} // namespace xspi
