// Registers of the STM32F4's RCC, PWR, SYSCFG, FLASH and FSMC: offsets and implemented bits from ST's device
// headers stm32f407xx.h and stm32f429xx.h, reset values from docs/hardware/stm32f4.md, registers. The lines
// beyond the F40x share what the F42x has: where a small one lacks a bit, it stores it.
#pragma once
#include "ip/peripheral-registers.hpp"
#include "soc/stm32f4/part.hpp"

namespace vb::stm32f4 {

std::span<const RegisterSpec> rcc_registers(const Line& line);
std::span<const RegisterSpec> pwr_registers(const Line& line);
std::span<const RegisterSpec> syscfg_registers(const Line& line);
std::span<const RegisterSpec> flash_registers(const Line& line);
std::span<const RegisterSpec> fsmc_registers();

} // namespace vb::stm32f4
