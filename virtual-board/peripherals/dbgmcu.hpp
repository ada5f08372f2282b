// DBGMCU: device identity, low-power debug and freeze bits. The core sees it at 0x5C001000, AP0 at
// 0xE00E1000.
#pragma once
#include "peripherals/peripheral-registers.hpp"

namespace vb {

class Dbgmcu final : public PeripheralRegisters {
  public:
    explicit Dbgmcu(Violations& violations);

    bool freezes_watchdog() const; // APB4FZR.IWDG: the IWDG stops while the core is halted
    // System reset leaves the debug unit alone; only a power cycle clears it.
    void reset() override {}
    void power_on() override;
    void set_open(bool open) { open_ = open; }

  private:
    bool open_ = true; // an open part lets the debugger use AP1
};

} // namespace vb
