// What a command must keep to before its first clock: rules on phases, DTR and clocks (docs/hardware/xspi.md,
// DTR, DQS and byte order).
#pragma once
#include "core/violations.hpp"
#include "ip/xspi/xspi-command.hpp"
#include "ip/xspi/xspi-registers.hpp"

#include <cstdint>

namespace vb::xspi {

struct Attempt {
    unsigned n = 0; // XSPI1 or XSPI2
    Mode mode = Mode::IndirectWrite;
    bool reading = false;
    std::uint64_t length = 0; // data bytes, 0 = none or unknown
    std::uint64_t clock_hz = 0, ahb_hz = 0;
};

enum class Verdict {
    Runs,
    Lost, // the chip understands nothing of it
    Hangs // BUSY stays until ABORT or EN = 0
};

Verdict check(const Command& command, const Attempt& attempt, Violations& violations);

} // namespace vb::xspi
