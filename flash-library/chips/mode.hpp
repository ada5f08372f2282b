// The protocol mode a chip is in: which lines and rates its commands use.
#pragma once
#include <cstdint>

namespace xspi {

enum class Mode : std::uint8_t {
    Spi = 0,        // 1S-1S-1S
    QuadIo = 1,     // 1S-4S-4S, opcodes on one line
    Qpi = 2,        // 4S-4S-4S
    OctalStr = 3,   // 8S-8S-8S
    OctalDtr = 4,   // 8D-8D-8D
    QuadOutput = 5, // 1S-1S-4S, opcodes and addresses on one line
    Dpi = 6,        // 2S-2S-2S: chips are brought out of it, never into it
};
inline constexpr unsigned kModes = 7;

constexpr const char* name_of(Mode mode) {
    switch (mode) {
    case Mode::Spi: return "1S-1S-1S";
    case Mode::QuadIo: return "1S-4S-4S";
    case Mode::Qpi: return "4S-4S-4S";
    case Mode::OctalStr: return "8S-8S-8S";
    case Mode::OctalDtr: return "8D-8D-8D";
    case Mode::QuadOutput: return "1S-1S-4S";
    case Mode::Dpi: return "2S-2S-2S";
    }
    return "unknown";
}

constexpr bool octal(Mode mode) { return mode == Mode::OctalStr || mode == Mode::OctalDtr; }
// Some phase of its array read goes over four lines.
constexpr bool quad(Mode mode) {
    return mode == Mode::QuadOutput || mode == Mode::QuadIo || mode == Mode::Qpi;
}

} // namespace xspi
