// Clocks of the lines of STM32F4 that follow the F40x (docs/hardware/stm32f4.md, further lines).
#pragma once
#include "flash-library/devices/stm32f/line.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

namespace xspi::stm32f {

inline constexpr std::uint32_t kCachesF4 = FLASH_ACR_PRFTEN | FLASH_ACR_ICEN | FLASH_ACR_DCEN;

// F42x, F43x, F446, F469, F479.
inline constexpr Line kLineF4OverDrive{
    .vos_mask = 3u << 14,
    .scales = {{{3u << 14, 168'000'000}, {2u << 14, 144'000'000}, {1u << 14, 120'000'000}}},
    .over_drive_hz = 180'000'000,
    .latency_mask = 15,
    .caches = kCachesF4,
    .other_plls = RCC_CR_PLLI2SON | RCC_CR_PLLSAION,
    .apb1_hz = 45'000'000,
    .apb2_hz = 90'000'000,
    .vos_follows_pll = true,
};

// F411, F412: scale 2 after reset.
inline constexpr Line kLineF4Hundred{
    .vos_mask = 3u << 14,
    .scales = {{{3u << 14, 100'000'000}, {2u << 14, 84'000'000}, {1u << 14, 64'000'000}}},
    .over_drive_hz = 0,
    .latency_mask = 15,
    .caches = kCachesF4,
    .other_plls = RCC_CR_PLLI2SON,
    .apb1_hz = 50'000'000,
    .apb2_hz = 100'000'000,
    .vos_follows_pll = true,
};

// F401, which has no scale 1.
inline constexpr Line kLineF401{
    .vos_mask = 3u << 14,
    .scales = {{{2u << 14, 84'000'000}, {1u << 14, 60'000'000}, {1u << 14, 60'000'000}}},
    .over_drive_hz = 0,
    .latency_mask = 15,
    .caches = kCachesF4,
    .other_plls = RCC_CR_PLLI2SON,
    .apb1_hz = 42'000'000,
    .apb2_hz = 84'000'000,
    .vos_follows_pll = true,
};

} // namespace xspi::stm32f
