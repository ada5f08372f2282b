// DBGMCU of the STM32H7Rx/Sx. The core sees it at 0x5C001000, AP0 at 0xE00E1000.
#pragma once
#include "soc/stm32h7/h7-dbgmcu.hpp"

namespace vb {

class Dbgmcu final : public H7Dbgmcu {
  public:
    explicit Dbgmcu(Violations& violations, std::function<Picoseconds()> halted_time = {});
    void power_on() override;
    void set_open(bool open) { open_ = open; }

  private:
    bool open_ = true; // an open part lets the debugger use AP1
};

} // namespace vb
