// The one way to let virtual time pass on the whole board.
#pragma once
#include "core/time.hpp"

namespace vb {

class Executive {
  public:
    virtual ~Executive() = default;
    // Runs the core and the events up to that instant. Returns with timeline().now() == to. A halted,
    // sleeping or locked-up core only lets the events pass.
    virtual void run_until(Picoseconds to) = 0;
    virtual Timeline& timeline() = 0;
    // Whether the core executes instructions (not halted by the debugger, not locked up, not held in reset).
    virtual bool core_running() const = 0;
};

} // namespace vb
