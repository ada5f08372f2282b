// What of STM32H7R/S the external flash hangs on. Names and bits as ST's
// headers have them, value meanings from ST's HAL, SVD and reference manual. Controller first.
#pragma once
#include "flash-library/controllers/xspi/xspi-description.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"

#include <array>

namespace xspi::stm32h7rs::description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kPorts = "HCLK5|PLL2S|PLL2T";

// clang-format off
inline constexpr std::array kXspimCr{F{"MUXEN", 0}, F{"MODE", 1, 1, "XSPI1 on port 1, XSPI2 on port 2|swapped"}, F{"CSSEL_OVR_EN", 4}, F{"CSSEL_OVR_O1", 5}, F{"CSSEL_OVR_O2", 6}, F{"REQ2ACK_TIME", 16, 8}};
inline constexpr std::array kXspim{R{"CR", 0x000, kXspimCr}};

inline constexpr std::array kPwrCsr2{F{"BYPASS", 0}, F{"LDOEN", 1}, F{"SDEN", 2}, F{"SMPSEXTHP", 3}, F{"SDHILEVEL", 4}, F{"XSPICAP1", 10, 2}, F{"XSPICAP2", 12, 2}, F{"EN_XSPIM1", 14}, F{"EN_XSPIM2", 15}, F{"SDEXTRDY", 16}};
inline constexpr std::array kPwrCsr4{F{"VOS", 0, 1, "low|high"}, F{"VOSRDY", 1}};
inline constexpr std::array kPwr{R{"CSR2", 0x00C, kPwrCsr2}, R{"CSR4", 0x014, kPwrCsr4}};

inline constexpr std::array kSbsCccsr{F{"COMP_EN", 0}, F{"XSPI1_COMP_EN", 2}, F{"XSPI1_COMP_CODESEL", 3, 1, "cell|CCSWVALR"}, F{"XSPI2_COMP_EN", 4}, F{"XSPI2_COMP_CODESEL", 5, 1, "cell|CCSWVALR"}, F{"COMP_RDY", 8}, F{"XSPI1_COMP_RDY", 9}, F{"XSPI2_COMP_RDY", 10}, F{"IOHSLV", 16}, F{"XSPI1_IOHSLV", 17}, F{"XSPI2_IOHSLV", 18}};
inline constexpr std::array kSbsCcvalr{F{"XSPI1_NSRC", 8, 4}, F{"XSPI1_PSRC", 12, 4}, F{"XSPI2_NSRC", 16, 4}, F{"XSPI2_PSRC", 20, 4}};
inline constexpr std::array kSbs{R{"CCCSR", 0x110, kSbsCccsr}, R{"CCVALR", 0x114, kSbsCcvalr}};

inline constexpr std::array kRccCr{F{"HSION", 0}, F{"HSIRDY", 2}, F{"HSIDIV", 3, 2, "/1|/2|/4|/8"}, F{"CSION", 7}, F{"CSIRDY", 8}, F{"HSEON", 16}, F{"HSERDY", 17}, F{"HSEBYP", 18}, F{"PLL1ON", 24}, F{"PLL1RDY", 25}, F{"PLL2ON", 26}, F{"PLL2RDY", 27}};
inline constexpr std::array kRccCfgr{F{"SW", 0, 3, "HSI|CSI|HSE|PLL1P"}, F{"SWS", 3, 3, "HSI|CSI|HSE|PLL1P"}};
inline constexpr std::array kRccPllckselr{F{"PLLSRC", 0, 2, "HSI|CSI|HSE|none"}, F{"DIVM1", 4, 6}, F{"DIVM2", 12, 6}};
inline constexpr std::array kRccPllDivr1{F{"DIVN", 0, 9}, F{"DIVP", 9, 7}};
inline constexpr std::array kRccPllDivr2{F{"DIVS", 0, 3}, F{"DIVT", 8, 3}};
inline constexpr std::array kRccCcipr1{F{"XSPI1SEL", 4, 2, kPorts}, F{"XSPI2SEL", 6, 2, kPorts}};
inline constexpr std::array kRccCkprotr{F{"XSPICKP", 0}, F{"XSPI1SWP", 4, 3, "|HCLK5|PLL2S|PLL2T|HCLK/4"}, F{"XSPI2SWP", 8, 3, "|HCLK5|PLL2S|PLL2T|HCLK/4"}};
inline constexpr std::array kRccAhb5{F{"XSPI1EN", 5}, F{"XSPI2EN", 12}, F{"XSPIMEN", 14}};
inline constexpr std::array kRccAhb4{F{"GPIOMEN", 12}, F{"GPIONEN", 13}, F{"GPIOOEN", 14}, F{"GPIOPEN", 15}};
inline constexpr std::array kRccApb4{F{"SBSEN", 1}};
inline constexpr std::array kRcc{R{"CR", 0x000, kRccCr}, R{"CFGR", 0x010, kRccCfgr}, R{"PLLCKSELR", 0x028, kRccPllckselr}, R{"PLL1DIVR1", 0x030, kRccPllDivr1}, R{"PLL2DIVR1", 0x038, kRccPllDivr1}, R{"CCIPR1", 0x04C, kRccCcipr1}, R{"PLL2DIVR2", 0x0C4, kRccPllDivr2}, R{"CKPROTR", 0x100, kRccCkprotr}, R{"AHB5ENR", 0x134, kRccAhb5}, R{"AHB4ENR", 0x140, kRccAhb4}, R{"APB4ENR", 0x154, kRccApb4}};

inline constexpr std::array kFlashNvsr{F{"NVSTATE", 0, 8}};
inline constexpr std::array kFlashObw1{F{"BOR_LEVEL", 2, 2}, F{"IWDG_HW", 4, 1, "started by hardware|started by software"}, F{"XSPI1_HSLV", 8}, F{"XSPI2_HSLV", 9}, F{"VDDIO_HSLV", 29}};
inline constexpr std::array kFlashObw2{F{"ITCM_AXI_SHARE", 0, 3}, F{"DTCM_AXI_SHARE", 4, 3}, F{"ECC_ON_SRAM", 8}};
inline constexpr std::array kFlash{R{"NVSR", 0x200, kFlashNvsr}, R{"OBW1SR", 0x260, kFlashObw1}, R{"OBW2SR", 0x268, kFlashObw2}};

inline constexpr ClockGate kAlways{};
inline constexpr std::array kPeripherals{
    PeripheralDescription{"XSPI1", kXspi1Registers, {"RCC_AHB5ENR.XSPI1EN", RCC_AHB5ENR, RCC_AHB5_XSPI1}, xspi_description::kXspi},
    PeripheralDescription{"XSPI2", kXspi2Registers, {"RCC_AHB5ENR.XSPI2EN", RCC_AHB5ENR, RCC_AHB5_XSPI2}, xspi_description::kXspi},
    PeripheralDescription{"XSPIM", kXspimBase, {"RCC_AHB5ENR.XSPIMEN", RCC_AHB5ENR, RCC_AHB5_XSPIM}, kXspim},
    PeripheralDescription{"PWR", kPwrBase, kAlways, kPwr},
    PeripheralDescription{"SBS", kSbsBase, {"RCC_APB4ENR.SBSEN", RCC_APB4ENR, RCC_APB4ENR_SBSEN}, kSbs},
    PeripheralDescription{"RCC", kRccBase, kAlways, kRcc},
    PeripheralDescription{"FLASH", kFlashBase, kAlways, kFlash},
};
// clang-format on

} // namespace xspi::stm32h7rs::description
