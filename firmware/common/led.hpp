// One LED of the board.
#pragma once
#include "flash-library/devices/board-facts.hpp"

namespace firmware {

// On an unconnected pin everything does nothing.
class Led {
  public:
    constexpr explicit Led(const xspi::LedPin& led) : pin_(led.pin), active_high_(led.active_high) {}
    void start() const; // port clock, pin to output, off
    void set(bool on) const;
    void toggle() const;

  private:
    xspi::Pin pin_;
    bool active_high_;
};

} // namespace firmware
