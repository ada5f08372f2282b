// The OTG cores of the STM32H7Rx/Sx.
#pragma once
#include "soc/otg-set.hpp"
#include "soc/stm32h7rs/pwr.hpp"
#include "soc/stm32h7rs/rcc.hpp"

namespace vb {

std::span<const OtgPlace> stm32h7rs_otg_places();
OtgSet::Wiring stm32h7rs_otg_wiring(const Rcc& rcc, const Pwr& pwr, const Pads& pads, Machine& machine);
inline constexpr char kStm32h7rsUsbPorts[] = {'M'};

} // namespace vb
