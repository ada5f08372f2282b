// The WeAct MiniSTM32H743's facts as the tests start from (its schematics), and the registers of an STM32H743
// as after reset.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "tests/unit/flash-library/bring-up/register-file.hpp"

namespace xspi {

inline constexpr FlashFacts kWeActFlash{
    .name = "ext",
    .chip = "W25Q64JV",
    .controller = "QUADSPI",
    .mapped_base = 0x90000000,
    .supply_mv = 3300,
    .clock_hz = 100'000'000,
    .reset_pin_nrst = false,
    .pins = {{{'B', 2}, {'B', 6}, {}, {'D', 11}, {'D', 12}, {'E', 2}, {'D', 13}}},
};

inline constexpr BoardFacts kWeAct{
    .name = "weact_h743",
    .mcu = "STM32H743VIT6",
    .hse_hz = 25'000'000,
    .core_supply = CoreSupply::Ldo,
    .flashes = {{kWeActFlash}},
    .flash_count = 1,
    .leds = {{{"LED", {'E', 3}}}},
    .led_count = 1,
    .buttons = {{{"K1", {'C', 13}, true}}},
    .button_count = 1,
    .usb = "OTG_FS",
};

// Oscillators and supply get ready at once.
inline RegisterFile h743_after_reset() {
    RegisterFile r;
    r[0x58024400] = 0x25;       // RCC_CR: HSION, HSIRDY, HSIDIVF
    r[0x58024428] = 0x02020200; // PLLCKSELR
    r[0x5802442C] = 0x01FF0000; // PLLCFGR
    r[0x58024430] = 0x01010280; // PLL1DIVR
    r[0x58024804] = 0x4000;     // PWR_CSR1
    r[0x5802480C] = 0x6;        // PWR_CR3
    r[0x58024818] = 0x6000;     // PWR_D3CR: VOS3, ready
    r[0x52002000] = 0x37;       // FLASH_ACR
    r[0x58020400] = 0xFFFFFEBF; // GPIOB_MODER
    r[0x58020408] = 0x000000C0; // GPIOB_OSPEEDR
    r[0x5802040C] = 0x00000100; // GPIOB_PUPDR
    r[0x58020C00] = r[0x58021000] = 0xFFFFFFFF;
    for (const unsigned on : {16u, 24u}) // HSE, PLL1: ready follows on
        r.follow(0x58024400, 1u << on, 0x58024400, 2u << on);
    for (const unsigned bit : {0u, 1u}) // SWS follows SW
        r.follow(0x58024410, 1u << bit, 0x58024410, 1u << (3 + bit));
    r.follow(0x5802480C, 0x3, 0x58024804, 1u << 13); // supply chosen: ACTVOSRDY
    return r;
}

} // namespace xspi
