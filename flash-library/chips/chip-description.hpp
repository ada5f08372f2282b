// All that is known about one chip, from SFDP or from the table by JEDEC id, with the quirks applied: the one
// value from which vocabularies and sequences are made.
#pragma once
#include "flash-library/chips/chip-identity.hpp"
#include "flash-library/sfdp/bfpt.hpp"
#include "flash-library/sfdp/octal-sequences.hpp"
#include "flash-library/sfdp/sfdp-tables.hpp"
#include "flash-library/sfdp/xspi-profile.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace xspi {

inline constexpr unsigned kDescribedEraseTypes = 4;
inline constexpr std::uint32_t kThreeByteReach = 16u << 20; // bytes that three address bytes reach

struct DescribedEraseType {
    std::uint32_t size = 0; // bytes; 0: none
    std::uint8_t opcode = 0;
    std::uint8_t four_byte_opcode = 0; // form that always takes four address bytes; 0: none
    TypicalAndMaximum time;
};

inline constexpr unsigned kDescribedRegions = 8;

// A part of a chip whose sectors are not the same everywhere. Each type's sectors are counted from its start.
struct EraseRegion {
    std::uint32_t address = 0;
    std::uint32_t length = 0; // bytes
    std::uint8_t types = 0;   // bit n: ChipDescription::erase[n] holds here
    constexpr std::uint64_t end() const { return std::uint64_t{address} + length; }
    constexpr bool has(unsigned type) const { return (types >> type & 1) != 0; }
    constexpr bool operator==(const EraseRegion&) const = default;
};

// How bytes above 16 MiB are reached.
enum class FourByteMethod : std::uint8_t {
    NotNeeded,          // three address bytes do
    DedicatedOpcodes,   // 13h, 0Ch, 12h, 21h, DCh...: no mode, nothing to undo
    Always,             // the chip takes four bytes with every command
    EnterB7,            // B7h, left by E9h
    EnterWriteEnableB7, // 06h, B7h, left by 06h, E9h
};

enum class DescribedBy : std::uint8_t { Nothing, Sfdp, JedecTable, Name };

// 8D-8D-8D; valid only where `present`.
struct OctalDescription {
    bool present = false;
    CommandExtension extension = CommandExtension::Same;
    bool swap_bytes = false;
    std::uint8_t read_opcode = 0;
    std::uint8_t read_dummy_cycles = 0; // as the chip powers up
    std::uint8_t status_address_bytes = 0;
    std::uint8_t status_dummy_cycles = 0;
    std::uint8_t register_address_bytes = 0;
    std::uint8_t register_dummy_cycles = 0;
    std::uint8_t sfdp_address_bytes = 4;
    std::uint8_t sfdp_dummy_cycles = 20;
    std::uint16_t maximum_mhz = 0; // 0: not coded
    std::array<ByteSequence, OctalSequences::kSequences> enter{};
};

// Reading and programming over four lines; filled by take_quad(). A chip that says nothing has none of it.
struct QuadDescription {
    FastRead output;                      // 1S-1S-4S, 6Bh; mode clocks of it are dummy cycles
    FastRead input_output;                // 1S-4S-4S, EBh
    FastRead qpi;                         // 4S-4S-4S, as the chip enters that mode
    std::uint8_t enter_qpi = 0;           // BFPT DWORD 15 bits 8:4
    std::uint8_t program_opcode = 0;      // 0: no page program over four lines that is known and safe
    bool program_address_on_four = false; // 1S-4S-4S instead of 1S-1S-4S
    bool four_byte_output = false;        // 6Ch
    bool four_byte_input_output = false;  // ECh
    std::uint8_t four_byte_program = 0;   // its form with four address bytes
    bool enable_forgets = false;          // QE is volatile, however it is written
    std::uint8_t bfpt_dwords = 0;         // length of the BFPT: older dies of one id have shorter ones
};

struct ChipDescription {
    ChipIdentity identity;
    const char* name = ""; // "" where no table knows it
    DescribedBy described_by = DescribedBy::Nothing;
    std::uint32_t size = 0; // bytes
    std::uint32_t page_size = 256;
    TypicalAndMaximum page_program;
    std::array<DescribedEraseType, kDescribedEraseTypes> erase{}; // by rising size, absent ones last
    std::uint8_t chip_erase_opcode = 0xC7;                        // 0: this chip has none
    TypicalAndMaximum chip_erase;
    bool times_assumed = false; // times were not coded anywhere: assumed_times() filled them in
    FourByteMethod four_byte = FourByteMethod::NotNeeded;
    bool fast_read = true; // 0Bh / 0Ch with eight dummy cycles; otherwise 03h / 13h
    QuadEnable quad_enable = QuadEnable::None;
    bool quad_enable_known = false; // otherwise the chip's quad modes are not to be used
    // 50h in place of 06h makes the next write of the status registers (and of QE in them) last until the
    // chip is reset or loses its supply.
    bool volatile_status_write = false;
    StatusPolling polling;
    SoftReset soft_reset;
    DeepPowerDown deep_power_down;
    std::uint8_t fail_opcode = 0; // register with fail flags; 0: none
    std::uint8_t fail_mask = 0;
    // Where which erase types hold, by rising address, over the whole chip; none: each holds everywhere. A
    // type's opcode may be that of another: SST26's D8h erases 8, 32 or 64 KiB, as its address says.
    std::array<EraseRegion, kDescribedRegions> regions{};
    std::uint8_t region_count = 0;
    OctalDescription octal;
    QuadDescription quad;
    std::uint8_t eeprom_address_bytes = 0; // 1 to 3: an EEPROM, whose WRITE replaces what is there; 0: none

    bool eeprom() const { return eeprom_address_bytes != 0; }
    bool known() const { return described_by != DescribedBy::Nothing; }
};

enum class DescribeError : std::uint8_t {
    None,
    NotAnswered,   // identity FFFFFFh or 000000h
    Unknown,       // no usable SFDP and not in the table
    TooLarge,      // more than 2 GiB: 32-bit addresses end there
    Unreachable,   // larger than 16 MiB and no way to give four address bytes
    ThreeByteOnly, // larger than 16 MiB, says that it takes three address bytes, and nobody knows better
    SizeDisagrees, // SFDP says another size than the table by JEDEC id
    Incomplete,    // SFDP names a table that decides how the chip is erased, and it is not in the data
    LayoutUnknown, // several layouts of sectors, by a sector map or one opcode with two sizes; none holds in
                   // all
    LayoutWrong,   // sector map: the layout does not cover the chip, or nothing erases a part of it
};
const char* sentence_for(DescribeError error);

// SFDP decides; the table by JEDEC id stands in where there is none (`sfdp` null or without a BFPT) and gives
// what a JESD216 1.0 table does not code: times, quad enable, four address bytes. Quirks come last. `out` is
// complete only without error.
// layout: the sector map's layout that detect_layout() found in use; not needed where there is only one.
// Without it only what holds in every layout is described.
DescribeError describe_chip(const ChipIdentity& identity, const SfdpTables* sfdp, ChipDescription& out,
                            std::optional<std::uint8_t> layout = std::nullopt);

} // namespace xspi
