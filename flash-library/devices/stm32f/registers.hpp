// Registers of STM32F4 and F7 that a bring-up touches: names, addresses and bits as RM0090, RM0385 and RM0410
// print them (ST's device headers; docs/hardware/stm32f4.md and stm32f7.md). What only some lines have says
// so. Controllers' own registers are the controllers'.
#pragma once
#include "flash-library/devices/gpio.hpp"

#include <cstdint>

namespace xspi::stm32f {

inline constexpr std::uint32_t kRccBase = 0x40023800;
inline constexpr std::uint32_t kPwrBase = 0x40007000;
inline constexpr std::uint32_t kFlashBase = 0x40023C00;
inline constexpr std::uint32_t kGpioBase = 0x40020000;

inline constexpr std::uint32_t RCC_CR = kRccBase + 0x00;
inline constexpr std::uint32_t RCC_CR_HSION = 1u << 0;
inline constexpr std::uint32_t RCC_CR_HSIRDY = 1u << 1;
inline constexpr std::uint32_t RCC_CR_HSEON = 1u << 16;
inline constexpr std::uint32_t RCC_CR_HSERDY = 1u << 17;
inline constexpr std::uint32_t RCC_CR_HSEBYP = 1u << 18; // only while HSE is off
inline constexpr std::uint32_t RCC_CR_PLLON = 1u << 24;
inline constexpr std::uint32_t RCC_CR_PLLRDY = 1u << 25;
inline constexpr std::uint32_t RCC_CR_PLLI2SON = 1u << 26;
inline constexpr std::uint32_t RCC_CR_PLLSAION = 1u << 28; // F42x, F446, F469, F7
inline constexpr std::uint32_t RCC_PLLCFGR = kRccBase + 0x04;
inline constexpr std::uint32_t RCC_PLLCFGR_MAIN = 0x0F437FFF; // PLLQ, PLLSRC, PLLP, PLLN, PLLM; not PLLR
inline constexpr unsigned RCC_PLLCFGR_PLLN_Pos = 6;
inline constexpr unsigned RCC_PLLCFGR_PLLP_Pos = 16; // 0 /2, 1 /4, 2 /6, 3 /8
inline constexpr std::uint32_t RCC_PLLCFGR_PLLSRC_HSE = 1u << 22;
inline constexpr unsigned RCC_PLLCFGR_PLLQ_Pos = 24;
inline constexpr std::uint32_t RCC_CFGR = kRccBase + 0x08;
inline constexpr std::uint32_t RCC_CFGR_SW = 3u << 0;
inline constexpr unsigned RCC_CFGR_SWS_Pos = 2;
inline constexpr std::uint32_t RCC_CFGR_SWS = 3u << RCC_CFGR_SWS_Pos;
inline constexpr std::uint32_t RCC_SW_HSI = 0;
inline constexpr std::uint32_t RCC_SW_PLL = 2;
inline constexpr std::uint32_t RCC_CFGR_PRESCALERS = 0x0000FCF0; // PPRE2, PPRE1, HPRE
inline constexpr unsigned RCC_CFGR_PPRE1_Pos = 10;               // 0 /1, 4 /2, 5 /4
inline constexpr unsigned RCC_CFGR_PPRE2_Pos = 13;
inline constexpr std::uint32_t RCC_AHB3RSTR = kRccBase + 0x18;
inline constexpr std::uint32_t RCC_APB1RSTR = kRccBase + 0x20;
inline constexpr std::uint32_t RCC_APB2RSTR = kRccBase + 0x24;
inline constexpr std::uint32_t RCC_AHB1ENR = kRccBase + 0x30; // GPIOxEN: bit of the port letter
inline constexpr std::uint32_t RCC_AHB3ENR = kRccBase + 0x38;
inline constexpr std::uint32_t RCC_AHB3_FMC = 1u << 0;  // FSMC or FMC
inline constexpr std::uint32_t RCC_AHB3_QSPI = 1u << 1; // the same bit in AHB3ENR and AHB3RSTR
inline constexpr std::uint32_t RCC_APB1ENR = kRccBase + 0x40;
inline constexpr std::uint32_t RCC_APB1ENR_PWREN = 1u << 28;
inline constexpr std::uint32_t RCC_APB2ENR = kRccBase + 0x44;

inline constexpr std::uint32_t PWR_CR = kPwrBase + 0x00; // F7: CR1
inline constexpr std::uint32_t PWR_CR_ODEN = 1u << 16;   // F42x, F446, F469, F7
inline constexpr std::uint32_t PWR_CR_ODSWEN = 1u << 17;
inline constexpr std::uint32_t PWR_CSR = kPwrBase + 0x04; // F7: CSR1
inline constexpr std::uint32_t PWR_CSR_VOSRDY = 1u << 14;
inline constexpr std::uint32_t PWR_CSR_ODRDY = 1u << 16;
inline constexpr std::uint32_t PWR_CSR_ODSWRDY = 1u << 17;

inline constexpr std::uint32_t FLASH_ACR = kFlashBase + 0x00;
inline constexpr std::uint32_t FLASH_ACR_LATENCY = 0xFu; // F40x: three bits
inline constexpr std::uint32_t FLASH_ACR_PRFTEN = 1u << 8;
inline constexpr std::uint32_t FLASH_ACR_ICEN = 1u << 9;   // F7: ARTEN
inline constexpr std::uint32_t FLASH_ACR_DCEN = 1u << 10;  // F4
inline constexpr std::uint32_t FLASH_ACR_ICRST = 1u << 11; // F7: ARTRST; both only while off
inline constexpr std::uint32_t FLASH_ACR_DCRST = 1u << 12; // F4
inline constexpr std::uint32_t FLASH_OPTCR = kFlashBase + 0x14;

inline constexpr GpioBlock kGpio{kGpioBase, RCC_AHB1ENR};

inline constexpr std::uint32_t IWDG_KR = 0x40003000;
inline constexpr std::uint32_t IWDG_KR_RELOAD = 0xAAAA; // without effect while the watchdog does not run

inline constexpr std::uint32_t DBGMCU_IDCODE = 0xE0042000;
inline constexpr std::uint32_t DBGMCU_APB1_FZ = 0xE0042008;
inline constexpr std::uint32_t DBGMCU_APB1_FZ_IWDG = 1u << 12;

} // namespace xspi::stm32f
