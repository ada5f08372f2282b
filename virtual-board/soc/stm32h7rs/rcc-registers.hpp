// RCC register offsets, bits and reset values of the STM32H7Rx/Sx.
// Sources: offsets and implemented bits from ST's CMSIS device header stm32h7s3xx.h, reset values from ST's
// SVD (docs/hardware/stm32h7rs.md, RCC).
#pragma once
#include "ip/peripheral-registers.hpp"

namespace vb::rcc {

enum Offset : std::uint32_t {
    CR = 0x000,
    HSICFGR = 0x004,
    CRRCR = 0x008,
    CSICFGR = 0x00C,
    CFGR = 0x010,
    CDCFGR = 0x018,
    BMCFGR = 0x01C,
    APBCFGR = 0x020,
    PLLCKSELR = 0x028,
    PLLCFGR = 0x02C,
    PLL1DIVR1 = 0x030,
    PLL1FRACR = 0x034,
    PLL2DIVR1 = 0x038,
    PLL2FRACR = 0x03C,
    PLL3DIVR1 = 0x040,
    PLL3FRACR = 0x044,
    CCIPR1 = 0x04C,
    CCIPR2 = 0x050,
    CCIPR3 = 0x054,
    CCIPR4 = 0x058,
    CIER = 0x060,
    CIFR = 0x064,
    CICR = 0x068,
    BDCR = 0x070,
    CSR = 0x074,
    AHB5RSTR = 0x07C,
    AHB1RSTR = 0x080,
    AHB2RSTR = 0x084,
    AHB4RSTR = 0x088,
    APB5RSTR = 0x08C,
    APB1RSTR1 = 0x090,
    APB1RSTR2 = 0x094,
    APB2RSTR = 0x098,
    APB4RSTR = 0x09C,
    AHB3RSTR = 0x0A4,
    CKGDISR = 0x0B0,
    PLL1DIVR2 = 0x0C0,
    PLL2DIVR2 = 0x0C4,
    PLL3DIVR2 = 0x0C8,
    PLL1SSCGR = 0x0CC,
    PLL2SSCGR = 0x0D0,
    PLL3SSCGR = 0x0D4,
    CKPROTR = 0x100,
    RSR = 0x130,
    AHB5ENR = 0x134,
    AHB1ENR = 0x138,
    AHB2ENR = 0x13C,
    AHB4ENR = 0x140,
    APB5ENR = 0x144,
    APB1ENR1 = 0x148,
    APB1ENR2 = 0x14C,
    APB2ENR = 0x150,
    APB4ENR = 0x154,
    AHB3ENR = 0x158,
    AHB5LPENR = 0x15C,
    AHB1LPENR = 0x160,
    AHB2LPENR = 0x164,
    AHB4LPENR = 0x168,
    AHB3LPENR = 0x16C,
    APB1LPENR1 = 0x170,
    APB1LPENR2 = 0x174,
    APB2LPENR = 0x178,
    APB4LPENR = 0x17C,
    APB5LPENR = 0x180
};

// CR
inline constexpr std::uint32_t HSION = 1u << 0, HSIRDY = 1u << 2, HSIDIVF = 1u << 5, CSION = 1u << 7,
                               CSIRDY = 1u << 8, HSI48ON = 1u << 12, HSI48RDY = 1u << 13, HSEON = 1u << 16,
                               HSERDY = 1u << 17, HSEBYP = 1u << 18, PLL1ON = 1u << 24;
// RSR
inline constexpr std::uint32_t RMVF = 1u << 16, OBLRSTF = 1u << 17, BORRSTF = 1u << 21, PINRSTF = 1u << 22,
                               PORRSTF = 1u << 23, SFTRSTF = 1u << 24, IWDGRSTF = 1u << 26;
// CKPROTR
inline constexpr std::uint32_t XSPICKP = 1u << 0;

std::span<const RegisterSpec> register_map();

} // namespace vb::rcc
