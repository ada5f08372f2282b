// Independent watchdog, clocked by LSI at 32 kHz.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

namespace vb {

struct IwdgWiring {
    std::function<bool()> started_by_hardware; // option IWDG_HW = 0
    // For how long so far the core was halted with DBGMCU_APB4FZR.IWDG set.
    std::function<Picoseconds()> frozen_time;
    std::function<void()> expired; // resets the system
};

enum class IwdgKind {
    WithEarlyWakeup,   // EWCR, SR.ONF, prescaler up to 1024
    WithoutEarlyWakeup // STM32F4, F7, H74x: prescaler up to 256
};

class Iwdg final : public PeripheralRegisters {
  public:
    Iwdg(Timeline& timeline, Violations& violations, IwdgWiring wiring,
         IwdgKind kind = IwdgKind::WithEarlyWakeup);

    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void start();
    void reload();
    void restart();
    void schedule();
    Picoseconds count() const;
    Picoseconds period() const;
    Picoseconds counted() const; // since the last reload
    Picoseconds frozen_time() const;

    Timeline& timeline_;
    IwdgWiring wiring_;
    IwdgKind kind_;
    bool running_ = false, unlocked_ = false;
    Picoseconds reloaded_at_ = 0, frozen_at_reload_ = 0;
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
