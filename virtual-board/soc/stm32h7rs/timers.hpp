// The timers of an STM32H7S3: which there are, where, and what interrupts they raise.
#pragma once
#include "core/bus.hpp"
#include "ip/timer.hpp"
#include "soc/stm32h7rs/rcc.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace vb {

class Stm32h7s3Timers {
  public:
    using SetLine = std::function<void(unsigned irq, bool level)>;
    using Add = std::function<void(std::uint32_t base, BusDevice& device, std::uint32_t reset, unsigned bit)>;

    Stm32h7s3Timers(Timeline& timeline, Violations& violations, const Rcc& rcc, const SetLine& set_line);
    void attach(const Add& add);
    void clocks_changed();

  private:
    std::vector<std::unique_ptr<Timer>> timers_;
};

} // namespace vb
