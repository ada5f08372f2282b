// Boards with STM32F4 and F7 as the tests start from, and registers of either as after reset.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "tests/unit/flash-library/bring-up/register-file.hpp"

namespace xspi {

inline constexpr FlashFacts kF407Flash{
    .name = "ext",
    .chip = "W25Q64JV",
    .controller = "SPI1",
    .mapped_base = 0x90000000,
    .supply_mv = 3300,
    .clock_hz = 42'000'000,
    .reset_pin_nrst = false,
    .pins = {{{'A', 5}, {'A', 4}, {}, {'A', 7}, {'A', 6}}},
};

inline constexpr BoardFacts kF407{
    .name = "f407ve_w25q64",
    .mcu = "STM32F407VET6",
    .hse_hz = 8'000'000,
    .flashes = {{kF407Flash}},
    .flash_count = 1,
};

inline constexpr FlashFacts kDiscoFlash{
    .name = "ext",
    .chip = "",
    .controller = "QUADSPI",
    .mapped_base = 0x90000000,
    .supply_mv = 3300,
    .clock_hz = 108'000'000,
    .reset_pin_nrst = false,
    .pins = {{{'B', 2}, {'B', 6}, {}, {'D', 11}, {'D', 12}, {'E', 2}, {'D', 13}}},
};

inline constexpr BoardFacts kDisco{
    .name = "stm32f746g_disco",
    .mcu = "STM32F746NGH6",
    .hse_hz = 25'000'000,
    .flashes = {{kDiscoFlash}},
    .flash_count = 1,
    .leds = {{{"LD1", {'I', 1}}}},
    .led_count = 1,
};

inline constexpr BoardFacts kNucleoF767{
    .name = "nucleo_f767zi",
    .mcu = "STM32F767ZIT6",
    .hse_hz = 8'000'000,
    .hse_bypass = true,
    .flashes = {},
    .flash_count = 0,
    .leds = {{{"LD1", {'B', 0}}}},
    .led_count = 1,
};

// Oscillators, PLL and supply get ready at once.
inline RegisterFile f_after_reset() {
    RegisterFile r;
    r[0x40023800] = 0x83;                              // RCC_CR: HSION, HSIRDY, HSITRIM
    r[0x40023804] = 0x24003010;                        // PLLCFGR
    r[0x40020000] = 0xA8000000;                        // GPIOA_MODER
    r[0x4002000C] = 0x64000000;                        // GPIOA_PUPDR
    r[0x40020400] = 0x00000280;                        // GPIOB_MODER
    r[0x40020408] = 0x000000C0;                        // GPIOB_OSPEEDR
    r[0x4002040C] = 0x00000100;                        // GPIOB_PUPDR
    for (const unsigned on : {0u, 16u, 24u, 26u, 28u}) // HSI, HSE, PLLs: ready follows on
        r.follow(0x40023800, 1u << on, 0x40023800, 2u << on);
    for (const unsigned bit : {0u, 1u}) // SWS follows SW
        r.follow(0x40023808, 1u << bit, 0x40023808, 1u << (2 + bit));
    r.follow(0x40023800, 1u << 24, 0x40007004, 1u << 14); // the PLL on: VOSRDY
    for (const unsigned bit : {16u, 17u})                 // ODRDY, ODSWRDY
        r.follow(0x40007000, 1u << bit, 0x40007004, 1u << bit);
    return r;
}

} // namespace xspi
