// RCC register offsets and reset values of the STM32H742/743/750/753.
// Sources: offsets and implemented bits from ST's CMSIS device header stm32h743xx.h, reset values from ST's
// STM32H743.svd.
#pragma once
#include "soc/stm32h7/h7-rcc.hpp"

namespace vb::stm32h74x::rcc {

using namespace vb::h7_rcc;
enum Offset : std::uint32_t {
    HSICFGR = 0x004, // revision Y: ICSCR
    CRRCR = 0x008,
    CSICFGR = 0x00C, // not on revision Y
    D1CFGR = 0x018,
    D2CFGR = 0x01C,
    D3CFGR = 0x020,
    D1CCIPR = 0x04C,
    D2CCIP1R = 0x050,
    D2CCIP2R = 0x054,
    D3CCIPR = 0x058,
    AHB3RSTR = 0x07C,
    AHB1RSTR = 0x080,
    AHB2RSTR = 0x084,
    AHB4RSTR = 0x088,
    APB3RSTR = 0x08C,
    APB1LRSTR = 0x090,
    APB1HRSTR = 0x094,
    APB2RSTR = 0x098,
    APB4RSTR = 0x09C,
    RSR = 0x0D0,
    AHB3ENR = 0x0D4,
    AHB1ENR = 0x0D8,
    AHB2ENR = 0x0DC,
    AHB4ENR = 0x0E0,
    APB3ENR = 0x0E4,
    APB1LENR = 0x0E8,
    APB1HENR = 0x0EC,
    APB2ENR = 0x0F0,
    APB4ENR = 0x0F4,
    AHB1LPENR = 0x100,
    // RSR and what follows it once more, as the core's own copy.
    FIRST_COPY = 0x130,
    COPY_DISTANCE = 0x060
};

// revision_y: with ICSCR in the place of HSICFGR and CSICFGR.
std::span<const RegisterSpec> register_map(bool revision_y);

} // namespace vb::stm32h74x::rcc
