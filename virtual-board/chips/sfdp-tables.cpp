#include "chips/sfdp-tables.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace vb {

std::uint32_t SfdpTable::bits(unsigned dword, unsigned high, unsigned low) const {
    if (!has(dword)) return 0;
    const std::uint64_t mask = (std::uint64_t(2) << (high - low)) - 1;
    return std::uint32_t(dwords[dword - 1] >> low & mask);
}

const SfdpTable* SfdpTables::find(std::uint16_t id) const {
    const auto it = std::find_if(all.begin(), all.end(), [&](const SfdpTable& t) { return t.id == id; });
    return it == all.end() ? nullptr : &*it;
}

std::variant<SfdpTables, std::string> sfdp_tables(const SfdpDump& dump) {
    if (!dump.holds(0, 16) || dump.dword(0) != 0x50444653)
        return "VB-CHIP-004: the dump does not begin with SFDP's header (53 46 44 50).";
    const unsigned count = dump.bytes[6] + 1u;
    SfdpTables tables;
    for (unsigned i = 0; i < count; ++i) {
        const std::size_t header = 8 + 8 * i;
        if (!dump.holds(header, 8))
            return fmt::format("VB-CHIP-005: SFDP counts {} parameter headers, the dump holds {}.", count, i);
        SfdpTable table;
        table.id = std::uint16_t(dump.bytes[header] | dump.bytes[header + 7] << 8);
        const unsigned length = dump.bytes[header + 3];
        const std::size_t first = dump.dword(header + 4) & 0xFFFFFF;
        if (!dump.holds(first, 4 * length))
            return fmt::format(
                "VB-CHIP-006: SFDP points to a table {:04X} of {} DWORDs at 0x{:X} that the dump "
                "does not hold.",
                table.id, length, first);
        for (unsigned n = 0; n < length; ++n) table.dwords.push_back(dump.dword(first + 4 * n));
        tables.all.push_back(std::move(table));
    }
    const SfdpTable* basic = tables.find(0xFF00);
    if (!basic || basic->dwords.size() < 9)
        return "VB-CHIP-007: the dump has no basic flash parameter table (FF00) of nine DWORDs or more.";
    return tables;
}

} // namespace vb
