// What JESD216's tables say of a chip, as figures.
#pragma once
#include "chips/sfdp-dump.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace vb {

struct SfdpTable {
    std::uint16_t id = 0;
    std::vector<std::uint32_t> dwords; // DWORD 1 is dwords[0]

    // DWORDs are counted from 1, as JESD216 prints them; bits high to low.
    std::uint32_t bits(unsigned dword, unsigned high, unsigned low) const;
    bool has(unsigned dword) const { return dword <= dwords.size(); }
};

struct SfdpTables {
    std::vector<SfdpTable> all;
    const SfdpTable* find(std::uint16_t id) const; // the first; nullptr: none
};

// The tables that the headers count, or what is wrong: an id (VB-CHIP-…) and a sentence.
std::variant<SfdpTables, std::string> sfdp_tables(const SfdpDump& dump);

} // namespace vb
