// STM32F405, F407, F415 and F417 as a family. Their internal flash has a driver in OpenOCD.
#pragma once
#include "flash-library/devices/stm32f/common-family.hpp"
#include "flash-library/devices/stm32f/occupied.hpp"
#include "flash-library/devices/stm32f/options.hpp"
#include "flash-library/devices/stm32f/ram.hpp"
#include "flash-library/devices/stm32f/register-map.hpp"
#include "flash-library/devices/stm32f40x/devices.hpp"
#include "flash-library/devices/stm32f40x/memory.hpp"
#include "flash-library/devices/stm32f40x/pins.hpp"

namespace xspi::stm32f40x {

// VOS is one bit, which acts whatever the PLL does.
inline constexpr stm32f::Line kLine{
    .vos_mask = 1u << 14,
    .scales = {{{1u << 14, 168'000'000}, {0, 144'000'000}, {0, 144'000'000}}},
    .over_drive_hz = 0,
    .latency_mask = 7,
    .caches = stm32f::FLASH_ACR_PRFTEN | stm32f::FLASH_ACR_ICEN | stm32f::FLASH_ACR_DCEN,
    .other_plls = stm32f::RCC_CR_PLLI2SON,
    .apb1_hz = 42'000'000,
    .apb2_hz = 84'000'000,
    .vos_follows_pll = false,
};
inline constexpr stm32f::Port kPort{kLine, kPins};

inline constexpr std::array kOccupied{stm32f::kMemories, stm32f::kPeripherals, stm32f::kMemoryControllers,
                                      stm32f::kPrivateBus, stm32f::kFsmcBanks};
inline constexpr std::array kOthers{stm32f::description::pwr(stm32f::description::kPwrF40x),
                                    stm32f::description::rcc(stm32f::description::kRccF40x),
                                    stm32f::description::flash(stm32f::description::kFlashF4),
                                    stm32f::description::kDbgmcuBlock};
inline constexpr auto kPeripherals = described_family(kControllers, kOthers);

inline constexpr Family kFamily = [] {
    Family f = stm32f::common_family<kPort>();
    f.name = "STM32F405/407/415/417";
    f.folder = "stm32f40x";
    f.cpu = Cpu::CortexM4;
    f.flash_test_board = "f407ve_w25q64";
    f.flash_test_room = {{kSram.name, 0x20008000, 96 * 1024}, {kSram.name, kSram.base, 32 * 1024}, kCcm};
    f.devices = kDevices;
    f.identity = {stm32f::DBGMCU_IDCODE, 0x413, 0x411}; // revision A answers as an F2 does
    f.unique_id = kUniqueId;
    f.occupied = kOccupied;
    f.internal_flash.sector_size = kLargestSector;
    f.internal_flash.banks = internal_banks;
    f.peripherals = kPeripherals;
    f.ram_map = [](const Device&, std::uint32_t) { return ram_regions(); };
    f.agent_ring = [](const Device&, std::uint32_t) { return stm32f::ring_behind_agent(kSram); };
    stm32f::describe_options(f, stm32f::kOptionsF40x, stm32f::kOptionControlF4);
    return f;
}();

} // namespace xspi::stm32f40x
