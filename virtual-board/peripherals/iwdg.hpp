// Independent watchdog, clocked by LSI at 32 kHz.
#pragma once
#include "core/time.hpp"
#include "peripherals/peripheral-registers.hpp"

namespace vb {

struct IwdgWiring {
    std::function<bool()> started_by_hardware; // option IWDG_HW = 0
    std::function<bool()> frozen;              // core halted and DBGMCU_APB4FZR.IWDG set
    std::function<void()> expired;             // resets the system
};

class Iwdg final : public PeripheralRegisters {
  public:
    Iwdg(Timeline& timeline, Violations& violations, IwdgWiring wiring);

    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void start();
    void reload();
    void schedule();
    Picoseconds period() const;
    bool outside_window() const;

    Timeline& timeline_;
    IwdgWiring wiring_;
    bool running_ = false, unlocked_ = false;
    Picoseconds reloaded_at_ = 0;
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
