// STM32H7R/S as a family: STM32H7R3, R7, S3, S7 with 64 KiB of internal flash.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/devices/stm32h7rs/check.hpp"
#include "flash-library/devices/stm32h7rs/core-clock.hpp"
#include "flash-library/devices/stm32h7rs/devices.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "flash-library/devices/stm32h7rs/options.hpp"
#include "flash-library/devices/stm32h7rs/register-map.hpp"
#include "flash-library/devices/stm32h7rs/usb.hpp"

#include <array>

namespace xspi::stm32h7rs {

inline constexpr std::array<MemoryRegion, 1> kClosed{kForbidden};

inline constexpr Family kFamily{
    .name = "STM32H7R/S",
    .folder = "stm32h7rs",
    .flash_test_board = "nucleo_h7s3l8",
    // 64 KiB of each TCM and AXI SRAM2 are there whatever the share options are.
    .flash_test_room = {{"ITCM", 0x00000000, 64 * 1024},
                        {"DTCM", 0x20000000, 64 * 1024},
                        {"AXI SRAM2", 0x24020000, 128 * 1024}},
    .devices = kDevices,
    .pins = kPins,
    .gpio = kGpio,
    .identity = {DBGMCU_IDC, 0x485},
    .access_port = 1,
    .watchdog = {IWDG_KR, IWDG_KR_RELOAD, DBGMCU_APB4FZR, DBGMCU_APB4FZR_IWDG},
    .unique_id = kUniqueId,
    .closed = kClosed,
    .options = kOptionBytes,
    .option_control = kOptionControl,
    .state_option = "NVSTATE",
    .product_state =
        [](std::uint32_t value) { return value == 0xB4 ? ProductState::Open : ProductState::Closed; },
    .internal_flash = {.registers = kFlashBase,
                       .sector_size = kInternalSectorSize,
                       .program_unit = kInternalProgramUnit,
                       .openocd_driver = "",
                       .banks = internal_banks},
    .peripherals = description::kPeripherals,
    .ram_option_word = FLASH_OBW2SR,
    .smallest_ram_options = 2 << 4, // DTCM takes all it can
    .reset_hz = kHsiHz,
    .agent_hz = kAgentCoreHz,
    .core_on_pll = {RCC_CFGR, RCC_SW_PLL1P << RCC_CFGR_SWS_Pos},
    .highest_core_hz = kCoreHz,
    .division = Division::OnlyEven,
    .ram_map = [](const Device&, std::uint32_t obw2sr) { return ram_regions(obw2sr); },
    .agent_ring = [](const Device&, std::uint32_t obw2sr) { return agent_ring(obw2sr); },
    .errata = [](std::uint32_t) { return RegisterOps{}; },
    .agent_clock = [](std::uint32_t) { return agent_clock_ops(); },
    .loader_clock = agent_clock_ops,
    .agent_flash_clock = [](const BoardFacts&,
                            const FlashFacts& flash) { return hclk5_flash_clock(flash, kAgentCoreHz / 2); },
    .core_clock = core_clock_ops,
    .core_hz = core_hz,
    .flash_clock = pll2_flash_clock,
    .flash_port = flash_port_ops,
    .usb_ports = kUsbPorts,
    .software_reset = {RCC_RSR, RCC_RSR_SFTRSTF},
    .usb = usb_ops,
    .usb_clocked = [](const BoardFacts& board) { return usb_reference(board.hse_hz) != 0; },
    .speed_grant = speed_grant,
    .check = check,
};

} // namespace xspi::stm32h7rs
