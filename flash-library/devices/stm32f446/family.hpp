// STM32F446 as a family. Their internal flash has a driver in OpenOCD.
#pragma once
#include "flash-library/devices/stm32f/common-family.hpp"
#include "flash-library/devices/stm32f/f4.hpp"
#include "flash-library/devices/stm32f/occupied.hpp"
#include "flash-library/devices/stm32f/ram.hpp"
#include "flash-library/devices/stm32f/register-map.hpp"
#include "flash-library/devices/stm32f446/devices.hpp"
#include "flash-library/devices/stm32f446/memory.hpp"
#include "flash-library/devices/stm32f446/pins.hpp"

namespace xspi::stm32f446 {

inline constexpr stm32f::Port kPort{stm32f::kLineF4OverDrive, kPins, 90'000'000, 60'000'000};

inline constexpr std::array kOccupied{stm32f::kMemories,   stm32f::kPeripherals, stm32f::kMemoryControllers,
                                      stm32f::kPrivateBus, stm32f::kWindow,      stm32f::kFmcBanks,
                                      stm32f::kSdram};
inline constexpr std::array kOthers{stm32f::description::pwr(stm32f::description::kPwrOverDrive),
                                    stm32f::description::rcc(stm32f::description::kRcc),
                                    stm32f::description::flash(stm32f::description::kFlashF4),
                                    stm32f::description::kDbgmcuBlock};
inline constexpr auto kPeripherals = described_family(kControllers, kOthers);

inline constexpr Family kFamily = [] {
    Family f = stm32f::common_family<kPort>();
    f.name = "STM32F446";
    f.folder = "stm32f446";
    f.cpu = Cpu::CortexM4;
    f.flash_test_room = {{kSram.name, 0x20008000, 64 * 1024},
                         {kSram.name, kSram.base, 32 * 1024},
                         {kSram.name, 0x20018000, 32 * 1024}};
    f.devices = kDevices;
    f.identity = {stm32f::DBGMCU_IDCODE, 0x421};
    f.unique_id = kUniqueId;
    f.occupied = kOccupied;
    f.internal_flash.sector_size = kLargestSector;
    f.internal_flash.banks = internal_banks;
    f.peripherals = kPeripherals;
    f.ram_map = [](const Device&, std::uint32_t) { return ram_regions(); };
    f.agent_ring = [](const Device&, std::uint32_t) { return stm32f::ring_behind_agent(kSram); };
    return f;
}();

} // namespace xspi::stm32f446
