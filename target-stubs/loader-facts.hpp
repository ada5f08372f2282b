// What a flash loader that was exported for another tool knows of its board. The exporter writes it into the
// image; it is little-endian, of fixed layout.
#pragma once
#include "flash-library/bring-up/register-op.hpp"
#include "flash-library/core/closed-ranges.hpp"
#include "flash-library/devices/flash-clock.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/nor/bring-up-rates.hpp"
#include "target-stubs/agent-protocol.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace xspi::loader {

inline constexpr std::uint32_t kFactsMagic = 0x4C505358; // "XSPL": the exporter was here
inline constexpr std::size_t kOps = 128;
// Of a call's buffer: what a tool hands over at once, at most.
inline constexpr std::uint32_t kPage = 4096;

// An EEPROM says nothing of itself.
struct EepromFacts {
    std::uint32_t size = 0; // bytes; 0: it is a NOR chip
    std::uint16_t page = 0;
    std::uint8_t address_bytes = 0;
    std::uint8_t write_ms = 0;
};

// In place of a controller: the microcontroller's own flash, as far as the agent programs it.
inline constexpr ControllerKind kInternalFlash{0};

struct Facts {
    std::uint32_t magic = 0;
    // The memory as tools see it: where, and how much of it an EraseSector erases.
    std::uint32_t base = 0, size = 0, sector = 0; // bytes
    // The microcontroller: DBGMCU_IDCODE, and the DEV_ID that it has to have, or else the other (0: none).
    std::uint32_t identity = 0, device_id = 0, other_id = 0;
    std::uint32_t watchdog = 0;        // address of IWDG_KR, fed with kWatchdogReload; 0: none
    std::uint32_t initial_core_hz = 0; // no less than the core's clock at the start
    std::uint32_t core_hz = 0;         // after the ops
    std::uint32_t supply_mv = 0;       // of the chip
    ClosedRanges closed = {};
    FlashConnection connection;
    FlashClock clock;
    std::uint32_t division = 0; // Division
    EepromFacts eeprom;
    agent::InternalSetup internal; // instead of all about a chip
    std::uint32_t op_count = 0;
    std::array<RegisterOp, kOps> ops{}; // the core's clock, then the flash's port
};
static_assert(sizeof(FlashClock) == 48);
static_assert(sizeof(FlashConnection) == 28);
static_assert(offsetof(Facts, closed) == 44);
static_assert(sizeof(Facts) == 44 + 32 + 28 + 48 + 4 + 8 + 28 + 4 + 20 * kOps);

inline constexpr std::uint32_t kWatchdogReload = 0xAAAA; // of every STM32

} // namespace xspi::loader
