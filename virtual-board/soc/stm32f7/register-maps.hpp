// Registers of the STM32F7's RCC, PWR, SYSCFG, FLASH and FMC: offsets and implemented bits from ST's device
// headers stm32f746xx.h and stm32f767xx.h, reset values from docs/hardware/stm32f7.md, registers.
#pragma once
#include "ip/peripheral-registers.hpp"
#include "soc/stm32f7/part.hpp"

namespace vb::stm32f7 {

std::span<const RegisterSpec> rcc_registers(Line line);
std::span<const RegisterSpec> pwr_registers();
std::span<const RegisterSpec> syscfg_registers(Line line);
std::span<const RegisterSpec> flash_registers(Line line);
std::span<const RegisterSpec> fmc_registers();

} // namespace vb::stm32f7
