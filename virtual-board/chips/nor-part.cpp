#include "chips/nor-part.hpp"

namespace vb {

const NorErase* NorPart::erase_at(unsigned opcode, std::uint32_t address) const {
    unsigned allowed = 0xFF;
    std::uint64_t end = 0;
    for (const NorRegion& region : regions) {
        end += region.bytes;
        if (address >= end) continue;
        allowed = region.erase_types;
        break;
    }
    for (std::size_t i = 0; i < erase_types.size(); ++i) {
        const NorErase& type = erase_types[i];
        if (allowed >> i & 1 && (type.opcodes[0] == opcode || (type.opcodes[1] && type.opcodes[1] == opcode)))
            return &type;
    }
    return nullptr;
}

} // namespace vb
