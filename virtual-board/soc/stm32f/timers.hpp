// The timers of STM32F4 and STM32F7, by place: ST's device headers. Smaller parts lack some.
#pragma once
#include "soc/stm32f/rcc.hpp"
#include "soc/timer-set.hpp"

namespace vb::stm32f {

std::span<const TimerPlace> timer_places();
TimerSet::Wiring timer_wiring(const Rcc& rcc, std::function<void(unsigned irq, bool level)> set_line);

} // namespace vb::stm32f
