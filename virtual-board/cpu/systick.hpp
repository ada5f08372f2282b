// The SysTick timer.
#pragma once
#include "core/register-block.hpp"
#include "core/time.hpp"
#include "cpu/nvic.hpp"

#include <optional>

namespace vb {

// Counts CPU clocks, or every eighth with CLKSOURCE = 0 (the external reference of the STM32H7 and F4 is
// HCLK/8 = the CPU clock / 8). Each time it reaches 0 is an event of the timeline, interrupt or not: software
// that polls COUNTFLAG must not be fast-forwarded past it.
class SysTick final : public RegisterBlock {
  public:
    SysTick(Timeline& timeline, Nvic& nvic, CoreSignals& core, std::uint32_t calibration)
        : timeline_(timeline), nvic_(nvic), core_(core), calibration_(calibration) {}
    void reset();
    // The CPU clock, or whether it runs, has changed: the pending event is somewhere else now.
    void clock_changed() { reschedule(); }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    std::uint64_t divider() const { return control_ & 4 ? 1 : 8; }
    std::uint32_t current() const;
    void start_from(std::uint32_t value);
    void reschedule();
    void reached_zero();

    Timeline& timeline_;
    Nvic& nvic_;
    CoreSignals& core_;
    const std::uint32_t calibration_; // SYST_CALIB
    std::uint32_t control_ = 0;       // ENABLE, TICKINT, CLKSOURCE, COUNTFLAG
    std::uint32_t load_ = 0, value_ = 0;
    std::uint64_t zero_cycle_ = 0;    // when the count reaches 0
    std::uint64_t started_cycle_ = 0; // when value_ was current
    std::optional<Timeline::EventId> event_;
};

} // namespace vb
