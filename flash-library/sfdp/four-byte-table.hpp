// 4-Byte Address Instruction Table (FF84h): which commands have a form that always takes four address bytes.
#pragma once
#include "flash-library/sfdp/parameter-table.hpp"

#include <cstdint>

namespace xspi {

struct FourByteTable : ParameterTable<2> {
    static constexpr unsigned kFirstRevision = 2;

    bool read_13() const { return bit(1, 0); }
    bool fast_read_0c() const { return bit(1, 1); }
    bool read_3c() const { return bit(1, 2); } // 1S-1S-2S
    bool read_bc() const { return bit(1, 3); } // 1S-2S-2S
    bool read_6c() const { return bit(1, 4); } // 1S-1S-4S
    bool read_ec() const { return bit(1, 5); } // 1S-4S-4S
    bool program_12() const { return bit(1, 6); }
    bool program_34() const { return bit(1, 7); } // 1S-1S-4S
    bool program_3e() const { return bit(1, 8); } // 1S-4S-4S
    // Opcode for BFPT erase type 1..4, 0: it has no four-byte form.
    std::uint8_t erase_opcode(unsigned type) const {
        if (type < 1 || type > 4 || !bit(1, 8 + type)) return 0;
        const std::uint32_t opcode = bits(2, 8 * type - 1, 8 * type - 8);
        return opcode == 0xFF ? 0 : static_cast<std::uint8_t>(opcode);
    }
};

} // namespace xspi
