#include "soc/timer-set.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

TimerSet::TimerSet(Timeline& timeline, Violations& violations, std::span<const TimerPlace> places,
                   Wiring wiring)
    : places_(places), wiring_(std::move(wiring)) {
    for (const TimerPlace& place : places_) {
        const Bus& bus = wiring_.bus(place.bus);
        TimerWiring timer_wiring;
        timer_wiring.kernel_hz = bus.timer_hz;
        struct Levels {
            bool update = false, compare = false;
        };
        auto levels = std::make_shared<Levels>();
        // One line for both, but for the timers that have two.
        auto drive = [set_line = wiring_.set_line, levels, update = place.update_irq,
                      compare = place.compare_irq] {
            if (update == compare) {
                set_line(update, levels->update || levels->compare);
            } else {
                set_line(update, levels->update);
                set_line(compare, levels->compare);
            }
        };
        timer_wiring.update = [levels, drive](bool level) {
            if (std::exchange(levels->update, level) != level) drive();
        };
        timer_wiring.compare = [levels, drive](bool level) {
            if (std::exchange(levels->compare, level) != level) drive();
        };
        auto timer = std::make_unique<Timer>(fmt::format("TIM{}", place.number), place.kind, timeline,
                                             violations, std::move(timer_wiring));
        timer->gate([enabled = wiring_.enabled, enable = bus.enable,
                     bit = place.bit] { return enabled(enable, bit); },
                    fmt::format("{}.TIM{}EN", bus.enable_name, place.number));
        timers_.push_back(std::move(timer));
    }
}

void TimerSet::attach(const Add& add) {
    for (std::size_t i = 0; i < timers_.size(); ++i)
        add(places_[i].base, *timers_[i], {wiring_.bus(places_[i].bus).reset, places_[i].bit});
}

void TimerSet::clocks_changed() {
    for (auto& timer : timers_) timer->clock_changed();
}

} // namespace vb
