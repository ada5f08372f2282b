#include "soc/timer-set.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace vb {

TimerSet::TimerSet(Timeline& timeline, Violations& violations, std::span<const TimerPlace> places,
                   Wiring wiring)
    : places_(places), wiring_(std::move(wiring)) {
    // A line may be one for both of a timer, or one for several timers: it is high while any of them asks.
    auto asking = std::make_shared<std::map<unsigned, unsigned>>();
    const auto source = [asking, set_line = wiring_.set_line](unsigned irq) {
        return [asking, set_line, irq, asks = false](bool level) mutable {
            if (std::exchange(asks, level) == level) return;
            unsigned& count = (*asking)[irq];
            count += level ? 1 : -1u;
            set_line(irq, count != 0);
        };
    };
    for (const TimerPlace& place : places_) {
        const Bus& bus = wiring_.bus(place.bus);
        TimerWiring timer_wiring{bus.timer_hz, source(place.update_irq), source(place.compare_irq)};
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
