#include "soc/stm32h7rs/timers.hpp"

#include <array>
#include <memory>
#include <utility>

namespace vb {

namespace {
// Bases, interrupts, RCC bits, widths and channels: ST's device header. One interrupt for both, but for TIM1.
constexpr TimerPlace kPlaces[] = {
    {1, 0x42000000, 2, 0, 48, 50, {4, false}},     {2, 0x40000000, 1, 0, 51, 51, {4, true}},
    {3, 0x40000400, 1, 1, 52, 52, {4, true}},      {4, 0x40000800, 1, 2, 53, 53, {4, true}},
    {5, 0x40000C00, 1, 3, 54, 54, {4, true}},      {6, 0x40001000, 1, 4, 55, 55, {0, false}},
    {7, 0x40001400, 1, 5, 56, 56, {0, false}},     {9, 0x42004C00, 2, 19, 57, 57, {2, false}},
    {12, 0x40001800, 1, 6, 113, 113, {2, false}},  {13, 0x40001C00, 1, 7, 114, 114, {1, false}},
    {14, 0x40002000, 1, 8, 115, 115, {1, false}},  {15, 0x42004000, 2, 16, 116, 116, {2, false}},
    {16, 0x42004400, 2, 17, 117, 117, {1, false}}, {17, 0x42004800, 2, 18, 118, 118, {1, false}},
};
} // namespace

std::span<const TimerPlace> stm32h7rs_timer_places() { return kPlaces; }

TimerSet::Wiring stm32h7rs_timer_wiring(const Rcc& rcc,
                                        std::function<void(unsigned irq, bool level)> set_line) {
    TimerSet::Wiring wiring;
    auto buses = std::make_shared<std::array<TimerSet::Bus, 2>>(std::array<TimerSet::Bus, 2>{{
        {[&rcc] { return rcc.timer_hz(1); }, "RCC_APB1ENR1", rcc::APB1ENR1, rcc::APB1RSTR1},
        {[&rcc] { return rcc.timer_hz(2); }, "RCC_APB2ENR", rcc::APB2ENR, rcc::APB2RSTR},
    }});
    wiring.bus = [buses](unsigned bus) -> const TimerSet::Bus& { return (*buses)[bus - 1]; };
    wiring.enabled = [&rcc](std::uint32_t enable, unsigned bit) { return rcc.enabled(enable, bit); };
    wiring.set_line = std::move(set_line);
    return wiring;
}

} // namespace vb
