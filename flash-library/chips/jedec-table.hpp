// Chips that have no SFDP, or one too old to code times, quad enable and four address bytes, by JEDEC id.
// Each line has its source. Ids that several parts share have what holds for all of them: the longest maximum
// times, the commands that each of them has.
#pragma once
#include "flash-library/chips/chip-description.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi {

struct JedecTableErase {
    std::uint32_t size = 0; // bytes; 0: none
    std::uint8_t opcode = 0;
    std::uint8_t four_byte_opcode = 0; // 0: none
    std::uint16_t typical_ms = 0;      // 0: the source does not say
    std::uint16_t maximum_ms = 0;
};

// The page of every part here is 256 bytes.
struct JedecTableLine {
    std::uint32_t identity = 0;
    const char* name = "";       // what the names of all parts with this id begin with
    const char* later_name = ""; // of those whose SFDP is not of JESD216's first revision; "": the same
    std::uint32_t size = 0;      // bytes
    std::uint16_t page_typical_us = 0, page_maximum_us = 0;
    std::array<JedecTableErase, 3> erase{}; // by rising size
    std::uint32_t chip_typical_ms = 0, chip_maximum_ms = 0;
    FourByteMethod four_byte = FourByteMethod::NotNeeded;
    bool soft_reset = false; // 66h, 99h
};

std::span<const JedecTableLine> jedec_table();
const JedecTableLine* find_in_jedec_table(const ChipIdentity& identity); // nullptr: not in it
const char* jedec_table_source(std::size_t line); // apart from the lines, so that firmware need not hold it

} // namespace xspi
