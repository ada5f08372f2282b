// STM32H7R/S registers that a bring-up touches: names, addresses and bits as the reference manual prints them
// (cmsis_device_h7rs stm32h7s3xx.h; docs/hardware/stm32h7rs.md, memory map). XSPI's own registers are the
// controller's.
#pragma once
#include "flash-library/devices/gpio.hpp"

#include <cstdint>

namespace xspi::stm32h7rs {

inline constexpr std::uint32_t kRccBase = 0x58024400;
inline constexpr std::uint32_t kPwrBase = 0x58024800;
inline constexpr std::uint32_t kSbsBase = 0x58000400;
inline constexpr std::uint32_t kFlashBase = 0x52002000;
inline constexpr std::uint32_t kXspimBase = 0x5200B400;
inline constexpr std::uint32_t kGpioBase = 0x58020000; // GPIOA; each further port letter 0x400 later

inline constexpr std::uint32_t RCC_CR = kRccBase + 0x000;
inline constexpr std::uint32_t RCC_CR_HSION = 1u << 0;
inline constexpr std::uint32_t RCC_CR_HSIRDY = 1u << 2;
inline constexpr std::uint32_t RCC_CR_HSIDIV = 3u << 3;
inline constexpr std::uint32_t RCC_CR_HSIDIVF = 1u << 5;
inline constexpr std::uint32_t RCC_CR_CSION = 1u << 7;
inline constexpr std::uint32_t RCC_CR_CSIRDY = 1u << 8;
inline constexpr std::uint32_t RCC_CR_HSEON = 1u << 16;
inline constexpr std::uint32_t RCC_CR_HSERDY = 1u << 17;
inline constexpr std::uint32_t RCC_CR_HSEBYP = 1u << 18;
inline constexpr std::uint32_t RCC_CR_PLL1ON = 1u << 24;
inline constexpr std::uint32_t RCC_CR_PLL1RDY = 1u << 25;
inline constexpr std::uint32_t RCC_CR_PLL2ON = 1u << 26;
inline constexpr std::uint32_t RCC_CR_PLL2RDY = 1u << 27;
inline constexpr std::uint32_t RCC_CR_PLL3ON = 1u << 28;
inline constexpr std::uint32_t RCC_CFGR = kRccBase + 0x010;
inline constexpr std::uint32_t RCC_CFGR_SW = 7u << 0;
inline constexpr unsigned RCC_CFGR_SWS_Pos = 3;
inline constexpr std::uint32_t RCC_CFGR_SWS = 7u << RCC_CFGR_SWS_Pos;
inline constexpr std::uint32_t RCC_SW_HSI = 0;
inline constexpr std::uint32_t RCC_SW_PLL1P = 3;
inline constexpr std::uint32_t RCC_CDCFGR = kRccBase + 0x018;
inline constexpr std::uint32_t RCC_CDCFGR_CPRE = 0xFu;
inline constexpr std::uint32_t RCC_BMCFGR = kRccBase + 0x01C;
inline constexpr std::uint32_t RCC_BMCFGR_BMPRE = 0xFu;
inline constexpr std::uint32_t RCC_BMPRE_DIV2 = 8;
inline constexpr std::uint32_t RCC_APBCFGR = kRccBase + 0x020;
inline constexpr std::uint32_t RCC_APBCFGR_PPRE = 0x7777; // PPRE1, PPRE2, PPRE4, PPRE5
inline constexpr std::uint32_t RCC_PPRE_ALL_DIV2 = 0x4444;
inline constexpr std::uint32_t RCC_PLLCKSELR = kRccBase + 0x028;
inline constexpr std::uint32_t RCC_PLLCKSELR_PLLSRC = 3u << 0;
inline constexpr std::uint32_t RCC_PLLSRC_HSI = 0;
inline constexpr std::uint32_t RCC_PLLSRC_HSE = 2;
inline constexpr unsigned RCC_PLLCKSELR_DIVM1_Pos = 4;
inline constexpr unsigned RCC_PLLCKSELR_DIVM2_Pos = 12;
inline constexpr std::uint32_t RCC_PLLCKSELR_DIVM_Mask = 0x3F;
inline constexpr std::uint32_t RCC_PLLCFGR = kRccBase + 0x02C;
inline constexpr std::uint32_t RCC_PLLCFGR_PLL1 = 0x000003FF; // every field of PLL1 (bit 9 reserved)
inline constexpr unsigned RCC_PLLCFGR_PLL1RGE_Pos = 3;
inline constexpr std::uint32_t RCC_PLLCFGR_PLL1PEN = 1u << 5;
inline constexpr std::uint32_t RCC_PLLCFGR_PLL2 = 0x001FF800;
inline constexpr unsigned RCC_PLLCFGR_PLL2RGE_Pos = 14;
inline constexpr std::uint32_t RCC_PLLCFGR_PLL2SEN = 1u << 19;
inline constexpr std::uint32_t RCC_PLL1DIVR1 = kRccBase + 0x030;
inline constexpr std::uint32_t RCC_PLL2DIVR1 = kRccBase + 0x038;
inline constexpr std::uint32_t RCC_PLLDIVR1_DIVN = 0x1FF;
inline constexpr unsigned RCC_PLLDIVR1_DIVP_Pos = 9;
inline constexpr std::uint32_t RCC_PLLDIVR1_DIVP = 0x7Fu << RCC_PLLDIVR1_DIVP_Pos;
inline constexpr std::uint32_t RCC_PLL2DIVR2 = kRccBase + 0x0C4;
inline constexpr std::uint32_t RCC_PLLDIVR2_DIVS = 7u << 0;
inline constexpr std::uint32_t RCC_CCIPR1 = kRccBase + 0x04C;
inline constexpr unsigned RCC_CCIPR1_XSPI1SEL_Pos = 4;
inline constexpr unsigned RCC_CCIPR1_XSPI2SEL_Pos = 6;
inline constexpr unsigned RCC_CCIPR1_USBREFCKSEL_Pos = 8;
inline constexpr std::uint32_t RCC_CCIPR1_USBREFCKSEL = 0xFu << RCC_CCIPR1_USBREFCKSEL_Pos;
inline constexpr std::uint32_t RCC_CCIPR1_USBPHYCSEL = 3u << 12; // 0 HSE, 1 HSE/2, 2 PLL3Q
inline constexpr std::uint32_t RCC_XSPISEL_HCLK5 = 0;
inline constexpr std::uint32_t RCC_XSPISEL_PLL2S = 1;
inline constexpr std::uint32_t RCC_AHB5RSTR = kRccBase + 0x07C;
inline constexpr std::uint32_t RCC_AHB1RSTR = kRccBase + 0x080;
inline constexpr std::uint32_t RCC_CKPROTR = kRccBase + 0x100;
inline constexpr std::uint32_t RCC_CKPROTR_XSPICKP = 1u << 0;
inline constexpr std::uint32_t RCC_RSR = kRccBase + 0x130;
inline constexpr std::uint32_t RCC_RSR_SFTRSTF = 1u << 24; // a system reset by software
inline constexpr std::uint32_t RCC_AHB5ENR = kRccBase + 0x134;
inline constexpr std::uint32_t RCC_AHB5_XSPI1 = 1u << 5; // the same bit in AHB5ENR and AHB5RSTR
inline constexpr std::uint32_t RCC_AHB5_XSPI2 = 1u << 12;
inline constexpr std::uint32_t RCC_AHB5_XSPIM = 1u << 14;
inline constexpr std::uint32_t RCC_AHB1ENR = kRccBase + 0x138;
inline constexpr std::uint32_t RCC_AHB1_OTGHS = 1u << 25;
inline constexpr std::uint32_t RCC_AHB1_USBPHYC = 1u << 26;
inline constexpr std::uint32_t RCC_AHB4ENR = kRccBase + 0x140; // GPIOxEN: bit of the port letter
inline constexpr std::uint32_t RCC_APB4ENR = kRccBase + 0x154;
inline constexpr std::uint32_t RCC_APB4ENR_SBSEN = 1u << 1;

inline constexpr std::uint32_t PWR_SR1 = kPwrBase + 0x004;
inline constexpr std::uint32_t PWR_SR1_ACTVOSRDY = 1u << 1;
inline constexpr std::uint32_t PWR_CSR2 = kPwrBase + 0x00C;
inline constexpr std::uint32_t PWR_CSR2_BYPASS = 1u << 0;
inline constexpr std::uint32_t PWR_CSR2_LDOEN = 1u << 1;
inline constexpr std::uint32_t PWR_CSR2_SDEN = 1u << 2;
inline constexpr std::uint32_t PWR_CSR2_SDHILEVEL = 1u << 4;
inline constexpr std::uint32_t PWR_CSR2_SUPPLY = 0x1F; // the write-once bits, SMPSEXTHP among them
inline constexpr std::uint32_t PWR_CSR2_USB33DEN = 1u << 24;
inline constexpr std::uint32_t PWR_CSR2_USB33RDY = 1u << 26;
inline constexpr std::uint32_t PWR_CSR2_USBHSREGEN = 1u << 27;
inline constexpr std::uint32_t PWR_CSR2_EN_XSPIM1 = 1u << 14;
inline constexpr std::uint32_t PWR_CSR2_EN_XSPIM2 = 1u << 15;
inline constexpr std::uint32_t PWR_CSR4 = kPwrBase + 0x014;
inline constexpr std::uint32_t PWR_CSR4_VOS = 1u << 0;
inline constexpr std::uint32_t PWR_CSR4_VOSRDY = 1u << 1;

inline constexpr std::uint32_t SBS_CCCSR = kSbsBase + 0x110;
inline constexpr std::uint32_t SBS_CCCSR_XSPI1_COMP_EN = 1u << 2; // XSPI2: two bits further up
inline constexpr std::uint32_t SBS_CCCSR_XSPI1_COMP_CODESEL = 1u << 3;
inline constexpr std::uint32_t SBS_CCCSR_XSPI1_COMP_RDY = 1u << 9; // XSPI2: one bit further up
inline constexpr std::uint32_t SBS_CCCSR_XSPI1_IOHSLV = 1u << 17;  // XSPI2: one bit further up

inline constexpr std::uint32_t FLASH_ACR = kFlashBase + 0x000;
inline constexpr std::uint32_t FLASH_ACR_LATENCY = 0xFu;
inline constexpr std::uint32_t FLASH_ACR_WRHIGHFREQ = 3u << 4;
inline constexpr std::uint32_t FLASH_OBW1SR = kFlashBase + 0x260;
inline constexpr std::uint32_t FLASH_OBW1SR_XSPI1_HSLV = 1u << 8;
inline constexpr std::uint32_t FLASH_OBW1SR_XSPI2_HSLV = 1u << 9;
inline constexpr std::uint32_t FLASH_OBW2SR = kFlashBase + 0x268;

inline constexpr std::uint32_t OTG_GCCFG = 0x038; // of an OTG core
inline constexpr std::uint32_t OTG_GCCFG_VBDEN = 1u << 21;
inline constexpr std::uint32_t OTG_GCCFG_VBVALOVAL = 1u << 23;
inline constexpr std::uint32_t OTG_GCCFG_VBVALOVEN = 1u << 24;
inline constexpr std::uint32_t OTG_GCCFG_FORCEHOSTPD = 1u << 25;

inline constexpr GpioBlock kGpio{kGpioBase, RCC_AHB4ENR};

inline constexpr std::uint32_t IWDG_KR = 0x58004800;
inline constexpr std::uint32_t IWDG_KR_RELOAD = 0xAAAA; // without effect while the watchdog does not run

inline constexpr std::uint32_t DBGMCU_IDC = 0x5C001000;
inline constexpr std::uint32_t DBGMCU_APB4FZR = 0x5C001054;
inline constexpr std::uint32_t DBGMCU_APB4FZR_IWDG = 1u << 18;

inline constexpr std::uint32_t XSPIM_CR = kXspimBase + 0x000;
inline constexpr std::uint32_t XSPIM_CR_MUXEN = 1u << 0;
inline constexpr std::uint32_t XSPIM_CR_MODE = 1u << 1;
inline constexpr std::uint32_t XSPIM_CR_CSSEL_OVR = 7u << 4; // CSSEL_OVR_EN, _O1, _O2

} // namespace xspi::stm32h7rs
