// STM32F401 as a family. Their internal flash has a driver in OpenOCD.
#pragma once
#include "flash-library/devices/stm32f/common-family.hpp"
#include "flash-library/devices/stm32f/f4.hpp"
#include "flash-library/devices/stm32f/occupied.hpp"
#include "flash-library/devices/stm32f/ram.hpp"
#include "flash-library/devices/stm32f/register-map.hpp"
#include "flash-library/devices/stm32f401/devices.hpp"
#include "flash-library/devices/stm32f401/memory.hpp"
#include "flash-library/devices/stm32f401/pins.hpp"

namespace xspi::stm32f401 {

inline constexpr stm32f::Port kPort{stm32f::kLineF401, kPins};

inline constexpr std::array kOccupied{stm32f::kMemories, stm32f::kPeripherals, stm32f::kMemoryControllers,
                                      stm32f::kPrivateBus};
inline constexpr std::array kOthers{stm32f::description::pwr(stm32f::description::kPwrScales),
                                    stm32f::description::rcc(stm32f::description::kRccSpi5),
                                    stm32f::description::flash(stm32f::description::kFlashF4),
                                    stm32f::description::kDbgmcuBlock};
inline constexpr auto kPeripherals = described_family(kControllers, kOthers);

inline constexpr Family kFamily = [] {
    Family f = stm32f::common_family<kPort>();
    f.name = "STM32F401";
    f.folder = "stm32f401";
    f.cpu = Cpu::CortexM4;
    f.devices = kDevices;
    f.identity = {stm32f::DBGMCU_IDCODE, 0x433, 0x423};
    f.unique_id = kUniqueId;
    f.occupied = kOccupied;
    f.internal_flash.sector_size = kLargestSector;
    f.internal_flash.banks = internal_banks;
    f.peripherals = kPeripherals;
    f.ram_map = [](const Device& device, std::uint32_t) { return ram_regions(device); };
    f.agent_ring = [](const Device& device, std::uint32_t) {
        return stm32f::ring_behind_agent(sram(device));
    };
    return f;
}();

} // namespace xspi::stm32f401
