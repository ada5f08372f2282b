// What distinguishes one serial NOR part from another: figures and its command set, no behaviour.
#pragma once
#include "chips/nor-command.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vb {

// Which of the durations a chip takes. Worn: three times typical, never above the maximum.
enum class Timing { typical, maximum, worn };

struct NorDuration {
    Picoseconds typical = 0, maximum = 0;
    Picoseconds of(Timing timing) const;
};

struct NorErase {
    std::uint32_t bytes;
    NorDuration time;
    Picoseconds abort_recovery; // a reset during this operation takes so long
    std::uint8_t opcodes[2]{};  // of NorOp::erase_type: with 3 bytes or by mode; with 4 bytes (0: none)
};

// Of a sector map: from the end of the region before, `bytes` long, erased by the types in the mask.
struct NorRegion {
    std::uint32_t bytes;
    std::uint8_t erase_types;
};

// The highest clock at which array reads with so many dummy cycles give valid data.
struct NorReadLimit {
    unsigned dummy_cycles;
    std::uint64_t hz;
};

// Whose registers the chip has.
enum class NorFamily { macronix_octal, winbond, micron, sst26, sfdp, eeprom };

// Where SFDP's quad enable requirement puts the bit (BFPT DWORD 15 bits 22:20).
enum class NorQuadEnable : std::uint8_t {
    none = 0,
    status2_bit1_cleared = 1, // WRSR of one byte clears status register 2
    status1_bit6 = 2,
    status2_bit7 = 3,         // 3Fh reads, 3Eh writes
    status2_bit1 = 4,         // WRSR of one byte leaves it
    status2_bit1_by_wrsr = 5, // and 35h reads
    status2_bit1_by_31 = 6,
};

// How M7-0 after a read's address ask for the next read without an opcode.
enum class NorContinuous : std::uint8_t { never, m5_4_is_10, is_a5, is_ax };

// What the registers of a quad part have, where parts of one family differ.
struct NorTraits {
    bool quad_enabled = false;            // QE as delivered
    bool hold_pin = false;                // IO3 is /HOLD while four lines are off
    bool status3 = false;                 // Winbond: there is a third status register
    bool bp3 = false;                     // Winbond: BP3 in SR1, as parts above 16 MiB have it, not SEC
    bool one_byte_clears_status2 = false; // Winbond before JV: WRSR with one byte
    bool four_byte_needs_write_enable = false;
    bool four_byte_first = false; // SFDP: 4-byte addresses as it powers up
    bool ones_while_busy = false; // EEPROM: the status register reads FFh in a write cycle
    NorQuadEnable quad_enable = NorQuadEnable::none;
    NorContinuous continuous = NorContinuous::never;
};

struct NorPart {
    std::string name;
    std::array<std::uint8_t, 3> id; // RDID
    std::uint32_t bytes, page;
    std::vector<std::uint8_t> sfdp;
    std::vector<NorCommand> commands;

    NorErase sector, block, chip;
    NorDuration program, write_register;
    Picoseconds program_abort_recovery, write_register_abort_recovery;
    Picoseconds reset_recovery, reset_pin_recovery, power_down_exit;
    Picoseconds program_suspend, erase_suspend;                     // latencies until WIP falls
    Picoseconds program_resume_to_suspend, erase_resume_to_suspend; // less than this makes no progress

    std::uint64_t read_hz, spi_hz, octal_hz; // READ 03h/13h; everything else in SPI and QPI; OPI
    std::vector<NorReadLimit> octal_read_limits;

    // Of the quad families.
    NorFamily family = NorFamily::macronix_octal;
    NorTraits traits;
    std::uint64_t dtr_hz = 0;
    std::vector<NorErase> erase_types;         // smallest number first, as SFDP counts them
    std::vector<NorRegion> regions;            // a sector map; empty: every type everywhere
    std::vector<NorReadLimit> qpi_read_limits; // by C0h's dummy cycles
    // Micron: by the number of dummy cycles, from 1 on: MHz of 0Bh, 3Bh, BBh, 6Bh and EBh.
    std::vector<std::array<std::uint8_t, 5>> read_mhz;
    std::array<std::uint8_t, 8> unique_id{};

    // The erase type that this opcode means at that address; nullptr: none.
    const NorErase* erase_at(unsigned opcode, std::uint32_t address) const;
};

extern const NorPart kMx25uw12845g;
extern const NorPart kMx25uw25645g;
extern const NorPart kMx66uw1g45g;

} // namespace vb
