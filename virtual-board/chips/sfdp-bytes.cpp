#include "chips/sfdp-bytes.hpp"

#include <algorithm>

namespace vb {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t dword) {
    if (bytes.size() < at + 4) bytes.resize(at + 4, 0xFF);
    for (unsigned i = 0; i < 4; ++i) bytes[at + i] = std::uint8_t(dword >> 8 * i);
}

} // namespace

std::vector<std::uint8_t> sfdp_bytes(unsigned minor, std::initializer_list<SfdpTableText> tables) {
    std::vector<std::uint8_t> bytes;
    put(bytes, 0, 0x50444653);
    put(bytes, 4, 0xFF000100u | minor | std::uint32_t(tables.size() - 1) << 16);
    std::size_t header = 8;
    for (const SfdpTableText& table : tables) {
        put(bytes, header,
            (table.id & 0xFFu) | table.minor << 8 | 1u << 16 | std::uint32_t(table.dwords.size()) << 24);
        put(bytes, header + 4, table.pointer | std::uint32_t(table.id >> 8) << 24);
        header += 8;
        for (std::size_t i = 0; i < table.dwords.size(); ++i)
            put(bytes, table.pointer + 4 * i, table.dwords[i]);
    }
    return bytes;
}

} // namespace vb
