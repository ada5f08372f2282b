// A family of microcontrollers as one value: tables, addresses, and what makes register operations of a
// board's facts. The driver finds it by the MCU's name (families.hpp); firmware includes the header of its
// own family alone and calls through it in constant expressions only, so that nothing of the tables is in its
// image.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"
#include "flash-library/core/register-description.hpp"
#include "flash-library/devices/board-facts.hpp"
#include "flash-library/devices/device.hpp"
#include "flash-library/devices/facts-problem.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/gpio.hpp"
#include "flash-library/devices/memory-region.hpp"
#include "flash-library/devices/occupied-range.hpp"
#include "flash-library/devices/option-byte.hpp"
#include "flash-library/devices/pin-table.hpp"
#include "flash-library/devices/usb-port.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

// DBGMCU_IDCODE (IDC): DEV_ID in its low twelve bits, REV_ID in its upper half.
struct Identity {
    std::uint32_t address = 0;
    std::uint32_t device_id = 0;
    std::uint32_t other_id = 0; // of an early revision, or of smaller devices; 0: there is none
    constexpr bool matches(std::uint32_t word) const {
        return (word & 0xFFF) == device_id || (other_id != 0 && (word & 0xFFF) == other_id);
    }
};

// What an agent is built for.
enum class Cpu : std::uint8_t { CortexM7, CortexM4 };

struct Watchdog {
    std::uint32_t key_register = 0;                    // IWDG_KR
    std::uint32_t reload = 0xAAAA;                     // without effect while it does not run
    std::uint32_t freeze_register = 0, freeze_bit = 0; // of DBGMCU: it stands still while the core does
};

struct InternalFlashFacts {
    std::uint32_t registers = 0;   // of the FLASH interface
    std::uint32_t sector_size = 0; // of its largest sectors, where they differ
    bool sectors_differ = false;
    RegisterMask layout = {};             // an option that the sectors depend on; mask 0: none
    std::uint32_t program_unit = 0;       // bytes with one ECC
    std::string_view openocd_driver = {}; // "stm32h7x"; empty: OpenOCD has none, and the bank is ours
    std::array<MemoryRegion, 2> (*banks)(const Device& device) = nullptr; // size 0: no such bank
};

// Where a flash-test lies: its code, its data from 0x20000000 on, and two buffers that keep what it erases.
// RAM that a probe sees as the core does, at best.
struct FlashTestRoom {
    MemoryRegion code, data, buffers;
    // Bytes of the chip that are erased and programmed, and put back.
    constexpr std::uint32_t area_size() const { return buffers.size / 2; }
};

// The option bit without which the flash port must be run slower.
struct SpeedGrant {
    std::uint32_t word = 0;       // address of the option word; 0: nothing has to be granted
    std::uint32_t mask = 0;       // of the bit
    std::string_view option = {}; // its name, "XSPI2_HSLV"
    std::uint32_t without_hz = 0; // highest flash clock while the bit is 0
    std::uint32_t with_hz = 0;    // and while it is 1
    std::uint32_t maximum_mv = 0; // from this supply on the bit has to stay 0, or the pads may be damaged
    constexpr bool needed() const { return word != 0; }
};

// What of a part an access from outside reaches.
enum class ProductState : std::uint8_t {
    Open,   // everything
    Closed, // the core, RAM or flash is out of reach; a regression erases the flash and opens the part
    Sealed, // for ever
};

constexpr const UsbPort* find_usb_port(std::span<const UsbPort> ports, std::string_view name) {
    for (const UsbPort& port : ports)
        if (port.name == name) return &port;
    return nullptr;
}

