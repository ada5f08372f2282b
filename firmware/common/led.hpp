// One LED of the board.
#pragma once
#include "flash-library/board/board-facts.hpp"

#include <string_view>

namespace firmware {

// The LED of that name; on a board without one of that name its last LED, without any LED an unconnected pin.
constexpr xspi::Pin led_pin(const xspi::BoardFacts& board, std::string_view name) {
    for (std::size_t i = 0; i < board.led_count; ++i)
        if (board.leds[i].name == name) return board.leds[i].pin;
    return board.led_count != 0 ? board.leds[board.led_count - 1].pin : xspi::Pin{};
}

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
