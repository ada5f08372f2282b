#include "soc/stm32f4/register-maps.hpp"

namespace vb::stm32f4 {

namespace {
// HSICAL is a factory calibration; the value stands for one device.
constexpr RegisterSpec kRcc40x[] = {
    {0x00, "CR", 0x00000083, 0x050D00F9, 0x0A02FF02},
    {0x04, "PLLCFGR", 0x24003010, 0x0F437FFF, 0xF0000000}, // ST's HAL writes 0 to the reserved ones
    {0x08, "CFGR", 0, 0xFFFFFCF3, 0x0000000C},
    {0x0C, "CIR", 0, 0x00BF3F00, 0x000000BF},
    {0x10, "AHB1RSTR", 0, 0x226011FF},
    {0x14, "AHB2RSTR", 0, 0x000000F1},
    {0x18, "AHB3RSTR", 0, 0x00000001},
    {0x20, "APB1RSTR", 0, 0x36FEC9FF},
    {0x24, "APB2RSTR", 0, 0x00075933},
    {0x30, "AHB1ENR", 0x00100000, 0x7E7411FF},
    {0x34, "AHB2ENR", 0, 0x000000F1},
    {0x38, "AHB3ENR", 0, 0x00000001},
    {0x40, "APB1ENR", 0, 0x36FEC9FF},
    {0x44, "APB2ENR", 0, 0x00075F33},
    {0x50, "AHB1LPENR", 0x7E6791FF, 0x7E6791FF},
    {0x54, "AHB2LPENR", 0x000000F1, 0x000000F1},
    {0x58, "AHB3LPENR", 0x00000001, 0x00000001},
    {0x60, "APB1LPENR", 0x36FEC9FF, 0x36FEC9FF},
    {0x64, "APB2LPENR", 0x00075F33, 0x00075F33},
    {0x70, "BDCR", 0, 0x00018305, 0x00000002},
    {0x74, "CSR", 0x0E000000, 0x01000001, 0xFE000002},
    {0x80, "SSCGR", 0, 0xCFFFFFFF},
    {0x84, "PLLI2SCFGR", 0x20003000, 0x70007FC0},
};
constexpr RegisterSpec kRcc[] = {
    {0x00, "CR", 0x00000083, 0x150D00F9, 0x2A02FF02},
    {0x04, "PLLCFGR", 0x24003010, 0x7F437FFF, 0x80000000},
    {0x08, "CFGR", 0, 0xFFFFFCF3, 0x0000000C},
    {0x0C, "CIR", 0, 0x00FF7F00, 0x000000FF},
    {0x10, "AHB1RSTR", 0, 0x22E017FF},
    {0x14, "AHB2RSTR", 0, 0x000000F1},
    {0x18, "AHB3RSTR", 0, 0x00000003},
    {0x20, "APB1RSTR", 0, 0xF6FEC9FF},
    {0x24, "APB2RSTR", 0, 0x0C777933},
    {0x30, "AHB1ENR", 0x00100000, 0x7EF417FF},
    {0x34, "AHB2ENR", 0, 0x000000F1},
    {0x38, "AHB3ENR", 0, 0x00000003},
    {0x40, "APB1ENR", 0, 0xF6FEC9FF},
    {0x44, "APB2ENR", 0, 0x0C777F33},
    {0x50, "AHB1LPENR", 0x7EEF97FF, 0x7EEF97FF},
    {0x54, "AHB2LPENR", 0x000000F1, 0x000000F1},
    {0x58, "AHB3LPENR", 0x00000003, 0x00000003},
    {0x60, "APB1LPENR", 0xF6FEC9FF, 0xF6FEC9FF},
    {0x64, "APB2LPENR", 0x0C777F33, 0x0C777F33},
    {0x70, "BDCR", 0, 0x0001830D, 0x00000002},
    {0x74, "CSR", 0x0E000000, 0x01000001, 0xFE000002},
    {0x80, "SSCGR", 0, 0xCFFFFFFF},
    {0x84, "PLLI2SCFGR", 0x20003000, 0x7F037FFF},
    {0x88, "PLLSAICFGR", 0x24003000, 0x7F037FFF},
    {0x8C, "DCKCFGR", 0, 0x3FF3FFFF},
    {0x90, "CKGATENR", 0, 0x0000007F},
    {0x94, "DCKCFGR2", 0, 0x38C00000},
};

// VOS is the line's at reset: Pwr starts from there.
constexpr RegisterSpec kPwr40x[] = {
    {0x00, "CR", 0x00004000, 0x000043FF},
    {0x04, "CSR", 0, 0x00000300, 0x0000400F},
};
constexpr RegisterSpec kPwrOverdrive[] = {
    {0x00, "CR", 0x0000C000, 0x003FEFFF},
    {0x04, "CSR", 0, 0x00000300, 0x000F400F},
};
constexpr RegisterSpec kPwrSmall[] = {
    {0x00, "CR", 0x00008000, 0x0030EFFF},
    {0x04, "CSR", 0, 0x00000300, 0x0000400F},
};

constexpr RegisterSpec kSyscfg40x[] = {
    {0x00, "MEMRMP", 0, 0x00000003},
    {0x04, "PMC", 0, 0x00800000},
    {0x08, "EXTICR1", 0, 0xFFFF},
    {0x0C, "EXTICR2", 0, 0xFFFF},
    {0x10, "EXTICR3", 0, 0xFFFF},
    {0x14, "EXTICR4", 0, 0xFFFF},
    {0x20, "CMPCR", 0, 0x00000001, 0x00000100},
};
constexpr RegisterSpec kSyscfg[] = {
    {0x00, "MEMRMP", 0, 0x00000D07},
    {0x04, "PMC", 0, 0x00870000},
    {0x08, "EXTICR1", 0, 0xFFFF},
    {0x0C, "EXTICR2", 0, 0xFFFF},
    {0x10, "EXTICR3", 0, 0xFFFF},
    {0x14, "EXTICR4", 0, 0xFFFF},
    {0x20, "CMPCR", 0, 0x00000001, 0x00000100},
    {0x2C, "CFGR", 0, 0x00000003},
};

// OPTCR and OPTCR1 come from the option bytes at reset.
constexpr RegisterSpec kFlash40x[] = {
    {0x00, "ACR", 0, 0x00001F07},         {0x04, "KEYR", 0, 0xFFFFFFFF},
    {0x08, "OPTKEYR", 0, 0xFFFFFFFF},     {0x0C, "SR", 0, 0x000000F3, 0x00010000},
    {0x10, "CR", 0x80000000, 0x8301037F}, {0x14, "OPTCR", 0x00000001, 0x0FFFFFEF},
};
constexpr RegisterSpec kFlashTwoBanks[] = {
    {0x00, "ACR", 0, 0x00001F0F},         {0x04, "KEYR", 0, 0xFFFFFFFF},
    {0x08, "OPTKEYR", 0, 0xFFFFFFFF},     {0x0C, "SR", 0, 0x000001F3, 0x00010000},
    {0x10, "CR", 0x80000000, 0x830183FF}, {0x14, "OPTCR", 0x00000001, 0xCFFFFFFF},
    {0x18, "OPTCR1", 0, 0x0FFF0000},
};
constexpr RegisterSpec kFlash[] = {
    {0x00, "ACR", 0, 0x00001F0F},         {0x04, "KEYR", 0, 0xFFFFFFFF},
    {0x08, "OPTKEYR", 0, 0xFFFFFFFF},     {0x0C, "SR", 0, 0x000001F3, 0x00010000},
    {0x10, "CR", 0x80000000, 0x8301037F}, {0x14, "OPTCR", 0x00000001, 0x8FFFFFEF},
};

constexpr RegisterSpec kFsmc[] = {
    {0x000, "BCR1", 0x000030DB, 0x003FFFFF},
    {0x004, "BTR1", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x008, "BCR2", 0x000030D2, 0x003FFFFF},
    {0x00C, "BTR2", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x010, "BCR3", 0x000030D2, 0x003FFFFF},
    {0x014, "BTR3", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x018, "BCR4", 0x000030D2, 0x003FFFFF},
    {0x01C, "BTR4", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x060, "PCR2", 0x00000018, 0x000FFE7E},
    {0x064, "SR2", 0x00000040, 0x0000003F, 0x00000040},
    {0x068, "PMEM2", 0xFCFCFCFC, ~0u},
    {0x06C, "PATT2", 0xFCFCFCFC, ~0u},
    {0x074, "ECCR2", 0, 0, ~0u},
    {0x080, "PCR3", 0x00000018, 0x000FFE7E},
    {0x084, "SR3", 0x00000040, 0x3F, 0x40},
    {0x088, "PMEM3", 0xFCFCFCFC, ~0u},
    {0x08C, "PATT3", 0xFCFCFCFC, ~0u},
    {0x094, "ECCR3", 0, 0, ~0u},
    {0x0A0, "PCR4", 0x00000018, 0x000FFE7E},
    {0x0A4, "SR4", 0x00000040, 0x0000003F, 0x00000040},
    {0x0A8, "PMEM4", 0xFCFCFCFC, ~0u},
    {0x0AC, "PATT4", 0xFCFCFCFC, ~0u},
    {0x0B0, "PIO4", 0xFCFCFCFC, ~0u},
    {0x104, "BWTR1", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x10C, "BWTR2", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x114, "BWTR3", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x11C, "BWTR4", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
};
} // namespace

std::span<const RegisterSpec> rcc_registers(const Line& line) {
    return line.bit == F40x ? std::span<const RegisterSpec>(kRcc40x) : kRcc;
}
std::span<const RegisterSpec> pwr_registers(const Line& line) {
    if (line.bit == F40x) return kPwr40x;
    return line.overdrive ? std::span<const RegisterSpec>(kPwrOverdrive) : kPwrSmall;
}
std::span<const RegisterSpec> syscfg_registers(const Line& line) {
    return line.bit == F40x ? std::span<const RegisterSpec>(kSyscfg40x) : kSyscfg;
}
std::span<const RegisterSpec> flash_registers(const Line& line) {
    if (line.bit == F40x) return kFlash40x;
    return line.two_banks ? std::span<const RegisterSpec>(kFlashTwoBanks) : kFlash;
}
std::span<const RegisterSpec> fsmc_registers() { return kFsmc; }

} // namespace vb::stm32f4