struct Family {
    std::string_view name = {};   // "STM32H7R/S"
    std::string_view folder = {}; // under flash-library/devices, and its namespace: "stm32h7rs"
    Cpu cpu = Cpu::CortexM7;
    std::string_view flash_test_board = {}; // whose flash-test serves boards that have no firmware
    FlashTestRoom flash_test_room = {};     // none where there is too little RAM
    std::span<const Device> devices;
    PinTable pins;
    GpioBlock gpio;
    Identity identity;
    std::uint8_t access_port = 0; // MEM-AP behind which a probe finds the core
    Watchdog watchdog;
    std::uint32_t unique_id = 0; // address of 96 bits
    // What a flash's chosen address must not lie in, where its controller maps nothing.
    std::span<const OccupiedRange> occupied = {};
    std::span<const MemoryRegion> closed; // any access, even speculative, does harm: the MPU has to deny it
    std::span<const OptionByte> options;
    OptionControl option_control;
    std::string_view state_option = {}; // option byte that product_state() is asked with
    ProductState (*product_state)(std::uint32_t value) = nullptr;
    InternalFlashFacts internal_flash;
    std::span<const PeripheralDescription> peripherals; // what the flash hangs on, controller first
    std::uint32_t ram_option_word = 0;      // address of what ram_map() is asked with; 0: RAM is what it is
    std::uint32_t smallest_ram_options = 0; // a value of that word with which agent_ring() is smallest
    std::uint32_t reset_hz = 0;             // core after reset
    std::uint32_t agent_hz = 0;             // core after agent_clock(), at most
    std::uint32_t clock_word = 0;           // address of what agent_clock() is asked with; 0: nothing
    RegisterMask clock_word_gate = {};      // bits that have to be set before that word can be read
    RegisterMask core_on_pll;               // all of these bits: the core runs from the PLL of core_clock()
    std::uint32_t highest_core_hz = 0;      // however an application has left the clocks
    Division division = Division::OnlyEven; // of the flash's kernel clock

    RamMap (*ram_map)(const Device& device, std::uint32_t option_word) = nullptr;
    // Room for the agent's ring, away from where most applications keep their data.
    MemoryRegion (*agent_ring)(const Device& device, std::uint32_t option_word) = nullptr;
    // What this silicon revision needs before its RAM can be relied on; mostly nothing. word: Identity's.
    RegisterOps (*errata)(std::uint32_t word) = nullptr;
    // Core at agent_hz from whatever an application left. Touches neither supply nor voltage scaling.
    RegisterOps (*agent_clock)(std::uint32_t word) = nullptr;
    // The same for an exported loader, which asks for no word: voltage scaling that has no part in supply may
    // change.
    RegisterOps (*loader_clock)() = nullptr;
    FlashClock (*agent_flash_clock)(const BoardFacts& board, const FlashFacts& flash) = nullptr;
    // Firmware that owns the board: supply, voltage scaling, PLL, buses.
    RegisterOps (*core_clock)(const BoardFacts& board) = nullptr;
    std::uint32_t (*core_hz)(const BoardFacts& board) = nullptr; // what core_clock() makes
    // granted: speed_grant()'s bit is 1 (or nothing has to be granted).
    FlashClock (*flash_clock)(const BoardFacts& board, const FlashFacts& flash, bool granted) = nullptr;
    // After these the controller reaches the chip.
    RegisterOps (*flash_port)(const BoardFacts& board, const FlashFacts& flash,
                              const FlashClock& clock) = nullptr;
    std::span<const UsbPort> usb_ports = {}; // those that the bootloader can be reached by
    RegisterMask software_reset = {};        // all of these bits: the last reset was one by software
    // After these the USB core's registers answer.
    RegisterOps (*usb)(const BoardFacts& board, const UsbPort& port) = nullptr;
    bool (*usb_clocked)(const BoardFacts& board) =
        nullptr; // whether the PHY takes the board's crystal; nullptr: it needs none
    SpeedGrant (*speed_grant)(const FlashFacts& flash) = nullptr;
    // What only this family asks of a board whose pins and controllers are in order.
    FactsProblem (*check)(const BoardFacts& board, const Device& device) = nullptr;
};

} // namespace xspi
