#include "debug/rom-table.hpp"

namespace vb {

// IHI0031 chapter D2. JEP106 code: identity [6:0] and continuation [11:8] of `designer`, bit 7 of PIDR's DES
// field says that it is one.
std::uint32_t component_register(const ComponentId& id, std::uint32_t offset) {
    std::uint32_t identity = id.designer & 0x7F;
    switch (offset) {
    case 0xFD0: return id.designer >> 8 & 0xF;
    case 0xFE0: return id.part & 0xFF;
    case 0xFE4: return (id.part >> 8 & 0xF) | (identity & 0xF) << 4;
    case 0xFE8: return identity >> 4 | 8 | std::uint32_t{id.revision} << 4;
    case 0xFF0: return 0x0D;
    case 0xFF4: return std::uint32_t{id.klass} << 4;
    case 0xFF8: return 0x05;
    case 0xFFC: return 0xB1;
    default: return 0;
    }
}

std::uint32_t RomTable::read(std::uint32_t offset, Master) {
    if (offset >= 0xFD0) return component_register(id_, offset);
    if (offset == 0xFCC) return 1; // MEMTYPE: system memory is on the same bus
    unsigned n = offset / 4;
    if (n >= components_.size()) return 0;
    return ((components_[n] - base_) & 0xFFFFF000) | 3; // 32-bit entry, present
}

} // namespace vb
