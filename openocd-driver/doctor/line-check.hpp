// What the levels on the data lines say about the wires between controller and chip.
#pragma once
#include "flash-library/command.hpp"

#include <cstdint>
#include <span>

namespace xspi {

// Levels of IO7..IO0 as the pads read them with pull-ups and with pull-downs, nobody driving.
struct PulledLevels {
    std::uint8_t up = 0xFF;
    std::uint8_t down = 0x00;
    constexpr std::uint8_t stuck_low() const { return static_cast<std::uint8_t>(~up & ~down); }
    constexpr std::uint8_t stuck_high() const { return static_cast<std::uint8_t>(up & down); }
    constexpr std::uint8_t stuck() const { return static_cast<std::uint8_t>(stuck_low() | stuck_high()); }
};

// A byte on eight lines, two of which are crossed: what one end sends as the other end gets it.
constexpr std::uint8_t crossed(std::uint8_t byte, unsigned a, unsigned b) {
    const unsigned differ = (byte >> a ^ byte >> b) & 1;
    return static_cast<std::uint8_t>(byte ^ (differ << a | differ << b));
}

// An octal command, without address bits that are 1, as it has to be sent so that it arrives over lines a and
// b crossed.
constexpr Command crossed(Command command, unsigned a, unsigned b) {
    command.opcode =
        static_cast<std::uint16_t>(crossed(static_cast<std::uint8_t>(command.opcode >> 8), a, b) << 8 |
                                   crossed(static_cast<std::uint8_t>(command.opcode), a, b));
    return command;
}

// A byte spread over `lines` (2, 4 or 8) so that its bits, first one first, go out on `line` alone: what a
// chip hears whose IO0 hangs there. Eight clocks, as many bytes as there are lines, the first one highest.
constexpr std::uint64_t on_line(std::uint8_t byte, unsigned line, unsigned lines) {
    std::uint64_t spread = 0;
    for (unsigned bit = 0; bit < 8; ++bit)
        spread |= std::uint64_t{unsigned{byte} >> bit & 1} << (lines * bit + line);
    return spread;
}

// The byte of an answer over `lines` (2, 4 or 8) that came on `line`: `clocks` are as many bytes as there are
// lines.
constexpr std::uint8_t from_line(std::span<const std::uint8_t> clocks, unsigned line, unsigned lines) {
    std::uint64_t all = 0;
    for (unsigned i = 0; i < lines; ++i) all = all << 8 | clocks[i];
    unsigned byte = 0;
    for (unsigned bit = 0; bit < 8; ++bit)
        byte |= static_cast<unsigned>(all >> (lines * bit + line) & 1) << bit;
    return static_cast<std::uint8_t>(byte);
}

} // namespace xspi
