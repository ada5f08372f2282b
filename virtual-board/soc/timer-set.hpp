// The timers of a microcontroller: which there are, where, and what interrupts they raise.
#pragma once
#include "core/bus.hpp"
#include "ip/timer.hpp"
#include "soc/soc.hpp"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace vb {

struct TimerPlace {
    unsigned number;
    std::uint32_t base;
    unsigned bus, bit; // APB, and in its enable and reset registers
    unsigned update_irq, compare_irq;
    TimerKind kind;
};

class TimerSet {
  public:
    struct Bus { // an APB's clock and registers in the RCC
        std::function<std::uint64_t()> timer_hz;
        const char* enable_name; // "RCC_APB2ENR"
        std::uint32_t enable, reset;
    };
    struct Wiring {
        std::function<const Bus&(unsigned bus)> bus;
        std::function<bool(std::uint32_t enable, unsigned bit)> enabled;
        std::function<void(unsigned irq, bool level)> set_line;
    };
    using Add = std::function<void(std::uint32_t base, BusDevice& device, Soc::ResetBit reset)>;

    TimerSet(Timeline& timeline, Violations& violations, std::span<const TimerPlace> places, Wiring wiring);
    void attach(const Add& add);
    void clocks_changed();

  private:
    std::span<const TimerPlace> places_;
    Wiring wiring_;
    std::vector<std::unique_ptr<Timer>> timers_;
};

} // namespace vb
