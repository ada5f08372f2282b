// What of STM32H7R/S the external flash hangs on.
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "flash-library/devices/stm32h7rs/registers.hpp"
#include "openocd-driver/debugger/register-map.hpp"

#include <array>

namespace xspi {

namespace {

namespace rs = stm32h7rs;
using F = FieldDescription;
using R = RegisterDescription;

constexpr std::string_view kLines = "none|one line|two lines|four lines|eight lines|sixteen lines";
constexpr std::string_view kBytes = "8 bits|16 bits|24 bits|32 bits";
constexpr std::string_view kPorts = "HCLK5|PLL2S|PLL2T";

// clang-format off
constexpr std::array kXspiCr{F{"EN", 0}, F{"ABORT", 1}, F{"DMAEN", 2}, F{"TCEN", 3}, F{"DMM", 6}, F{"FTHRES", 8, 5}, F{"TEIE", 16}, F{"TCIE", 17}, F{"FTIE", 18}, F{"SMIE", 19}, F{"TOIE", 20}, F{"APMS", 22}, F{"PMM", 23, 1, "AND|OR"}, F{"CSSEL", 24, 1, "NCS1|NCS2"}, F{"FMODE", 28, 2, "indirect write|indirect read|automatic status polling|memory-mapped"}, F{"MSEL", 30, 2}};
constexpr std::array kXspiDcr1{F{"CKMODE", 0}, F{"FRCK", 1}, F{"CSHT", 8, 6}, F{"DEVSIZE", 16, 5}, F{"MTYP", 24, 3, "Micron|Macronix|APMEM standard|Macronix RAM|HyperBus memory|HyperBus register|APMEM 16-bit"}};
constexpr std::array kXspiDcr2{F{"PRESCALER", 0, 8}, F{"WRAPSIZE", 16, 3, "none||16 bytes|32 bytes|64 bytes|128 bytes"}};
constexpr std::array kXspiDcr3{F{"MAXTRAN", 0, 8}, F{"CSBOUND", 16, 5}};
constexpr std::array kXspiDcr4{F{"REFRESH", 0, 32}};
constexpr std::array kXspiSr{F{"TEF", 0}, F{"TCF", 1}, F{"FTF", 2}, F{"SMF", 3}, F{"TOF", 4}, F{"BUSY", 5}, F{"FLEVEL", 8, 7}};
constexpr std::array kXspiDlr{F{"DL", 0, 32}};
constexpr std::array kXspiAr{F{"ADDRESS", 0, 32}};
constexpr std::array kXspiCcr{F{"IMODE", 0, 3, kLines}, F{"IDTR", 3}, F{"ISIZE", 4, 2, kBytes}, F{"ADMODE", 8, 3, kLines}, F{"ADDTR", 11}, F{"ADSIZE", 12, 2, kBytes}, F{"ABMODE", 16, 3, kLines}, F{"ABDTR", 19}, F{"ABSIZE", 20, 2, kBytes}, F{"DMODE", 24, 3, kLines}, F{"DDTR", 27}, F{"DQSE", 29}};
constexpr std::array kXspiTcr{F{"DCYC", 0, 5}, F{"DHQC", 28}, F{"SSHIFT", 30}};
constexpr std::array kXspiWtcr{F{"DCYC", 0, 5}};
constexpr std::array kXspiIr{F{"INSTRUCTION", 0, 32}};
constexpr std::array kXspiLptr{F{"TIMEOUT", 0, 16}};
constexpr std::array kXspi{R{"CR", 0x000, kXspiCr}, R{"DCR1", 0x008, kXspiDcr1}, R{"DCR2", 0x00C, kXspiDcr2}, R{"DCR3", 0x010, kXspiDcr3}, R{"DCR4", 0x014, kXspiDcr4}, R{"SR", 0x020, kXspiSr}, R{"DLR", 0x040, kXspiDlr}, R{"AR", 0x048, kXspiAr}, R{"CCR", 0x100, kXspiCcr}, R{"TCR", 0x108, kXspiTcr}, R{"IR", 0x110, kXspiIr}, R{"LPTR", 0x130, kXspiLptr}, R{"WCCR", 0x180, kXspiCcr}, R{"WTCR", 0x188, kXspiWtcr}, R{"WIR", 0x190, kXspiIr}};

constexpr std::array kXspimCr{F{"MUXEN", 0}, F{"MODE", 1, 1, "XSPI1 on port 1, XSPI2 on port 2|swapped"}, F{"CSSEL_OVR_EN", 4}, F{"CSSEL_OVR_O1", 5}, F{"CSSEL_OVR_O2", 6}, F{"REQ2ACK_TIME", 16, 8}};
constexpr std::array kXspim{R{"CR", 0x000, kXspimCr}};

constexpr std::array kPwrCsr2{F{"BYPASS", 0}, F{"LDOEN", 1}, F{"SDEN", 2}, F{"SMPSEXTHP", 3}, F{"SDHILEVEL", 4}, F{"XSPICAP1", 10, 2}, F{"XSPICAP2", 12, 2}, F{"EN_XSPIM1", 14}, F{"EN_XSPIM2", 15}, F{"SDEXTRDY", 16}};
constexpr std::array kPwrCsr4{F{"VOS", 0, 1, "low|high"}, F{"VOSRDY", 1}};
constexpr std::array kPwr{R{"CSR2", 0x00C, kPwrCsr2}, R{"CSR4", 0x014, kPwrCsr4}};

constexpr std::array kSbsCccsr{F{"COMP_EN", 0}, F{"XSPI1_COMP_EN", 2}, F{"XSPI1_COMP_CODESEL", 3, 1, "cell|CCSWVALR"}, F{"XSPI2_COMP_EN", 4}, F{"XSPI2_COMP_CODESEL", 5, 1, "cell|CCSWVALR"}, F{"COMP_RDY", 8}, F{"XSPI1_COMP_RDY", 9}, F{"XSPI2_COMP_RDY", 10}, F{"IOHSLV", 16}, F{"XSPI1_IOHSLV", 17}, F{"XSPI2_IOHSLV", 18}};
constexpr std::array kSbsCcvalr{F{"XSPI1_NSRC", 8, 4}, F{"XSPI1_PSRC", 12, 4}, F{"XSPI2_NSRC", 16, 4}, F{"XSPI2_PSRC", 20, 4}};
constexpr std::array kSbs{R{"CCCSR", 0x110, kSbsCccsr}, R{"CCVALR", 0x114, kSbsCcvalr}};

constexpr std::array kRccCr{F{"HSION", 0}, F{"HSIRDY", 2}, F{"HSIDIV", 3, 2, "/1|/2|/4|/8"}, F{"CSION", 7}, F{"CSIRDY", 8}, F{"HSEON", 16}, F{"HSERDY", 17}, F{"HSEBYP", 18}, F{"PLL1ON", 24}, F{"PLL1RDY", 25}, F{"PLL2ON", 26}, F{"PLL2RDY", 27}};
constexpr std::array kRccCfgr{F{"SW", 0, 3, "HSI|CSI|HSE|PLL1P"}, F{"SWS", 3, 3, "HSI|CSI|HSE|PLL1P"}};
constexpr std::array kRccPllckselr{F{"PLLSRC", 0, 2, "HSI|CSI|HSE|none"}, F{"DIVM1", 4, 6}, F{"DIVM2", 12, 6}};
constexpr std::array kRccPllDivr1{F{"DIVN", 0, 9}, F{"DIVP", 9, 7}};
constexpr std::array kRccPllDivr2{F{"DIVS", 0, 3}, F{"DIVT", 8, 3}};
constexpr std::array kRccCcipr1{F{"XSPI1SEL", 4, 2, kPorts}, F{"XSPI2SEL", 6, 2, kPorts}};
constexpr std::array kRccCkprotr{F{"XSPICKP", 0}, F{"XSPI1SWP", 4, 3, "|HCLK5|PLL2S|PLL2T|HCLK/4"}, F{"XSPI2SWP", 8, 3, "|HCLK5|PLL2S|PLL2T|HCLK/4"}};
constexpr std::array kRccAhb5{F{"XSPI1EN", 5}, F{"XSPI2EN", 12}, F{"XSPIMEN", 14}};
constexpr std::array kRccAhb4{F{"GPIOMEN", 12}, F{"GPIONEN", 13}, F{"GPIOOEN", 14}, F{"GPIOPEN", 15}};
constexpr std::array kRccApb4{F{"SBSEN", 1}};
constexpr std::array kRcc{R{"CR", 0x000, kRccCr}, R{"CFGR", 0x010, kRccCfgr}, R{"PLLCKSELR", 0x028, kRccPllckselr}, R{"PLL1DIVR1", 0x030, kRccPllDivr1}, R{"PLL2DIVR1", 0x038, kRccPllDivr1}, R{"CCIPR1", 0x04C, kRccCcipr1}, R{"PLL2DIVR2", 0x0C4, kRccPllDivr2}, R{"CKPROTR", 0x100, kRccCkprotr}, R{"AHB5ENR", 0x134, kRccAhb5}, R{"AHB4ENR", 0x140, kRccAhb4}, R{"APB4ENR", 0x154, kRccApb4}};

constexpr std::array kFlashNvsr{F{"NVSTATE", 0, 8}};
constexpr std::array kFlashObw1{F{"BOR_LEVEL", 2, 2}, F{"IWDG_HW", 4, 1, "started by hardware|started by software"}, F{"XSPI1_HSLV", 8}, F{"XSPI2_HSLV", 9}, F{"VDDIO_HSLV", 29}};
constexpr std::array kFlashObw2{F{"ITCM_AXI_SHARE", 0, 3}, F{"DTCM_AXI_SHARE", 4, 3}, F{"ECC_ON_SRAM", 8}};
constexpr std::array kFlash{R{"NVSR", 0x200, kFlashNvsr}, R{"OBW1SR", 0x260, kFlashObw1}, R{"OBW2SR", 0x268, kFlashObw2}};

constexpr ClockGate kAlways{};
constexpr std::array kPeripherals{
    PeripheralDescription{"XSPI1", rs::kXspi1Registers, {"RCC_AHB5ENR.XSPI1EN", rs::RCC_AHB5ENR, rs::RCC_AHB5_XSPI1}, kXspi},
    PeripheralDescription{"XSPI2", rs::kXspi2Registers, {"RCC_AHB5ENR.XSPI2EN", rs::RCC_AHB5ENR, rs::RCC_AHB5_XSPI2}, kXspi},
    PeripheralDescription{"XSPIM", rs::kXspimBase, {"RCC_AHB5ENR.XSPIMEN", rs::RCC_AHB5ENR, rs::RCC_AHB5_XSPIM}, kXspim},
    PeripheralDescription{"PWR", rs::kPwrBase, kAlways, kPwr},
    PeripheralDescription{"SBS", rs::kSbsBase, {"RCC_APB4ENR.SBSEN", rs::RCC_APB4ENR, rs::RCC_APB4ENR_SBSEN}, kSbs},
    PeripheralDescription{"RCC", rs::kRccBase, kAlways, kRcc},
    PeripheralDescription{"FLASH", rs::kFlashBase, kAlways, kFlash},
};
// clang-format on

} // namespace

std::span<const PeripheralDescription> stm32h7rs_peripherals() { return kPeripherals; }

} // namespace xspi
