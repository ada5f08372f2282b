// DBGMCU of the STM32H7 families: device identity, low-power debug and freeze bits.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <functional>

namespace vb {

class H7Dbgmcu : public PeripheralRegisters {
  public:
    bool freezes_watchdog() const; // APB4 freeze register, bit 18: the IWDG stops while the core is halted
    Picoseconds watchdog_frozen_time() const;
    // System reset leaves the debug unit alone; only a power cycle clears it.
    void reset() override {}
    void power_on() override;

  protected:
    // halted_time: for how long so far the core has been halted.
    H7Dbgmcu(std::span<const RegisterSpec> map, Violations& violations,
             std::function<Picoseconds()> halted_time);
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void settle(); // what was frozen counts as it was, whatever the bit says from now on
    Picoseconds halted_time() const { return halted_time_ ? halted_time_() : 0; }

    std::function<Picoseconds()> halted_time_;
    Picoseconds frozen_ = 0, settled_at_ = 0; // up to a halted time
};

} // namespace vb
