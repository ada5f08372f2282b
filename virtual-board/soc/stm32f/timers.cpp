#include "soc/stm32f/timers.hpp"

#include <array>
#include <memory>
#include <utility>

namespace vb::stm32f {

namespace {
constexpr TimerKind kind(unsigned channels, bool wide = false) { return {channels, wide, TimerMap::Older}; }
// Break, trigger and commutation lines are not driven, where TIM9, TIM11, TIM12 and TIM14 have theirs; the
// updates of TIM1 and TIM8 share a line with TIM10 and TIM13.
constexpr TimerPlace kPlaces[] = {
    {1, 0x40010000, 2, 0, 25, 27, kind(4)},       {2, 0x40000000, 1, 0, 28, 28, kind(4, true)},
    {3, 0x40000400, 1, 1, 29, 29, kind(4)},       {4, 0x40000800, 1, 2, 30, 30, kind(4)},
    {5, 0x40000C00, 1, 3, 50, 50, kind(4, true)}, {6, 0x40001000, 1, 4, 54, 54, kind(0)},
    {7, 0x40001400, 1, 5, 55, 55, kind(0)},       {8, 0x40010400, 2, 1, 44, 46, kind(4)},
    {9, 0x40014000, 2, 16, 24, 24, kind(2)},      {10, 0x40014400, 2, 17, 25, 25, kind(1)},
    {11, 0x40014800, 2, 18, 26, 26, kind(1)},     {12, 0x40001800, 1, 6, 43, 43, kind(2)},
    {13, 0x40001C00, 1, 7, 44, 44, kind(1)},      {14, 0x40002000, 1, 8, 45, 45, kind(1)},
};
} // namespace

std::span<const TimerPlace> timer_places() { return kPlaces; }

TimerSet::Wiring timer_wiring(const Rcc& rcc, std::function<void(unsigned irq, bool level)> set_line) {
    TimerSet::Wiring wiring;
    auto buses = std::make_shared<std::array<TimerSet::Bus, 2>>(std::array<TimerSet::Bus, 2>{{
        {[&rcc] { return rcc.timer_hz(1); }, "RCC_APB1ENR", rcc::APB1ENR, rcc::APB1RSTR},
        {[&rcc] { return rcc.timer_hz(2); }, "RCC_APB2ENR", rcc::APB2ENR, rcc::APB2RSTR},
    }});
    wiring.bus = [buses](unsigned bus) -> const TimerSet::Bus& { return (*buses)[bus - 1]; };
    wiring.enabled = [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); };
    wiring.set_line = std::move(set_line);
    return wiring;
}

} // namespace vb::stm32f
