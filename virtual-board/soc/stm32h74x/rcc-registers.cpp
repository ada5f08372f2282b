#include "soc/stm32h74x/rcc-registers.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace vb::stm32h74x::rcc {

namespace {
// CR: the SVD's 0x83 is revision Y's; later ones start with the HSI alone (inferred, as the STM32H7Rx/Sx
// does). The ready bits are up at once. HSICAL, CSICAL and HSI48CAL are factory calibrations; the values
// stand for one device. xLPENR: all on (inferred from the STM32H7Rx/Sx; the SVD has 0 here).
constexpr RegisterSpec kCommon[] = {
    {CR, "CR", 0x0000C025, 0x150D129B, 0x2A02E124},
    {CRRCR, "CRRCR", 0x00000200, 0, 0x000003FF},
    {CFGR, "CFGR", 0, 0xFFFCFFC7, 0x00000038},
    {D1CFGR, "D1CFGR", 0, 0x00000F7F},
    {D2CFGR, "D2CFGR", 0, 0x00000770},
    {D3CFGR, "D3CFGR", 0, 0x00000070},
    {PLLCKSELR, "PLLCKSELR", 0x02020200, 0x03F3F3F3},
    {PLLCFGR, "PLLCFGR", 0x01FF0000, 0x01FF0FFF},
    {0x030, "PLL1DIVR", 0x01010280, 0x7F7FFFFF},
    {0x034, "PLL1FRACR", 0, 0x0000FFF8},
    {0x038, "PLL2DIVR", 0x01010280, 0x7F7FFFFF},
    {0x03C, "PLL2FRACR", 0, 0x0000FFF8},
    {0x040, "PLL3DIVR", 0x01010280, 0x7F7FFFFF},
    {0x044, "PLL3FRACR", 0, 0x0000FFF8},
    {D1CCIPR, "D1CCIPR", 0, 0x30010033},
    {D2CCIP1R, "D2CCIP1R", 0, 0xB13771C7},
    {D2CCIP2R, "D2CCIP2R", 0, 0x70F0333F},
    {D3CCIPR, "D3CCIPR", 0, 0x77E3FF07},
    {0x060, "CIER", 0, 0x000003FF},
    {CIFR, "CIFR", 0, 0, 0x000007FF},
    {CICR, "CICR", 0, 0x000007FF},
    {BDCR, "BDCR", 0, 0x0001833D, 0x00000042},
    {CSR, "CSR", 0, 0x00000001, 0x00000002},
    {AHB3RSTR, "AHB3RSTR", 0, 0x80015031},
    {AHB1RSTR, "AHB1RSTR", 0, 0x0A008023},
    {AHB2RSTR, "AHB2RSTR", 0, 0x00000271},
    {AHB4RSTR, "AHB4RSTR", 0, 0x032807FF},
    {APB3RSTR, "APB3RSTR", 0, 0x00000008},
    {APB1LRSTR, "APB1LRSTR", 0, 0xE8FFC3FF},
    {APB1HRSTR, "APB1HRSTR", 0, 0x00000136},
    {APB2RSTR, "APB2RSTR", 0, 0x31D73033},
    {APB4RSTR, "APB4RSTR", 0, 0x0020DEAA},
    {0x0A0, "GCR", 0, 0x00000001},
    {0x0A8, "D3AMR", 0, 0x3129DEA9},
    {RSR, "RSR", 0x00FA0000, 0x00010000, 0x55FA0000},
    {AHB3ENR, "AHB3ENR", 0, 0x00015031},
    {AHB1ENR, "AHB1ENR", 0, 0x1E078023},
    {AHB2ENR, "AHB2ENR", 0, 0xE0000271},
    {AHB4ENR, "AHB4ENR", 0, 0x132807FF},
    {APB3ENR, "APB3ENR", 0, 0x00000048},
    {APB1LENR, "APB1LENR", 0, 0xE8FFC3FF},
    {APB1HENR, "APB1HENR", 0, 0x00000136},
    {APB2ENR, "APB2ENR", 0, 0x31D73033},
    {APB4ENR, "APB4ENR", 0, 0x0021DEAA},
    {0x0FC, "AHB3LPENR", 0xF0015131, 0xF0015131},
    {AHB1LPENR, "AHB1LPENR", 0x1E038023, 0x1E038023},
    {0x104, "AHB2LPENR", 0xE0000271, 0xE0000271},
    {0x108, "AHB4LPENR", 0x312807FF, 0x312807FF},
    {0x10C, "APB3LPENR", 0x00000048, 0x00000048},
    {0x110, "APB1LLPENR", 0xE8FFC3FF, 0xE8FFC3FF},
    {0x114, "APB1HLPENR", 0x00000136, 0x00000136},
    {0x118, "APB2LPENR", 0x31D73033, 0x31D73033},
    {0x11C, "APB4LPENR", 0x0021DEAA, 0x0021DEAA},
    {0x130, "C1_RSR", 0x00FA0000, 0x00010000, 0x55FA0000},
    {0x134, "C1_AHB3ENR", 0, 0x00015031},
    {0x138, "C1_AHB1ENR", 0, 0x1E038023},
    {0x13C, "C1_AHB2ENR", 0, 0xE0000271},
    {0x140, "C1_AHB4ENR", 0, 0x132807FF},
    {0x144, "C1_APB3ENR", 0, 0x00000048},
    {0x148, "C1_APB1LENR", 0, 0xE8FFC3FF},
    {0x14C, "C1_APB1HENR", 0, 0x00000136},
    {0x150, "C1_APB2ENR", 0, 0x31D73033},
    {0x154, "C1_APB4ENR", 0, 0x0021DEAA},
    {0x15C, "C1_AHB3LPENR", 0xF0015131, 0xF0015131},
    {0x160, "C1_AHB1LPENR", 0x1E038023, 0x1E038023},
    {0x164, "C1_AHB2LPENR", 0xE0000271, 0xE0000271},
    {0x168, "C1_AHB4LPENR", 0x312807FF, 0x312807FF},
    {0x16C, "C1_APB3LPENR", 0x00000048, 0x00000048},
    {0x170, "C1_APB1LLPENR", 0xE8FFC3FF, 0xE8FFC3FF},
    {0x174, "C1_APB1HLPENR", 0x00000136, 0x00000136},
    {0x178, "C1_APB2LPENR", 0x31D73033, 0x31D73033},
    {0x17C, "C1_APB4LPENR", 0x0021DEAA, 0x0021DEAA},
};
constexpr RegisterSpec kHsicfgr{HSICFGR, "HSICFGR", 0x40000480, 0x7F000000, 0x00000FFF};
constexpr RegisterSpec kCsicfgr{CSICFGR, "CSICFGR", 0x20000080, 0x3F000000, 0x000000FF};
constexpr RegisterSpec kIcscr{HSICFGR, "ICSCR", 0x40000480, 0x7C03F000, 0x03FC0FFF};
constexpr RegisterSpec kRevisionYCr{CR, "CR", 0x0000C1A7, 0x150D129B, 0x2A02E124};

constexpr auto revision_v() {
    std::array<RegisterSpec, std::size(kCommon) + 2> map{};
    std::copy(std::begin(kCommon), std::end(kCommon), map.begin());
    map[map.size() - 2] = kHsicfgr;
    map[map.size() - 1] = kCsicfgr;
    return map;
}
constexpr auto revision_y() {
    std::array<RegisterSpec, std::size(kCommon) + 1> map{};
    std::copy(std::begin(kCommon), std::end(kCommon), map.begin());
    map[0] = kRevisionYCr;
    map[map.size() - 1] = kIcscr;
    return map;
}
constexpr auto kRevisionV = revision_v();
constexpr auto kRevisionY = revision_y();
} // namespace

std::span<const RegisterSpec> register_map(bool revision_y) {
    return revision_y ? std::span<const RegisterSpec>(kRevisionY) : kRevisionV;
}

} // namespace vb::stm32h74x::rcc
