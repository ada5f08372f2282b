// One transaction with a serial flash chip as a value: the vocabulary of this project.
// Modes are written as in JESD216 / JESD251: 1S-1S-1S, 8S-8S-8S, 8D-8D-8D.
#pragma once
#include <cstdint>

namespace xspi {

// Lines 0 (phase absent), 1, 2, 4, 8; dtr: double transfer rate.
struct Phase {
    std::uint8_t lines = 0;
    bool dtr = false;
    constexpr bool operator==(const Phase&) const = default;
};

// Everything about one transaction except address and data themselves. Fixed layout: it crosses the probe.
struct Command {
    std::uint16_t opcode = 0;       // in the order sent, first byte in the high byte when opcode_bytes == 2
    std::uint8_t opcode_bytes = 1;  // 1, or 2 as octal commands have them, the second by command extension
    std::uint8_t address_bytes = 0; // 0, 3 or 4; of EEPROMs 1 or 2
    Phase opcode_phase{1, false};
    Phase address_phase{};           // lines == 0 when address_bytes == 0
    Phase data_phase{};              // lines == 0: no data
    std::uint8_t dummy_cycles = 0;   // clocks between address and data
    std::uint8_t dqs = 0;            // 1: data are sampled on the data strobe
    std::uint16_t mode_bits = 0x100; // 0x100: none; else the mode (alternate) byte, sent on the address lines
    std::uint8_t reserved[2] = {};
    constexpr bool operator==(const Command&) const = default;
};
static_assert(sizeof(Command) == 16);

} // namespace xspi
