// DBGMCU: device identity, low-power debug and freeze bits. The core sees it at 0x5C001000, AP0 at
// 0xE00E1000.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <functional>

namespace vb {

class Dbgmcu final : public PeripheralRegisters {
  public:
    // halted_time: for how long so far the core has been halted.
    explicit Dbgmcu(Violations& violations, std::function<Picoseconds()> halted_time = {});

    bool freezes_watchdog() const; // APB4FZR.IWDG: the IWDG stops while the core is halted
    Picoseconds watchdog_frozen_time() const;
    // System reset leaves the debug unit alone; only a power cycle clears it.
    void reset() override {}
    void power_on() override;
    void set_open(bool open) { open_ = open; }

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void settle(); // what was frozen counts as it was, whatever the bit says from now on
    Picoseconds halted_time() const { return halted_time_ ? halted_time_() : 0; }

    std::function<Picoseconds()> halted_time_;
    Picoseconds frozen_ = 0, settled_at_ = 0; // up to a halted time
    bool open_ = true;                        // an open part lets the debugger use AP1
};

} // namespace vb
