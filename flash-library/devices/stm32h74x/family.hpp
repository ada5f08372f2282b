// STM32H742, H743, H750 and H753 as a family. Their internal flash has a driver in OpenOCD.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/stm32h74x/check.hpp"
#include "flash-library/devices/stm32h74x/core-clock.hpp"
#include "flash-library/devices/stm32h74x/devices.hpp"
#include "flash-library/devices/stm32h74x/flash-port.hpp"
#include "flash-library/devices/stm32h74x/occupied.hpp"
#include "flash-library/devices/stm32h74x/options.hpp"
#include "flash-library/devices/stm32h74x/register-map.hpp"
#include "flash-library/devices/stm32h74x/usb.hpp"

namespace xspi::stm32h74x {

inline constexpr Family kFamily{
    .name = "STM32H742/743/750/753",
    .folder = "stm32h74x",
    .flash_test_board = "weact_h743",
    .flash_test_room = {{"ITCM", 0x00000000, 64 * 1024},
                        {"DTCM", 0x20000000, 64 * 1024},
                        {"AXI SRAM", 0x24020000, 128 * 1024}},
    .devices = kDevices,
    .pins = kPins,
    .gpio = kGpio,
    .identity = {DBGMCU_IDC, 0x450},
    .watchdog = {IWDG1_KR, IWDG_KR_RELOAD, DBGMCU_APB4FZ1, DBGMCU_APB4FZ1_IWDG1},
    .unique_id = kUniqueId,
    .occupied = kOccupied,
    .closed = {},
    .options = kOptionBytes,
    .option_control = kOptionControl,
    .state_option = "RDP",
    .product_state = product_state,
    .internal_flash = {.registers = kFlashBase,
                       .sector_size = kInternalSectorSize,
                       .program_unit = kInternalProgramUnit,
                       .openocd_driver = "stm32h7x",
                       .banks = internal_banks},
    .peripherals = description::kPeripherals,
    .ram_option_word = 0,
    .reset_hz = kHsiHz,
    .agent_hz = kAgentCoreHz,
    .core_on_pll = {RCC_CFGR, RCC_SW_PLL1P << RCC_CFGR_SWS_Pos},
    .highest_core_hz = kCoreHzMaximum,
    .division = Division::Any,
    .ram_map = [](const Device& device, std::uint32_t) { return ram_regions(device); },
    .agent_ring = [](const Device& device, std::uint32_t) { return agent_ring(device); },
    .errata = errata_ops,
    .agent_clock = [](std::uint32_t) { return agent_clock_ops(); },
    .loader_clock = agent_clock_ops,
    .agent_flash_clock = agent_flash_clock,
    .core_clock = core_clock_ops,
    .core_hz = core_hz,
    .flash_clock = firmware_flash_clock,
    .flash_port = flash_port_ops,
    .usb_ports = kUsbPorts,
    .software_reset = {RCC_RSR, RCC_RSR_SFTRSTF},
    .usb = usb_ops,
    .speed_grant = speed_grant,
    .check = check,
};

} // namespace xspi::stm32h74x
