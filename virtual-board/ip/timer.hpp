// A timer of the TIM family, as software that keeps time uses it: counting up from the internal clock, update
// and compare flags and their interrupts. Not there: other directions, pins, triggers, DMA, repetition.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <optional>

namespace vb {

enum class TimerMap {
    Newer, // STM32H7Rx/Sx, STM32H5, STM32U5: CCR5 at 0x48, DCR at 0x3DC
    Older  // STM32F4, F7, H74x: DCR at 0x48, CCR5 at 0x58
};

struct TimerKind {
    unsigned channels; // with compare flags: 0 to 4
    bool wide;         // 32 bits, else 16
    TimerMap map = TimerMap::Newer;
};

struct TimerWiring {
    std::function<std::uint64_t()> kernel_hz;
    std::function<void(bool)> update, compare; // interrupt lines
};

class Timer final : public PeripheralRegisters {
  public:
    Timer(std::string name, TimerKind kind, Timeline& timeline, Violations& violations, TimerWiring wiring);

    void reset() override;
    // The kernel clock may be another from now on; what passed is counted at the old one.
    void clock_changed();

  protected:
    std::optional<std::uint32_t> load(std::uint32_t offset, Master master) override;
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    bool runs() const;
    std::uint64_t top() const { return kind_.wide ? 0xFFFFFFFF : 0xFFFF; }
    std::uint64_t until_overflow() const;
    std::uint64_t ticks_in(Picoseconds time) const;
    Picoseconds time_of(std::uint64_t ticks) const;
    void settle(); // counts what has passed
    void count(std::uint64_t ticks);
    void overflow();
    void update_event(bool flag);
    void match(std::uint64_t after, std::uint64_t last);
    void store_control(std::uint32_t value);
    void generate(std::uint32_t events);
    std::optional<std::uint64_t> ticks_to_change() const;
    void rearm();

    TimerKind kind_;
    Timeline& timeline_;
    TimerWiring wiring_;
    // The counter, exact at `since_`; prescaler and reload value in use; the rate since then.
    std::uint64_t count_ = 0, prescaler_ = 1, reload_ = 0, hz_ = 0;
    Picoseconds since_ = 0;
    bool watched_ =
        false; // CNT was read: its next step is an event, so that no polling loop is skipped over it
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
