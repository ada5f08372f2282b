// DBGMCU of STM32F4 and STM32F7, at 0xE0042000 on the core's private bus.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <functional>

namespace vb::stm32f {

struct DbgmcuKind {
    std::uint32_t idcode;     // REV_ID and DEV_ID
    std::uint32_t apb1, apb2; // the freeze bits that are there
};

class Dbgmcu final : public PeripheralRegisters {
  public:
    // halted_time: for how long so far the core has been halted.
    Dbgmcu(const DbgmcuKind& kind, Violations& violations, std::function<Picoseconds()> halted_time = {});

    Picoseconds watchdog_frozen_time() const;
    // System reset leaves the debug unit alone; only a power cycle clears it.
    void reset() override {}
    void power_on() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void settle(); // what was frozen counts as it was, whatever the bit says from now on
    Picoseconds halted_time() const { return halted_time_ ? halted_time_() : 0; }

    std::uint32_t idcode_, absent_apb1_, absent_apb2_;
    std::function<Picoseconds()> halted_time_;
    Picoseconds frozen_ = 0, settled_at_ = 0; // up to a halted time
};

} // namespace vb::stm32f
