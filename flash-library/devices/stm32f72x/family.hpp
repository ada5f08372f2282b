// STM32F722, F732, and F730 with 64 or 100 pins as a family. Their internal flash has a driver in OpenOCD.
#pragma once
#include "flash-library/devices/stm32f/common-family.hpp"
#include "flash-library/devices/stm32f/f7.hpp"
#include "flash-library/devices/stm32f/occupied.hpp"
#include "flash-library/devices/stm32f/register-map.hpp"
#include "flash-library/devices/stm32f72x/devices.hpp"
#include "flash-library/devices/stm32f72x/memory.hpp"
#include "flash-library/devices/stm32f72x/pins.hpp"

namespace xspi::stm32f72x {

inline constexpr stm32f::Port kPort{stm32f::kLineF7, kPins, stm32f::kQuadSpiMaxHz,
                                    stm32f::kQuadSpiLowSupplyHz};

inline constexpr std::array kOthers{stm32f::description::pwr(stm32f::description::kPwrF7),
                                    stm32f::description::rcc(stm32f::description::kRcc),
                                    stm32f::description::flash(stm32f::description::kFlashF74x),
                                    stm32f::description::kDbgmcuBlock};
inline constexpr auto kPeripherals = described_family(kControllers, kOthers);

inline constexpr Family kFamily = [] {
    Family f = stm32f::common_family<kPort>();
    f.name = "STM32F722/730/732";
    f.folder = "stm32f72x";
    f.cpu = Cpu::CortexM7;
    f.flash_test_room = {
        {"SRAM1", 0x20010000, 64 * 1024}, {"DTCM", 0x20000000, 64 * 1024}, {"SRAM1", 0x20020000, 64 * 1024}};
    f.devices = kDevices;
    f.identity = {stm32f::DBGMCU_IDCODE, 0x452};
    f.unique_id = kUniqueId;
    f.occupied = stm32f::kOccupiedF7;
    f.internal_flash.sector_size = kLargestSector;
    f.internal_flash.banks = internal_banks;
    f.peripherals = kPeripherals;
    f.ram_map = [](const Device&, std::uint32_t) { return ram_regions(); };
    f.agent_ring = [](const Device&, std::uint32_t) { return kSram1; };
    return f;
}();

} // namespace xspi::stm32f72x
