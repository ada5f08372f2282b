// One LED of the board.
#pragma once
#include "flash-library/devices/board-facts.hpp"

namespace firmware {

// Active high. On an unconnected pin everything does nothing.
class Led {
  public:
    constexpr explicit Led(xspi::Pin pin) : pin_(pin) {}
    void start() const; // port clock, pin to output, off
    void set(bool on) const;
    void toggle() const;

  private:
    xspi::Pin pin_;
};

} // namespace firmware
