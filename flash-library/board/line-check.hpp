// What the levels on the data lines say about the wires between controller and chip.
#pragma once
#include "flash-library/command.hpp"

#include <cstdint>

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

// A byte spread over two lines so that its bits, first one first, go out on IO1 alone: what a chip hears as
// one line whose IO0 and IO1 are crossed. Takes 16 bits on two lines, eight clocks.
constexpr std::uint16_t on_second_line(std::uint8_t byte) {
    unsigned spread = 0;
    for (unsigned bit = 0; bit < 8; ++bit) spread |= (unsigned{byte} >> bit & 1) << (2 * bit + 1);
    return static_cast<std::uint16_t>(spread);
}

// The bits of a two-line transfer that came over IO0: two bytes as received make one.
constexpr std::uint8_t from_first_line(std::uint8_t first, std::uint8_t second) {
    const unsigned both = unsigned{first} << 8 | second;
    unsigned byte = 0;
    for (unsigned bit = 0; bit < 8; ++bit) byte |= (both >> (2 * bit) & 1) << bit;
    return static_cast<std::uint8_t>(byte);
}

} // namespace xspi
