// What of STM32F4 and F7 the external flash hangs on. Names and bits as ST's headers have them, value
// meanings from ST's drivers and reference manuals.
#pragma once
#include "flash-library/devices/described-controllers.hpp"
#include "flash-library/devices/stm32f/controllers.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

#include <array>

namespace xspi::stm32f::description {

using F = FieldDescription;
using R = RegisterDescription;

inline constexpr std::string_view kDividers = "/1|/1|/1|/1|/2|/4|/8|/16";
inline constexpr std::string_view kClocks = "HSI|HSE|PLL|";

// clang-format off
inline constexpr std::array kPwrCrScales{F{"DBP", 8}, F{"VOS", 14, 2, "|scale 3|scale 2|scale 1"}};
inline constexpr std::array kPwrCsrF4{F{"VOSRDY", 14}};
inline constexpr std::array kPwrScales{R{"CR", 0x00, kPwrCrScales}, R{"CSR", 0x04, kPwrCsrF4}};
inline constexpr std::array kPwrCrF40x{F{"DBP", 8}, F{"VOS", 14, 1, "scale 2|scale 1"}};
inline constexpr std::array kPwrF40x{R{"CR", 0x00, kPwrCrF40x}, R{"CSR", 0x04, kPwrCsrF4}};
inline constexpr std::array kPwrCr1{F{"DBP", 8}, F{"VOS", 14, 2, "|scale 3|scale 2|scale 1"}, F{"ODEN", 16}, F{"ODSWEN", 17}, F{"UDEN", 18, 2}};
inline constexpr std::array kPwrCsr1{F{"VOSRDY", 14}, F{"ODRDY", 16}, F{"ODSWRDY", 17}};
inline constexpr std::array kPwrOverDrive{R{"CR", 0x00, kPwrCr1}, R{"CSR", 0x04, kPwrCsr1}};
inline constexpr std::array kPwrF7{R{"CR1", 0x00, kPwrCr1}, R{"CSR1", 0x04, kPwrCsr1}};

inline constexpr std::array kRccCr{F{"HSION", 0}, F{"HSIRDY", 1}, F{"HSEON", 16}, F{"HSERDY", 17}, F{"HSEBYP", 18}, F{"CSSON", 19}, F{"PLLON", 24}, F{"PLLRDY", 25}, F{"PLLI2SON", 26}, F{"PLLI2SRDY", 27}, F{"PLLSAION", 28}, F{"PLLSAIRDY", 29}};
inline constexpr std::array kRccPllcfgr{F{"PLLM", 0, 6}, F{"PLLN", 6, 9}, F{"PLLP", 16, 2, "/2|/4|/6|/8"}, F{"PLLSRC", 22, 1, "HSI|HSE"}, F{"PLLQ", 24, 4}, F{"PLLR", 28, 3}};
inline constexpr std::array kRccCfgr{F{"SW", 0, 2, kClocks}, F{"SWS", 2, 2, kClocks}, F{"HPRE", 4, 4}, F{"PPRE1", 10, 3, kDividers}, F{"PPRE2", 13, 3, kDividers}};
inline constexpr std::array kRccAhb1enr{F{"GPIOAEN", 0}, F{"GPIOBEN", 1}, F{"GPIOCEN", 2}, F{"GPIODEN", 3}, F{"GPIOEEN", 4}, F{"GPIOFEN", 5}, F{"GPIOGEN", 6}, F{"GPIOHEN", 7}, F{"GPIOIEN", 8}};
inline constexpr std::array kRccAhb3enrFsmc{F{"FSMCEN", 0}};
inline constexpr std::array kRccAhb3enr{F{"FMCEN", 0}, F{"QSPIEN", 1}};
inline constexpr std::array kRccAhb3enrFmc{F{"FMCEN", 0}};
inline constexpr std::array kRccAhb3enrFsmcQuadSpi{F{"FSMCEN", 0}, F{"QSPIEN", 1}};
inline constexpr std::array kRccApb1enr{F{"SPI2EN", 14}, F{"SPI3EN", 15}, F{"PWREN", 28}};
inline constexpr std::array kRccApb2enr{F{"SPI1EN", 12}, F{"SPI4EN", 13}, F{"SYSCFGEN", 14}, F{"SPI5EN", 20}, F{"SPI6EN", 21}};
inline constexpr std::array kRccApb2enrF40x{F{"SPI1EN", 12}, F{"SYSCFGEN", 14}};
inline constexpr std::array kRccF40x{R{"CR", 0x00, kRccCr}, R{"PLLCFGR", 0x04, kRccPllcfgr}, R{"CFGR", 0x08, kRccCfgr}, R{"AHB1ENR", 0x30, kRccAhb1enr}, R{"AHB3ENR", 0x38, kRccAhb3enrFsmc}, R{"APB1ENR", 0x40, kRccApb1enr}, R{"APB2ENR", 0x44, kRccApb2enrF40x}};
inline constexpr std::array kRcc{R{"CR", 0x00, kRccCr}, R{"PLLCFGR", 0x04, kRccPllcfgr}, R{"CFGR", 0x08, kRccCfgr}, R{"AHB1ENR", 0x30, kRccAhb1enr}, R{"AHB3ENR", 0x38, kRccAhb3enr}, R{"APB1ENR", 0x40, kRccApb1enr}, R{"APB2ENR", 0x44, kRccApb2enr}};
inline constexpr std::array kRccFmc{R{"CR", 0x00, kRccCr}, R{"PLLCFGR", 0x04, kRccPllcfgr}, R{"CFGR", 0x08, kRccCfgr}, R{"AHB1ENR", 0x30, kRccAhb1enr}, R{"AHB3ENR", 0x38, kRccAhb3enrFmc}, R{"APB1ENR", 0x40, kRccApb1enr}, R{"APB2ENR", 0x44, kRccApb2enr}};
inline constexpr std::array kRccFsmcQuadSpi{R{"CR", 0x00, kRccCr}, R{"PLLCFGR", 0x04, kRccPllcfgr}, R{"CFGR", 0x08, kRccCfgr}, R{"AHB1ENR", 0x30, kRccAhb1enr}, R{"AHB3ENR", 0x38, kRccAhb3enrFsmcQuadSpi}, R{"APB1ENR", 0x40, kRccApb1enr}, R{"APB2ENR", 0x44, kRccApb2enr}};
inline constexpr std::array kRccSpi5{R{"CR", 0x00, kRccCr}, R{"PLLCFGR", 0x04, kRccPllcfgr}, R{"CFGR", 0x08, kRccCfgr}, R{"AHB1ENR", 0x30, kRccAhb1enr}, R{"APB1ENR", 0x40, kRccApb1enr}, R{"APB2ENR", 0x44, kRccApb2enr}};

inline constexpr std::array kFlashAcrF4{F{"LATENCY", 0, 4}, F{"PRFTEN", 8}, F{"ICEN", 9}, F{"DCEN", 10}};
inline constexpr std::array kFlashAcrF7{F{"LATENCY", 0, 4}, F{"PRFTEN", 8}, F{"ARTEN", 9}};
inline constexpr std::array kFlashSr{F{"EOP", 0}, F{"OPERR", 1}, F{"WRPERR", 4}, F{"PGAERR", 5}, F{"PGPERR", 6}, F{"PGSERR", 7}, F{"BSY", 16}};
inline constexpr std::array kFlashOptcrF4{F{"OPTLOCK", 0}, F{"OPTSTRT", 1}, F{"BOR_LEV", 2, 2}, F{"WDG_SW", 5, 1, "started by hardware|started by software"}, F{"nRST_STOP", 6}, F{"nRST_STDBY", 7}, F{"RDP", 8, 8}, F{"nWRP", 16, 12}};
inline constexpr std::array kFlashOptcrF74x{F{"OPTLOCK", 0}, F{"OPTSTRT", 1}, F{"BOR_LEV", 2, 2}, F{"WWDG_SW", 4, 1, "started by hardware|started by software"}, F{"IWDG_SW", 5, 1, "started by hardware|started by software"}, F{"nRST_STOP", 6}, F{"nRST_STDBY", 7}, F{"RDP", 8, 8}, F{"nWRP", 16, 8}, F{"IWDG_STDBY", 30}, F{"IWDG_STOP", 31}};
inline constexpr std::array kFlashOptcrF76x{F{"OPTLOCK", 0}, F{"OPTSTRT", 1}, F{"BOR_LEV", 2, 2}, F{"WWDG_SW", 4, 1, "started by hardware|started by software"}, F{"IWDG_SW", 5, 1, "started by hardware|started by software"}, F{"nRST_STOP", 6}, F{"nRST_STDBY", 7}, F{"RDP", 8, 8}, F{"nWRP", 16, 12}, F{"nDBOOT", 28}, F{"nDBANK", 29, 1, "two banks|one bank"}, F{"IWDG_STDBY", 30}, F{"IWDG_STOP", 31}};
inline constexpr std::array kFlashOptcr1{F{"BOOT_ADD0", 0, 16}, F{"BOOT_ADD1", 16, 16}};
inline constexpr std::array kFlashF4{R{"ACR", 0x00, kFlashAcrF4}, R{"SR", 0x0C, kFlashSr}, R{"OPTCR", 0x14, kFlashOptcrF4}};
inline constexpr std::array kFlashF74x{R{"ACR", 0x00, kFlashAcrF7}, R{"SR", 0x0C, kFlashSr}, R{"OPTCR", 0x14, kFlashOptcrF74x}, R{"OPTCR1", 0x18, kFlashOptcr1}};
inline constexpr std::array kFlashF76x{R{"ACR", 0x00, kFlashAcrF7}, R{"SR", 0x0C, kFlashSr}, R{"OPTCR", 0x14, kFlashOptcrF76x}, R{"OPTCR1", 0x18, kFlashOptcr1}};

inline constexpr std::array kDbgmcuIdcode{F{"DEV_ID", 0, 12}, F{"REV_ID", 16, 16}};
inline constexpr std::array kDbgmcu{R{"IDCODE", 0x000, kDbgmcuIdcode}};

inline constexpr ClockGate kAlways{};
inline constexpr ClockGate kPwrGate{"RCC_APB1ENR.PWREN", RCC_APB1ENR, RCC_APB1ENR_PWREN};
inline constexpr PeripheralDescription kDbgmcuBlock{"DBGMCU", DBGMCU_IDCODE, kAlways, kDbgmcu};
// clang-format on

// RCC and FLASH of a line.
constexpr PeripheralDescription rcc(std::span<const R> registers) {
    return {"RCC", kRccBase, kAlways, registers};
}
constexpr PeripheralDescription pwr(std::span<const R> registers) {
    return {"PWR", kPwrBase, kPwrGate, registers};
}
constexpr PeripheralDescription flash(std::span<const R> registers) {
    return {"FLASH", kFlashBase, kAlways, registers};
}

} // namespace xspi::stm32f::description
