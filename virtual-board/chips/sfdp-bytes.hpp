// SFDP as a chip answers it, written as JESD216 prints it: tables of DWORDs with their headers.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace vb {

struct SfdpTableText {
    std::uint16_t id; // 0xFF00: the basic flash parameter table
    unsigned minor;   // revision 1.minor
    unsigned pointer; // first byte
    std::vector<std::uint32_t> dwords;
};

std::vector<std::uint8_t> sfdp_bytes(unsigned minor, std::initializer_list<SfdpTableText> tables);

} // namespace vb
