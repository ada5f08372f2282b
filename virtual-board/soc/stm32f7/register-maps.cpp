#include "soc/stm32f7/register-maps.hpp"

#include <array>
#include <iterator>

namespace vb::stm32f7 {

namespace {
// What the STM32F76x implements beyond the STM32F74x, by register.
struct More {
    std::uint32_t offset, writable;
};

template <std::size_t N, std::size_t M>
constexpr std::array<RegisterSpec, N> with_more(const RegisterSpec (&map)[N], const More (&more)[M]) {
    std::array<RegisterSpec, N> all{};
    for (std::size_t i = 0; i < N; ++i) {
        all[i] = map[i];
        for (const More& one : more)
            if (one.offset == map[i].offset) all[i].writable |= one.writable;
    }
    return all;
}

// HSICAL is a factory calibration; the value stands for one device.
constexpr RegisterSpec kRcc[] = {
    {0x00, "CR", 0x00000083, 0x150D00F9, 0x2A02FF02},
    {0x04, "PLLCFGR", 0x24003010, 0x0F437FFF},
    {0x08, "CFGR", 0, 0xFFFFFCF3, 0x0000000C},
    {0x0C, "CIR", 0, 0x00FF7F00, 0x000000FF},
    {0x10, "AHB1RSTR", 0, 0x22E017FF},
    {0x14, "AHB2RSTR", 0, 0x000000F1},
    {0x18, "AHB3RSTR", 0, 0x00000003},
    {0x20, "APB1RSTR", 0, 0xFFFFCBFF},
    {0x24, "APB2RSTR", 0, 0x04F77933},
    {0x30, "AHB1ENR", 0x00100000, 0x7EF417FF},
    {0x34, "AHB2ENR", 0, 0x000000F1},
    {0x38, "AHB3ENR", 0, 0x00000003},
    {0x40, "APB1ENR", 0, 0xFFFFCBFF},
    {0x44, "APB2ENR", 0, 0x04F77F33},
    {0x50, "AHB1LPENR", 0x7EF7B7FF, 0x7EF7B7FF},
    {0x54, "AHB2LPENR", 0x000000F1, 0x000000F1},
    {0x58, "AHB3LPENR", 0x00000003, 0x00000003},
    {0x60, "APB1LPENR", 0xFFFFCBFF, 0xFFFFCBFF},
    {0x64, "APB2LPENR", 0x04F77F33, 0x04F77F33},
    {0x70, "BDCR", 0, 0x0001831D, 0x00000002},
    {0x74, "CSR", 0x0E000000, 0x01000001, 0xFE000002},
    {0x80, "SSCGR", 0, 0xCFFFFFFF},
    {0x84, "PLLI2SCFGR", 0x20003000, 0x7F037FC0},
    {0x88, "PLLSAICFGR", 0x20003000, 0x7F037FC0},
    {0x8C, "DCKCFGR1", 0, 0x01F31F1F},
    {0x90, "DCKCFGR2", 0, 0x1FFFFFFF},
};
// PLLR; JPEG; CAN3, RTCAPB; SDMMC2, DSI, DFSDM, MDIO; their kernel clocks.
constexpr More kRccF76x[] = {
    {0x04, 0x70000000}, {0x14, 0x00000002}, {0x20, 0x00002000}, {0x24, 0x68000080},
    {0x34, 0x00000002}, {0x40, 0x00002400}, {0x44, 0x68000080}, {0x54, 0x00000002},
    {0x60, 0x00002400}, {0x64, 0x68000080}, {0x8C, 0x06000000}, {0x90, 0x60000000},
};
constexpr auto kRccAll = with_more(kRcc, kRccF76x);

constexpr RegisterSpec kPwr[] = {
    {0x00, "CR1", 0x0000C000, 0x000FEFFB},
    {0x04, "CSR1", 0, 0x00000300, 0x000F400F},
    {0x08, "CR2", 0, 0x00003F3F},
    {0x0C, "CSR2", 0, 0x00003F00, 0x0000003F},
};

constexpr RegisterSpec kSyscfg[] = {
    {0x00, "MEMRMP", 0, 0x00000C00, 0x00000001},
    {0x04, "PMC", 0, 0x00870000},
    {0x08, "EXTICR1", 0, 0xFFFF},
    {0x0C, "EXTICR2", 0, 0xFFFF},
    {0x10, "EXTICR3", 0, 0xFFFF},
    {0x14, "EXTICR4", 0, 0xFFFF},
    {0x20, "CMPCR", 0, 0x00000001, 0x00000100},
};
constexpr RegisterSpec kSyscfgF76x[] = {
    {0x00, "MEMRMP", 0, 0x00000D00, 0x00000001},
    {0x04, "PMC", 0, 0x008700FF},
    {0x08, "EXTICR1", 0, 0xFFFF},
    {0x0C, "EXTICR2", 0, 0xFFFF},
    {0x10, "EXTICR3", 0, 0xFFFF},
    {0x14, "EXTICR4", 0, 0xFFFF},
    {0x1C, "CBR", 0, 0x00000005},
    {0x20, "CMPCR", 0, 0x00000001, 0x00000100},
};

// OPTCR and OPTCR1 come from the option bytes at reset.
constexpr RegisterSpec kFlash[] = {
    {0x00, "ACR", 0, 0x00000B0F},         {0x04, "KEYR", 0, 0xFFFFFFFF},
    {0x08, "OPTKEYR", 0, 0xFFFFFFFF},     {0x0C, "SR", 0, 0x000000F3, 0x00010000},
    {0x10, "CR", 0x80000000, 0x8301037F}, {0x14, "OPTCR", 0x00000001, 0xC0FFFFFF},
    {0x18, "OPTCR1", 0, 0xFFFFFFFF},
};
// A fifth bit of SNB, MER2; nWRP 8 to 11, nDBOOT, nDBANK.
constexpr More kFlashF76x[] = {{0x10, 0x00008080}, {0x14, 0x3F000000}};
constexpr auto kFlashAll = with_more(kFlash, kFlashF76x);

constexpr RegisterSpec kFmc[] = {
    {0x000, "BCR1", 0x000030DB, 0x003FFFFF},
    {0x004, "BTR1", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x008, "BCR2", 0x000030D2, 0x003FFFFF},
    {0x00C, "BTR2", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x010, "BCR3", 0x000030D2, 0x003FFFFF},
    {0x014, "BTR3", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x018, "BCR4", 0x000030D2, 0x003FFFFF},
    {0x01C, "BTR4", 0x0FFFFFFF, 0x3FFFFFFF},
    {0x080, "PCR", 0x00000018, 0x000FFE7E},
    {0x084, "SR", 0x00000040, 0x0000003F, 0x00000040},
    {0x088, "PMEM", 0xFCFCFCFC, 0xFFFFFFFF},
    {0x08C, "PATT", 0xFCFCFCFC, 0xFFFFFFFF},
    {0x094, "ECCR", 0, 0, 0xFFFFFFFF},
    {0x104, "BWTR1", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x10C, "BWTR2", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x114, "BWTR3", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x11C, "BWTR4", 0x0FFFFFFF, 0x300FFFFF, 0x0FF00000},
    {0x140, "SDCR1", 0x000002D0, 0x00007FFF},
    {0x144, "SDCR2", 0x000002D0, 0x00007FFF},
    {0x148, "SDTR1", 0x0FFFFFFF, 0x0FFFFFFF},
    {0x14C, "SDTR2", 0x0FFFFFFF, 0x0FFFFFFF},
    {0x150, "SDCMR", 0, 0x003FFFFF},
    {0x154, "SDRTR", 0, 0x00007FFF},
    {0x158, "SDSR", 0, 0, 0x0000003F},
};
} // namespace

std::span<const RegisterSpec> rcc_registers(Line line) {
    return line == Line::F76x ? std::span<const RegisterSpec>(kRccAll) : kRcc;
}
std::span<const RegisterSpec> pwr_registers() { return kPwr; }
std::span<const RegisterSpec> syscfg_registers(Line line) {
    return line == Line::F76x ? std::span<const RegisterSpec>(kSyscfgF76x) : kSyscfg;
}
std::span<const RegisterSpec> flash_registers(Line line) {
    return line == Line::F76x ? std::span<const RegisterSpec>(kFlashAll) : kFlash;
}
std::span<const RegisterSpec> fmc_registers() { return kFmc; }

} // namespace vb::stm32f7
