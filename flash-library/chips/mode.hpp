// The protocol mode a chip is in: which lines and rates its commands use.
#pragma once
#include <cstdint>

namespace xspi {

enum class Mode : std::uint8_t {
    Spi = 0,      // 1S-1S-1S
    QuadIo = 1,   // 1S-4S-4S, opcodes on one line
    Qpi = 2,      // 4S-4S-4S
    OctalStr = 3, // 8S-8S-8S
    OctalDtr = 4, // 8D-8D-8D
};

constexpr const char* name_of(Mode mode) {
    switch (mode) {
    case Mode::Spi: return "1S-1S-1S";
    case Mode::QuadIo: return "1S-4S-4S";
    case Mode::Qpi: return "4S-4S-4S";
    case Mode::OctalStr: return "8S-8S-8S";
    case Mode::OctalDtr: return "8D-8D-8D";
    }
    return "unknown";
}

} // namespace xspi
