// STM32H742/743/750/753 registers that a bring-up touches: names, addresses and bits as the reference manual
// RM0433 prints them (cmsis_device_h7 stm32h743xx.h, STM32H743.svd). QUADSPI's own registers are the
// controller's.
#pragma once
#include "flash-library/devices/gpio.hpp"

#include <cstdint>

namespace xspi::stm32h74x {

inline constexpr std::uint32_t kRccBase = 0x58024400;
inline constexpr std::uint32_t kPwrBase = 0x58024800;
inline constexpr std::uint32_t kSyscfgBase = 0x58000400;
inline constexpr std::uint32_t kFlashBase = 0x52002000;
inline constexpr std::uint32_t kGpioBase = 0x58020000;

inline constexpr std::uint32_t RCC_CR = kRccBase + 0x000;
inline constexpr std::uint32_t RCC_CR_HSION = 1u << 0;
inline constexpr std::uint32_t RCC_CR_HSIRDY = 1u << 2;
inline constexpr std::uint32_t RCC_CR_HSIDIV = 3u << 3;
inline constexpr std::uint32_t RCC_CR_HSI48ON = 1u << 12;
inline constexpr std::uint32_t RCC_CR_HSI48RDY = 1u << 13;
inline constexpr std::uint32_t RCC_CR_HSEON = 1u << 16;
inline constexpr std::uint32_t RCC_CR_HSERDY = 1u << 17;
inline constexpr std::uint32_t RCC_CR_HSEBYP = 1u << 18; // only while HSE is off
inline constexpr std::uint32_t RCC_CR_PLL1ON = 1u << 24;
inline constexpr std::uint32_t RCC_CR_PLL1RDY = 1u << 25;
inline constexpr std::uint32_t RCC_CR_PLL2ON = 1u << 26;
inline constexpr std::uint32_t RCC_CR_PLL3ON = 1u << 28;
inline constexpr std::uint32_t RCC_CFGR = kRccBase + 0x010;
inline constexpr std::uint32_t RCC_CFGR_SW = 7u << 0;
inline constexpr unsigned RCC_CFGR_SWS_Pos = 3;
inline constexpr std::uint32_t RCC_CFGR_SWS = 7u << RCC_CFGR_SWS_Pos;
inline constexpr std::uint32_t RCC_SW_HSI = 0;
inline constexpr std::uint32_t RCC_SW_PLL1P = 3;
inline constexpr std::uint32_t RCC_D1CFGR = kRccBase + 0x018;
inline constexpr std::uint32_t RCC_D1CFGR_FIELDS = 0xF7F; // D1CPRE, D1PPRE, HPRE
inline constexpr std::uint32_t RCC_D1CFGR_HPRE_DIV2 = 8u << 0;
inline constexpr std::uint32_t RCC_D1CFGR_D1PPRE_DIV2 = 4u << 4;
inline constexpr std::uint32_t RCC_D2CFGR = kRccBase + 0x01C;
inline constexpr std::uint32_t RCC_D2CFGR_FIELDS = 0x770; // D2PPRE2, D2PPRE1
inline constexpr std::uint32_t RCC_D2CFGR_BOTH_DIV2 = 0x440;
inline constexpr std::uint32_t RCC_D3CFGR = kRccBase + 0x020;
inline constexpr std::uint32_t RCC_D3CFGR_FIELDS = 0x070; // D3PPRE
inline constexpr std::uint32_t RCC_D3CFGR_D3PPRE_DIV2 = 0x040;
inline constexpr std::uint32_t RCC_PLLCKSELR = kRccBase + 0x028;
inline constexpr std::uint32_t RCC_PLLCKSELR_PLLSRC = 3u << 0;
inline constexpr std::uint32_t RCC_PLLSRC_HSI = 0;
inline constexpr std::uint32_t RCC_PLLSRC_HSE = 2;
inline constexpr unsigned RCC_PLLCKSELR_DIVM1_Pos = 4;
inline constexpr std::uint32_t RCC_PLLCKSELR_DIVM1 = 0x3Fu << RCC_PLLCKSELR_DIVM1_Pos;
inline constexpr std::uint32_t RCC_PLLCFGR = kRccBase + 0x02C;
inline constexpr std::uint32_t RCC_PLLCFGR_PLL1 = 0x0007000F; // PLL1FRACEN, VCOSEL, RGE; DIVP1EN, Q1EN, R1EN
inline constexpr unsigned RCC_PLLCFGR_PLL1RGE_Pos = 2;
inline constexpr std::uint32_t RCC_PLLCFGR_DIVP1EN = 1u << 16;
inline constexpr std::uint32_t RCC_PLL1DIVR = kRccBase + 0x030;
inline constexpr std::uint32_t RCC_PLL1DIVR_N1 = 0x1FF;
inline constexpr unsigned RCC_PLL1DIVR_P1_Pos = 9;
inline constexpr std::uint32_t RCC_PLL1DIVR_P1 = 0x7Fu << RCC_PLL1DIVR_P1_Pos;
inline constexpr std::uint32_t RCC_D1CCIPR = kRccBase + 0x04C;
inline constexpr std::uint32_t RCC_D1CCIPR_QSPISEL = 3u << 4; // 0 HCLK3, 1 PLL1Q, 2 PLL2R, 3 PER_CK
inline constexpr std::uint32_t RCC_AHB3RSTR = kRccBase + 0x07C;
inline constexpr std::uint32_t RCC_AHB1RSTR = kRccBase + 0x080;
inline constexpr std::uint32_t RCC_RSR = kRccBase + 0x0D0;
inline constexpr std::uint32_t RCC_RSR_SFTRSTF = 1u << 24; // a system reset by software
inline constexpr std::uint32_t RCC_AHB3ENR = kRccBase + 0x0D4;
inline constexpr std::uint32_t RCC_AHB3_QSPI = 1u << 14; // the same bit in AHB3ENR and AHB3RSTR
inline constexpr std::uint32_t RCC_AHB1ENR = kRccBase + 0x0D8;
inline constexpr std::uint32_t RCC_AHB1LPENR = kRccBase + 0x100;
inline constexpr std::uint32_t RCC_AHB1_USB1OTG = 1u << 25; // its ULPI clock one bit above
inline constexpr std::uint32_t RCC_AHB1_USB2OTG = 1u << 27;
inline constexpr std::uint32_t RCC_AHB4ENR = kRccBase + 0x0E0; // GPIOxEN: bit of the port letter
inline constexpr std::uint32_t RCC_AHB3_FMC = 1u << 12;
inline constexpr std::uint32_t RCC_APB1LENR = kRccBase + 0x0E8;
inline constexpr std::uint32_t RCC_APB1HENR = kRccBase + 0x0EC;
inline constexpr std::uint32_t RCC_APB1HENR_CRSEN = 1u << 1;
inline constexpr std::uint32_t RCC_APB2ENR = kRccBase + 0x0F0;
inline constexpr std::uint32_t RCC_APB4ENR = kRccBase + 0x0F4;
inline constexpr std::uint32_t RCC_APB1LRSTR = kRccBase + 0x090;
inline constexpr std::uint32_t RCC_APB2RSTR = kRccBase + 0x098;
inline constexpr std::uint32_t RCC_APB4RSTR = kRccBase + 0x09C;
inline constexpr std::uint32_t RCC_D2CCIP1R = kRccBase + 0x050;
inline constexpr std::uint32_t RCC_D2CCIP1R_SPI123SEL = 7u << 12; // 0 PLL1Q, 1 PLL2P, 2 PLL3P, 4 per_ck
inline constexpr std::uint32_t RCC_D2CCIP1R_SPI123SEL_PER = 4u << 12;
inline constexpr std::uint32_t RCC_D2CCIP1R_SPI45SEL = 7u << 16; // 0 APB2, 3 HSI
inline constexpr std::uint32_t RCC_D2CCIP1R_SPI45SEL_HSI = 3u << 16;
inline constexpr std::uint32_t RCC_D2CCIP2R = kRccBase + 0x054;
inline constexpr std::uint32_t RCC_D2CCIP2R_USBSEL = 3u << 20; // 0 off, 1 PLL1Q, 2 PLL3Q, 3 HSI48
inline constexpr std::uint32_t RCC_D2CCIP2R_USBSEL_HSI48 = 3u << 20;
inline constexpr std::uint32_t RCC_D3CCIPR = kRccBase + 0x058;
inline constexpr std::uint32_t RCC_D3CCIPR_SPI6SEL = 7u << 28; // 0 APB4, 3 HSI
inline constexpr std::uint32_t RCC_D3CCIPR_SPI6SEL_HSI = 3u << 28;
inline constexpr std::uint32_t RCC_D1CCIPR_CKPERSEL = 3u << 28; // per_ck: 0 HSI
inline constexpr std::uint32_t RCC_APB4ENR_SYSCFGEN = 1u << 1;

inline constexpr std::uint32_t PWR_CSR1 = kPwrBase + 0x004;
inline constexpr std::uint32_t PWR_CSR1_ACTVOSRDY = 1u << 13;
inline constexpr std::uint32_t PWR_CR3 = kPwrBase + 0x00C;
inline constexpr std::uint32_t PWR_CR3_BYPASS = 1u << 0;
inline constexpr std::uint32_t PWR_CR3_LDOEN = 1u << 1;
inline constexpr std::uint32_t PWR_CR3_SUPPLY = 7u << 0; // with SCUEN: the first write since power-on counts
inline constexpr std::uint32_t PWR_CR3_USB33DEN = 1u << 24;
inline constexpr std::uint32_t PWR_CR3_USB33RDY = 1u << 26;
inline constexpr std::uint32_t PWR_D3CR = kPwrBase + 0x018;
inline constexpr std::uint32_t PWR_D3CR_VOSRDY = 1u << 13;
inline constexpr std::uint32_t PWR_D3CR_VOS = 3u << 14;
inline constexpr std::uint32_t PWR_D3CR_VOS_SCALE1 = 3u << 14;

inline constexpr std::uint32_t SYSCFG_PWRCR = kSyscfgBase + 0x02C;
inline constexpr std::uint32_t SYSCFG_PWRCR_ODEN = 1u << 0; // VOS1 becomes VOS0

inline constexpr std::uint32_t FLASH_ACR = kFlashBase + 0x000;
inline constexpr std::uint32_t FLASH_ACR_LATENCY = 0xFu;
inline constexpr std::uint32_t FLASH_ACR_WRHIGHFREQ = 3u << 4;
inline constexpr std::uint32_t FLASH_OPTKEYR = kFlashBase + 0x008;
inline constexpr std::uint32_t FLASH_OPTCR = kFlashBase + 0x018;
inline constexpr std::uint32_t FLASH_OPTCR_OPTLOCK = 1u << 0;
inline constexpr std::uint32_t FLASH_OPTCR_OPTSTART = 1u << 1;
inline constexpr std::uint32_t FLASH_OPTSR_CUR = kFlashBase + 0x01C;
inline constexpr std::uint32_t FLASH_OPTSR_OPT_BUSY = 1u << 0;
inline constexpr std::uint32_t FLASH_OPTSR_OPTCHANGEERR = 1u << 30;
inline constexpr std::uint32_t FLASH_OPTSR_PRG = kFlashBase + 0x020;
inline constexpr std::uint32_t FLASH_OPTCCR = kFlashBase + 0x024;
inline constexpr std::uint32_t FLASH_WPSN_CUR1 = kFlashBase + 0x038;
inline constexpr std::uint32_t FLASH_WPSN_PRG1 = kFlashBase + 0x03C;
inline constexpr std::uint32_t FLASH_BOOT_CUR = kFlashBase + 0x040;
inline constexpr std::uint32_t FLASH_BOOT_PRG = kFlashBase + 0x044;
inline constexpr std::uint32_t FLASH_WPSN_CUR2 = kFlashBase + 0x138;
inline constexpr std::uint32_t FLASH_WPSN_PRG2 = kFlashBase + 0x13C;

// The clock recovery system trims HSI48 by the frames of a USB host.
inline constexpr std::uint32_t CRS_CR = 0x40008400;
inline constexpr std::uint32_t CRS_CR_CEN = 1u << 5;
inline constexpr std::uint32_t CRS_CR_AUTOTRIMEN = 1u << 6;
inline constexpr std::uint32_t CRS_CFGR = 0x40008404;
inline constexpr std::uint32_t CRS_CFGR_SYNCSRC = 3u << 28;
inline constexpr std::uint32_t CRS_CFGR_SYNCSRC_USB1 = 2u << 28; // OTG1
inline constexpr std::uint32_t CRS_CFGR_SYNCSRC_USB2 = 3u << 28; // OTG2

inline constexpr GpioBlock kGpio{kGpioBase, RCC_AHB4ENR};

inline constexpr std::uint32_t IWDG1_KR = 0x58004800;
inline constexpr std::uint32_t IWDG_KR_RELOAD = 0xAAAA; // without effect while the watchdog does not run

inline constexpr std::uint32_t DBGMCU_IDC = 0x5C001000;
inline constexpr std::uint32_t DBGMCU_APB4FZ1 = 0x5C001054;
inline constexpr std::uint32_t DBGMCU_APB4FZ1_IWDG1 = 1u << 18;

// AXI interconnect, target 7 (AXI SRAM): FN_MOD, which ST's SystemInit sets to 1 on revision Y.
inline constexpr std::uint32_t AXI_TARG7_FN_MOD = 0x51008108;

} // namespace xspi::stm32h74x
