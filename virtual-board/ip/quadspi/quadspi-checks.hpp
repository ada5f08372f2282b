// What a command must keep to before its first clock (RM0433 QUADSPI; errata).
#pragma once
#include "core/violations.hpp"
#include "ip/quadspi/quadspi-command.hpp"
#include "ip/quadspi/quadspi-limits.hpp"
#include "ip/quadspi/quadspi-registers.hpp"

#include <string>

namespace vb::quadspi {

struct Attempt {
    std::string name; // of the controller
    Mode mode = Mode::IndirectWrite;
    bool reading = false;
    bool instruction_configured = false; // CCR.IMODE, whether or not SIOO leaves it out this time
};

// False: it hangs, BUSY stays until ABORT or EN = 0.
bool check(const Command& command, const Attempt& attempt, const Errata& errata, Violations& violations);

} // namespace vb::quadspi
