// Chips that have no SFDP, or one too old to code times, by JEDEC id. Few lines, each with its source.
#pragma once
#include "flash-library/chips/chip-identity.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace xspi {

struct JedecTableErase {
    std::uint32_t size = 0; // 0: none
    std::uint8_t opcode = 0;
    std::uint8_t four_byte_opcode = 0;
    std::uint32_t typical_us = 0; // 0: the source does not say
    std::uint32_t maximum_us = 0;
};

struct JedecTableLine {
    std::uint32_t identity = 0;
    const char* name = "";
    const char* source = "";
    std::uint32_t size = 0;
    std::uint32_t page_typical_us = 0, page_maximum_us = 0;
    std::array<JedecTableErase, 3> erase{};
    std::uint64_t chip_typical_us = 0, chip_maximum_us = 0;
    bool soft_reset = false; // 66h, 99h
};

std::span<const JedecTableLine> jedec_table();
const JedecTableLine* find_in_jedec_table(const ChipIdentity& identity); // nullptr: not in it

} // namespace xspi
