// What one chip understands in one protocol mode, with its times: made on the host from SFDP or the table by
// JEDEC id, used as it is by agent, bootloader and flash-test. Fixed layout: it crosses the probe.
#pragma once
#include "flash-library/command.hpp"

#include <array>

namespace xspi {

struct EraseType {
    // opcode_bytes == 0: there is no such erase type. With a data phase: it is a write, of `size` bytes FFh.
    Command command;
    std::uint32_t size = 0;       // bytes, a power of two; the chip erase has the chip's size and no address
    std::uint32_t typical_us = 0; // 0: not coded
    std::uint32_t maximum_us = 0;
    std::uint32_t reserved = 0;
    constexpr bool present() const { return size != 0; }
    constexpr bool operator==(const EraseType&) const = default;
};

inline constexpr unsigned kEraseTypes = 4;
inline constexpr std::uint32_t kMaximumPage = 1024; // bytes that one program command takes, at most

struct ChipVocabulary {
    Command read;         // array read; also the command of the memory-mapped window
    Command program;      // page program
    Command write_enable; // before every program and erase
    Command read_status;  // one byte, repeated by the chip in DTR
    Command read_fail;    // register with program/erase fail flags; opcode_bytes == 0: none
    std::array<EraseType, kEraseTypes> erase; // by rising size, absent ones last
    EraseType chip_erase;
    std::uint32_t size = 0;      // bytes
    std::uint32_t page_size = 0; // bytes
    std::uint32_t page_typical_us = 0;
    std::uint32_t page_maximum_us = 0;
    std::uint8_t busy_mask = 1; // (status & busy_mask) == busy_value: operation under way
    std::uint8_t busy_value = 1;
    std::uint8_t enabled_mask = 2; // write enable latch, checked after write_enable; 0: cannot be read
    std::uint8_t fail_mask = 0;    // in read_fail's byte: any set = the last operation failed
    // 8D-8D-8D: bytes of each 16-bit word exchanged against 1S-1S-1S (BFPT DWORD 18)
    std::uint8_t swap_bytes = 0;
    std::uint8_t even_only = 0;  // addresses and lengths must be even (DTR octal)
    std::uint8_t overwrites = 0; // program replaces what is there, 1 by 0 and 0 by 1 (EEPROM)
    std::uint8_t reserved = 0;
    constexpr bool operator==(const ChipVocabulary&) const = default;
};
static_assert(sizeof(ChipVocabulary) == 5 * 16 + 5 * 32 + 16 + 8);

} // namespace xspi
