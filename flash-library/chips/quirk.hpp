// What SFDP does not say or says wrongly about a vendor's chips, as data: one line per fact, with its reason.
// Each vendor's lines lie in the vendor's own file.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"

#include <cstdint>
#include <span>

namespace xspi {

enum class QuirkKind : std::uint8_t {
    Name,                     // `text`: the part's name
    FailRegister,             // value: opcode << 8 | mask of the flags
    ChipEraseOpcode,          // value: opcode; 0: the chip has no chip erase
    OctalPowerUpDummy,        // value: dummy cycles of the array read after power-up in 8D-8D-8D
    DedicatedFourByteOpcodes, // 13h, 0Ch, 12h, 21h, DCh exist although no table FF84h says so
    DropEraseType, // value: size of the erase type that must not be used, if no sector map says where
    QuadEnableBit, // value: a QuadEnable, whatever SFDP says; Reserved: no quad modes
};

enum class OnlyIf : std::uint8_t {
    Always,
    OctalProfile,    // the chip's SFDP has the xSPI profile table FF05h
    NoFourByteTable, // the chip's SFDP has no FF84h, but says in BFPT DWORD 16 that dedicated opcodes exist
};

struct Quirk {
    std::uint32_t identity = 0; // 0xC28139
    std::uint32_t mask = 0;     // bits of the identity that count
    QuirkKind kind = QuirkKind::Name;
    std::uint32_t value = 0;
    const char* text = ""; // the name, or why
    OnlyIf only_if = OnlyIf::Always;

    constexpr bool applies_to(const ChipIdentity& chip) const {
        return (chip.word() & mask) == (identity & mask);
    }
};

// A reason, for who reads the tables; a program for one board goes without.
constexpr const char* because(const char* why) { return kOnlyLines == 0 ? why : ""; }

inline constexpr std::uint32_t kExactPart = 0xFFFFFF;
inline constexpr std::uint32_t kWholeVendor = 0xFF0000;

std::span<const Quirk> macronix_quirks();
std::span<const Quirk> winbond_quirks();
std::span<const Quirk> micron_quirks();
std::span<const Quirk> infineon_quirks();

// The vendor's lines, empty for a vendor without any.
std::span<const Quirk> quirks_of(const ChipIdentity& chip);

// `sfdp` null: described by the table by JEDEC id.
void apply_quirks(const SfdpTables* sfdp, ChipDescription& chip);

} // namespace xspi
