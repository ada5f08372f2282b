// The timers of an STM32H7S3, by place.
#pragma once
#include "soc/stm32h7rs/rcc.hpp"
#include "soc/timer-set.hpp"

namespace vb {

std::span<const TimerPlace> stm32h7rs_timer_places();
TimerSet::Wiring stm32h7rs_timer_wiring(const Rcc& rcc,
                                        std::function<void(unsigned irq, bool level)> set_line);

} // namespace vb
