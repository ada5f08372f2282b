// The timers of the STM32F7, by place: ST's device header.
#pragma once
#include "soc/stm32f7/rcc.hpp"
#include "soc/timer-set.hpp"

namespace vb::stm32f7 {

std::span<const TimerPlace> timer_places();
TimerSet::Wiring timer_wiring(const Rcc& rcc, std::function<void(unsigned irq, bool level)> set_line);

} // namespace vb::stm32f7
