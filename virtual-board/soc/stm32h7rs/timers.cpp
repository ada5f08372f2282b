#include "soc/stm32h7rs/timers.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
// Bases, interrupts, RCC bits, widths and channels: ST's device header.
struct Place {
    unsigned number;
    std::uint32_t base;
    unsigned bus, bit; // APB, and in its enable and reset registers
    unsigned update_irq, compare_irq;
    TimerKind kind;
};
constexpr Place kPlaces[] = {
    {1, 0x42000000, 2, 0, 48, 50, {4, false}},     {2, 0x40000000, 1, 0, 51, 51, {4, true}},
    {3, 0x40000400, 1, 1, 52, 52, {4, true}},      {4, 0x40000800, 1, 2, 53, 53, {4, true}},
    {5, 0x40000C00, 1, 3, 54, 54, {4, true}},      {6, 0x40001000, 1, 4, 55, 55, {0, false}},
    {7, 0x40001400, 1, 5, 56, 56, {0, false}},     {9, 0x42004C00, 2, 19, 57, 57, {2, false}},
    {12, 0x40001800, 1, 6, 113, 113, {2, false}},  {13, 0x40001C00, 1, 7, 114, 114, {1, false}},
    {14, 0x40002000, 1, 8, 115, 115, {1, false}},  {15, 0x42004000, 2, 16, 116, 116, {2, false}},
    {16, 0x42004400, 2, 17, 117, 117, {1, false}}, {17, 0x42004800, 2, 18, 118, 118, {1, false}},
};
} // namespace

Stm32h7s3Timers::Stm32h7s3Timers(Timeline& timeline, Violations& violations, const Rcc& rcc,
                                 const SetLine& set_line) {
    for (const Place& place : kPlaces) {
        TimerWiring wiring;
        wiring.kernel_hz = [&rcc, bus = place.bus] { return rcc.timer_hz(bus); };
        struct Levels {
            bool update = false, compare = false;
        };
        auto levels = std::make_shared<Levels>();
        // One line for both, but for TIM1.
        auto drive = [set_line, levels, update = place.update_irq, compare = place.compare_irq] {
            if (update == compare) {
                set_line(update, levels->update || levels->compare);
            } else {
                set_line(update, levels->update);
                set_line(compare, levels->compare);
            }
        };
        wiring.update = [levels, drive](bool level) {
            if (std::exchange(levels->update, level) != level) drive();
        };
        wiring.compare = [levels, drive](bool level) {
            if (std::exchange(levels->compare, level) != level) drive();
        };
        auto timer = std::make_unique<Timer>(fmt::format("TIM{}", place.number), place.kind, timeline,
                                             violations, std::move(wiring));
        const std::uint32_t enable = place.bus == 1 ? rcc::APB1ENR1 : rcc::APB2ENR;
        timer->gate([&rcc, enable, bit = place.bit] { return rcc.enabled(enable, bit); },
                    fmt::format("RCC_APB{}.TIM{}EN", place.bus == 1 ? "1ENR1" : "2ENR", place.number));
        timers_.push_back(std::move(timer));
    }
}

void Stm32h7s3Timers::attach(const Add& add) {
    for (std::size_t i = 0; i < timers_.size(); ++i)
        add(kPlaces[i].base, *timers_[i], kPlaces[i].bus == 1 ? rcc::APB1RSTR1 : rcc::APB2RSTR,
            kPlaces[i].bit);
}

void Stm32h7s3Timers::clocks_changed() {
    for (auto& timer : timers_) timer->clock_changed();
}

} // namespace vb
