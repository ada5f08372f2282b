// The OTG cores of the STM32H742/743/750/753.
#pragma once
#include "soc/otg-set.hpp"
#include "soc/stm32h74x/pwr.hpp"
#include "soc/stm32h74x/rcc.hpp"

namespace vb::stm32h74x {

std::span<const OtgPlace> otg_places();
OtgSet::Wiring otg_wiring(const Rcc& rcc, const Pwr& pwr, const Pads& pads, Machine& machine);
inline constexpr char kUsbPorts[] = {'A', 'B'};

} // namespace vb::stm32h74x
