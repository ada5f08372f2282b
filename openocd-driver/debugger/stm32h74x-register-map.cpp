// What of STM32H742/743/750/753 the external flash hangs on.
#include "flash-library/devices/stm32h74x/memory.hpp"
#include "flash-library/devices/stm32h74x/registers.hpp"
#include "openocd-driver/debugger/register-map.hpp"

#include <array>

namespace xspi {

namespace {

namespace h7 = stm32h74x;
using F = FieldDescription;
using R = RegisterDescription;

constexpr std::string_view kLines = "none|one line|two lines|four lines";
constexpr std::string_view kBytes = "8 bits|16 bits|24 bits|32 bits";
constexpr std::string_view kHalves = "/1|/1|/1|/1|/2|/4|/8|/16";
constexpr std::string_view kClocks = "HSI|CSI|HSE|PLL1P";

// clang-format off
constexpr std::array kQuadSpiCr{F{"EN", 0}, F{"ABORT", 1}, F{"DMAEN", 2}, F{"TCEN", 3}, F{"SSHIFT", 4}, F{"DFM", 6, 1, "one chip|two chips"}, F{"FSEL", 7, 1, "bank 1|bank 2"}, F{"FTHRES", 8, 5}, F{"TEIE", 16}, F{"TCIE", 17}, F{"FTIE", 18}, F{"SMIE", 19}, F{"TOIE", 20}, F{"APMS", 22}, F{"PMM", 23, 1, "AND|OR"}, F{"PRESCALER", 24, 8}};
constexpr std::array kQuadSpiDcr{F{"CKMODE", 0, 1, "mode 0|mode 3"}, F{"CSHT", 8, 3}, F{"FSIZE", 16, 5}};
constexpr std::array kQuadSpiSr{F{"TEF", 0}, F{"TCF", 1}, F{"FTF", 2}, F{"SMF", 3}, F{"TOF", 4}, F{"BUSY", 5}, F{"FLEVEL", 8, 6}};
constexpr std::array kQuadSpiDlr{F{"DL", 0, 32}};
constexpr std::array kQuadSpiCcr{F{"INSTRUCTION", 0, 8}, F{"IMODE", 8, 2, kLines}, F{"ADMODE", 10, 2, kLines}, F{"ADSIZE", 12, 2, kBytes}, F{"ABMODE", 14, 2, kLines}, F{"ABSIZE", 16, 2, kBytes}, F{"DCYC", 18, 5}, F{"DMODE", 24, 2, kLines}, F{"FMODE", 26, 2, "indirect write|indirect read|automatic status polling|memory-mapped"}, F{"SIOO", 28}, F{"DHHC", 30}, F{"DDRM", 31}};
constexpr std::array kQuadSpiAr{F{"ADDRESS", 0, 32}};
constexpr std::array kQuadSpiAbr{F{"ALTERNATE", 0, 32}};
constexpr std::array kQuadSpiPsmkr{F{"MASK", 0, 32}};
constexpr std::array kQuadSpiPsmar{F{"MATCH", 0, 32}};
constexpr std::array kQuadSpiPir{F{"INTERVAL", 0, 16}};
constexpr std::array kQuadSpiLptr{F{"TIMEOUT", 0, 16}};
constexpr std::array kQuadSpi{R{"CR", 0x00, kQuadSpiCr}, R{"DCR", 0x04, kQuadSpiDcr}, R{"SR", 0x08, kQuadSpiSr}, R{"DLR", 0x10, kQuadSpiDlr}, R{"CCR", 0x14, kQuadSpiCcr}, R{"AR", 0x18, kQuadSpiAr}, R{"ABR", 0x1C, kQuadSpiAbr}, R{"PSMKR", 0x24, kQuadSpiPsmkr}, R{"PSMAR", 0x28, kQuadSpiPsmar}, R{"PIR", 0x2C, kQuadSpiPir}, R{"LPTR", 0x30, kQuadSpiLptr}};

constexpr std::array kPwrCsr1{F{"ACTVOSRDY", 13}, F{"ACTVOS", 14, 2, "|VOS3|VOS2|VOS1"}};
constexpr std::array kPwrCr3{F{"BYPASS", 0}, F{"LDOEN", 1}, F{"SCUEN", 2}, F{"USB33DEN", 24}, F{"USBREGEN", 25}, F{"USB33RDY", 26}};
constexpr std::array kPwrD3cr{F{"VOSRDY", 13}, F{"VOS", 14, 2, "|VOS3|VOS2|VOS1"}};
constexpr std::array kPwr{R{"CSR1", 0x004, kPwrCsr1}, R{"CR3", 0x00C, kPwrCr3}, R{"D3CR", 0x018, kPwrD3cr}};

constexpr std::array kSyscfgCccsr{F{"EN", 0}, F{"CS", 1, 1, "cell|CCCR"}, F{"READY", 8}, F{"HSLV", 16}};
constexpr std::array kSyscfgPwrcr{F{"ODEN", 0, 1, "|VOS0"}};
constexpr std::array kSyscfg{R{"CCCSR", 0x020, kSyscfgCccsr}, R{"PWRCR", 0x02C, kSyscfgPwrcr}};

constexpr std::array kRccCr{F{"HSION", 0}, F{"HSIRDY", 2}, F{"HSIDIV", 3, 2, "/1|/2|/4|/8"}, F{"HSIDIVF", 5}, F{"CSION", 7}, F{"CSIRDY", 8}, F{"HSEON", 16}, F{"HSERDY", 17}, F{"HSEBYP", 18}, F{"PLL1ON", 24}, F{"PLL1RDY", 25}, F{"PLL2ON", 26}, F{"PLL2RDY", 27}, F{"PLL3ON", 28}, F{"PLL3RDY", 29}};
constexpr std::array kRccCfgr{F{"SW", 0, 3, kClocks}, F{"SWS", 3, 3, kClocks}};
constexpr std::array kRccD1cfgr{F{"HPRE", 0, 4}, F{"D1PPRE", 4, 3, kHalves}, F{"D1CPRE", 8, 4}};
constexpr std::array kRccD2cfgr{F{"D2PPRE1", 4, 3, kHalves}, F{"D2PPRE2", 8, 3, kHalves}};
constexpr std::array kRccD3cfgr{F{"D3PPRE", 4, 3, kHalves}};
constexpr std::array kRccPllckselr{F{"PLLSRC", 0, 2, "HSI|CSI|HSE|none"}, F{"DIVM1", 4, 6}, F{"DIVM2", 12, 6}, F{"DIVM3", 20, 6}};
constexpr std::array kRccPll1divr{F{"N1", 0, 9}, F{"P1", 9, 7}, F{"Q1", 16, 7}, F{"R1", 24, 7}};
constexpr std::array kRccPll2divr{F{"N2", 0, 9}, F{"P2", 9, 7}, F{"Q2", 16, 7}, F{"R2", 24, 7}};
constexpr std::array kRccD1ccipr{F{"QSPISEL", 4, 2, "HCLK3|PLL1Q|PLL2R|PER_CK"}, F{"CKPERSEL", 28, 2, "HSI|CSI|HSE"}};
constexpr std::array kRccAhb3enr{F{"QSPIEN", 14}};
constexpr std::array kRccAhb4enr{F{"GPIOAEN", 0}, F{"GPIOBEN", 1}, F{"GPIOCEN", 2}, F{"GPIODEN", 3}, F{"GPIOEEN", 4}, F{"GPIOFEN", 5}, F{"GPIOGEN", 6}, F{"GPIOHEN", 7}};
constexpr std::array kRccApb4enr{F{"SYSCFGEN", 1}};
constexpr std::array kRcc{R{"CR", 0x000, kRccCr}, R{"CFGR", 0x010, kRccCfgr}, R{"D1CFGR", 0x018, kRccD1cfgr}, R{"D2CFGR", 0x01C, kRccD2cfgr}, R{"D3CFGR", 0x020, kRccD3cfgr}, R{"PLLCKSELR", 0x028, kRccPllckselr}, R{"PLL1DIVR", 0x030, kRccPll1divr}, R{"PLL2DIVR", 0x038, kRccPll2divr}, R{"D1CCIPR", 0x04C, kRccD1ccipr}, R{"AHB3ENR", 0x0D4, kRccAhb3enr}, R{"AHB4ENR", 0x0E0, kRccAhb4enr}, R{"APB4ENR", 0x0F4, kRccApb4enr}};

constexpr std::array kFlashAcr{F{"LATENCY", 0, 4}, F{"WRHIGHFREQ", 4, 2}};
constexpr std::array kFlashOptsr{F{"OPT_BUSY", 0}, F{"BOR_LEV", 2, 2}, F{"IWDG1_SW", 4, 1, "started by hardware|started by software"}, F{"RDP", 8, 8}, F{"SECURITY", 21}, F{"IO_HSLV", 29}, F{"OPTCHANGEERR", 30}, F{"SWAP_BANK_OPT", 31}};
constexpr std::array kFlashWpsn{F{"WRPSN", 0, 8}};
constexpr std::array kFlashBoot{F{"BOOT_ADD0", 0, 16}, F{"BOOT_ADD1", 16, 16}};
constexpr std::array kFlash{R{"ACR", 0x000, kFlashAcr}, R{"OPTSR_CUR", 0x01C, kFlashOptsr}, R{"WPSN_CUR1R", 0x038, kFlashWpsn}, R{"BOOT_CURR", 0x040, kFlashBoot}, R{"WPSN_CUR2R", 0x138, kFlashWpsn}};

constexpr std::array kDbgmcuIdc{F{"DEV_ID", 0, 12}, F{"REV_ID", 16, 16}};
constexpr std::array kDbgmcu{R{"IDC", 0x000, kDbgmcuIdc}};

constexpr ClockGate kAlways{};
constexpr std::array kPeripherals{
    PeripheralDescription{"QUADSPI", h7::kQuadSpiRegisters, {"RCC_AHB3ENR.QSPIEN", h7::RCC_AHB3ENR, h7::RCC_AHB3_QSPI}, kQuadSpi},
    PeripheralDescription{"PWR", h7::kPwrBase, kAlways, kPwr},
    PeripheralDescription{"SYSCFG", h7::kSyscfgBase, {"RCC_APB4ENR.SYSCFGEN", h7::RCC_APB4ENR, h7::RCC_APB4ENR_SYSCFGEN}, kSyscfg},
    PeripheralDescription{"RCC", h7::kRccBase, kAlways, kRcc},
    PeripheralDescription{"FLASH", h7::kFlashBase, kAlways, kFlash},
    PeripheralDescription{"DBGMCU", h7::DBGMCU_IDC, kAlways, kDbgmcu},
};
// clang-format on

} // namespace

std::span<const PeripheralDescription> stm32h74x_peripherals() { return kPeripherals; }

} // namespace xspi
