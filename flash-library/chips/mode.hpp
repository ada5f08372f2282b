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

// A program for one board may be built for its number of data lines: what chips do over others is left out of
// it.
#ifdef XSPI_DATA_LINES
inline constexpr unsigned kOnlyLines = XSPI_DATA_LINES;
#else
inline constexpr unsigned kOnlyLines = 0;
#endif
inline constexpr bool kHasOctal = kOnlyLines == 0 || kOnlyLines >= 8;
inline constexpr bool kHasQuad = kOnlyLines == 0 || kOnlyLines == 4;
// Chips that know four lines at most; to eight lines nobody wires one.
inline constexpr bool kHasQuadChips = kOnlyLines < 8;
constexpr unsigned lines_in_use(unsigned lines) { return kOnlyLines != 0 ? kOnlyLines : lines; }

constexpr bool octal(Mode mode) { return kHasOctal && (mode == Mode::OctalStr || mode == Mode::OctalDtr); }
// Some phase of its array read goes over four lines.
constexpr bool quad(Mode mode) {
    return kHasQuad && (mode == Mode::QuadOutput || mode == Mode::QuadIo || mode == Mode::Qpi);
}

} // namespace xspi
