// How a NOR chip is reached, and what it understands. Fixed layout: it crosses the probe.
#pragma once
#include "flash-library/chip-vocabulary.hpp"

#include <cstddef>
#include <cstdint>

namespace xspi {

// Spi: the one with DR (F4, F7). SpiV2: the one with TXDR, RXDR and TSIZE (H7). Both map nothing: what is
// read through a window elsewhere is read by commands.
enum class ControllerKind : std::uint32_t { Xspi = 1, QuadSpi = 2, Spi = 3, SpiV2 = 4 };
constexpr bool is_spi(ControllerKind kind) {
    return kind == ControllerKind::Spi || kind == ControllerKind::SpiV2;
}

// What only some microcontrollers with the same controller have, as bits of NorSetup::quirks.
// QuadSpi: internal timing criticality (ES0392 2.7.4: STM32H742, H743, H750, H753).
inline constexpr std::uint8_t kQuirkTimingCriticality = 1;
// STR data are sampled half a clock later (SSHIFT).
inline constexpr std::uint8_t kQuirkSampleShift = 2;
// Spi: frames of 4 to 16 bits and FIFOs of 32 bits (F7), not one word and DFF (F4).
inline constexpr std::uint8_t kQuirkSpiFifo = 4;

struct NorSetup {
    ControllerKind kind = ControllerKind::Xspi;
    std::uint32_t controller_base = 0; // registers
    std::uint32_t window_base = 0;     // memory-mapped window; 0: it maps nothing
    std::uint32_t prescaler = 0;       // kernel clock / (n + 1); 0..255; SPI: n + 1 a power of two from 2 on
    std::uint32_t chip_select = 0;     // 0 NCS1 or flash 1, 1 NCS2 or flash 2; SPI: bit of select_register
    std::uint32_t select_register = 0; // SPI: GPIOx_BSRR of the pin that is NCS
    std::uint8_t sample_shift = 0;     // 1: STR data are sampled half a clock later (SSHIFT)
    std::uint8_t two_chips = 0; // 1: two chips side by side (DFM), `chip.size` is that of both together
    std::uint8_t quirks = 0;    // kQuirk…
    std::uint8_t reserved = 0;
    ChipVocabulary chip; // in the mode the chip is in from now on
};
static_assert(sizeof(ControllerKind) == 4);
static_assert(offsetof(NorSetup, chip_select) == 16);
static_assert(offsetof(NorSetup, sample_shift) == 24);
static_assert(offsetof(NorSetup, chip) == 28);
static_assert(sizeof(NorSetup) == 28 + sizeof(ChipVocabulary));

} // namespace xspi
