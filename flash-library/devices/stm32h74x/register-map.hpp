// What of STM32H742/743/750/753 the external flash hangs on. Names and bits as ST's
// headers have them, value meanings from ST's HAL, SVD and reference manual. Controller first.
#pragma once
#include "flash-library/devices/described-controllers.hpp"
#include "flash-library/devices/stm32h74x/memory.hpp"
#include "flash-library/devices/stm32h74x/pins.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"

#include <array>

namespace xspi::stm32h74x::description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kHalves = "/1|/1|/1|/1|/2|/4|/8|/16";
inline constexpr std::string_view kClocks = "HSI|CSI|HSE|PLL1P";

// clang-format off
inline constexpr std::array kPwrCsr1{F{"ACTVOSRDY", 13}, F{"ACTVOS", 14, 2, "|VOS3|VOS2|VOS1"}};
inline constexpr std::array kPwrCr3{F{"BYPASS", 0}, F{"LDOEN", 1}, F{"SCUEN", 2}, F{"USB33DEN", 24}, F{"USBREGEN", 25}, F{"USB33RDY", 26}};
inline constexpr std::array kPwrD3cr{F{"VOSRDY", 13}, F{"VOS", 14, 2, "|VOS3|VOS2|VOS1"}};
inline constexpr std::array kPwr{R{"CSR1", 0x004, kPwrCsr1}, R{"CR3", 0x00C, kPwrCr3}, R{"D3CR", 0x018, kPwrD3cr}};

inline constexpr std::array kSyscfgCccsr{F{"EN", 0}, F{"CS", 1, 1, "cell|CCCR"}, F{"READY", 8}, F{"HSLV", 16}};
inline constexpr std::array kSyscfgPwrcr{F{"ODEN", 0, 1, "|VOS0"}};
inline constexpr std::array kSyscfg{R{"CCCSR", 0x020, kSyscfgCccsr}, R{"PWRCR", 0x02C, kSyscfgPwrcr}};

inline constexpr std::array kRccCr{F{"HSION", 0}, F{"HSIRDY", 2}, F{"HSIDIV", 3, 2, "/1|/2|/4|/8"}, F{"HSIDIVF", 5}, F{"CSION", 7}, F{"CSIRDY", 8}, F{"HSEON", 16}, F{"HSERDY", 17}, F{"HSEBYP", 18}, F{"PLL1ON", 24}, F{"PLL1RDY", 25}, F{"PLL2ON", 26}, F{"PLL2RDY", 27}, F{"PLL3ON", 28}, F{"PLL3RDY", 29}};
inline constexpr std::array kRccCfgr{F{"SW", 0, 3, kClocks}, F{"SWS", 3, 3, kClocks}};
inline constexpr std::array kRccD1cfgr{F{"HPRE", 0, 4}, F{"D1PPRE", 4, 3, kHalves}, F{"D1CPRE", 8, 4}};
inline constexpr std::array kRccD2cfgr{F{"D2PPRE1", 4, 3, kHalves}, F{"D2PPRE2", 8, 3, kHalves}};
inline constexpr std::array kRccD3cfgr{F{"D3PPRE", 4, 3, kHalves}};
inline constexpr std::array kRccPllckselr{F{"PLLSRC", 0, 2, "HSI|CSI|HSE|none"}, F{"DIVM1", 4, 6}, F{"DIVM2", 12, 6}, F{"DIVM3", 20, 6}};
inline constexpr std::array kRccPll1divr{F{"N1", 0, 9}, F{"P1", 9, 7}, F{"Q1", 16, 7}, F{"R1", 24, 7}};
inline constexpr std::array kRccPll2divr{F{"N2", 0, 9}, F{"P2", 9, 7}, F{"Q2", 16, 7}, F{"R2", 24, 7}};
inline constexpr std::array kRccD1ccipr{F{"QSPISEL", 4, 2, "HCLK3|PLL1Q|PLL2R|PER_CK"}, F{"CKPERSEL", 28, 2, "HSI|CSI|HSE"}};
inline constexpr std::array kRccAhb3enr{F{"QSPIEN", 14}};
inline constexpr std::array kRccAhb4enr{F{"GPIOAEN", 0}, F{"GPIOBEN", 1}, F{"GPIOCEN", 2}, F{"GPIODEN", 3}, F{"GPIOEEN", 4}, F{"GPIOFEN", 5}, F{"GPIOGEN", 6}, F{"GPIOHEN", 7}};
inline constexpr std::array kRccApb4enr{F{"SYSCFGEN", 1}};
inline constexpr std::array kRcc{R{"CR", 0x000, kRccCr}, R{"CFGR", 0x010, kRccCfgr}, R{"D1CFGR", 0x018, kRccD1cfgr}, R{"D2CFGR", 0x01C, kRccD2cfgr}, R{"D3CFGR", 0x020, kRccD3cfgr}, R{"PLLCKSELR", 0x028, kRccPllckselr}, R{"PLL1DIVR", 0x030, kRccPll1divr}, R{"PLL2DIVR", 0x038, kRccPll2divr}, R{"D1CCIPR", 0x04C, kRccD1ccipr}, R{"AHB3ENR", 0x0D4, kRccAhb3enr}, R{"AHB4ENR", 0x0E0, kRccAhb4enr}, R{"APB4ENR", 0x0F4, kRccApb4enr}};

inline constexpr std::array kFlashAcr{F{"LATENCY", 0, 4}, F{"WRHIGHFREQ", 4, 2}};
inline constexpr std::array kFlashOptsr{F{"OPT_BUSY", 0}, F{"BOR_LEV", 2, 2}, F{"IWDG1_SW", 4, 1, "started by hardware|started by software"}, F{"RDP", 8, 8}, F{"SECURITY", 21}, F{"IO_HSLV", 29}, F{"OPTCHANGEERR", 30}, F{"SWAP_BANK_OPT", 31}};
inline constexpr std::array kFlashWpsn{F{"WRPSN", 0, 8}};
inline constexpr std::array kFlashBoot{F{"BOOT_ADD0", 0, 16}, F{"BOOT_ADD1", 16, 16}};
inline constexpr std::array kFlash{R{"ACR", 0x000, kFlashAcr}, R{"OPTSR_CUR", 0x01C, kFlashOptsr}, R{"WPSN_CUR1R", 0x038, kFlashWpsn}, R{"BOOT_CURR", 0x040, kFlashBoot}, R{"WPSN_CUR2R", 0x138, kFlashWpsn}};

inline constexpr std::array kDbgmcuIdc{F{"DEV_ID", 0, 12}, F{"REV_ID", 16, 16}};
inline constexpr std::array kDbgmcu{R{"IDC", 0x000, kDbgmcuIdc}};

inline constexpr ClockGate kAlways{};
inline constexpr std::array kOthers{
    PeripheralDescription{"PWR", kPwrBase, kAlways, kPwr},
    PeripheralDescription{"SYSCFG", kSyscfgBase, {"RCC_APB4ENR.SYSCFGEN", RCC_APB4ENR, RCC_APB4ENR_SYSCFGEN}, kSyscfg},
    PeripheralDescription{"RCC", kRccBase, kAlways, kRcc},
    PeripheralDescription{"FLASH", kFlashBase, kAlways, kFlash},
    PeripheralDescription{"DBGMCU", DBGMCU_IDC, kAlways, kDbgmcu},
};
// clang-format on
inline constexpr auto kPeripherals = described_family(kControllers, kOthers);

} // namespace xspi::stm32h74x::description
