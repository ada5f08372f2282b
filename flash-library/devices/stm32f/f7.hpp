// What all lines of STM32F7 have: clocks, and what is where (docs/hardware/stm32f7.md, clock limits).
#pragma once
#include "flash-library/devices/stm32f/line.hpp"
#include "flash-library/devices/stm32f/occupied.hpp"
#include "flash-library/devices/stm32f/registers.hpp"

#include <array>

namespace xspi::stm32f {

inline constexpr Line kLineF7{
    .vos_mask = 3u << 14,
    .scales = {{{3u << 14, 180'000'000}, {2u << 14, 168'000'000}, {1u << 14, 144'000'000}}},
    .over_drive_hz = 216'000'000,
    .latency_mask = 15,
    .caches = FLASH_ACR_PRFTEN | FLASH_ACR_ICEN, // PRFTEN, ARTEN
    .other_plls = RCC_CR_PLLI2SON | RCC_CR_PLLSAION,
    .apb1_hz = 54'000'000,
    .apb2_hz = 108'000'000,
    .vos_follows_pll = true,
};

inline constexpr std::uint32_t kQuadSpiMaxHz = 108'000'000;
inline constexpr std::uint32_t kQuadSpiLowSupplyHz = 100'000'000; // below 2.7 V

inline constexpr std::array kOccupiedF7{kMemories, kPeripherals, kMemoryControllers, kPrivateBus, kWindow,
                                        kFmcBanks, kSdram};

} // namespace xspi::stm32f
