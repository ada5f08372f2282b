// Command Sequences to Change to Octal DDR (8D-8D-8D) Mode (FF0Ah): up to four sequences of up to seven
// bytes, each sent in 1S-1S-1S with its own CS#. A sequence takes two DWORDs, most significant byte first,
// its length in front.
#pragma once
#include "flash-library/sfdp/parameter-table.hpp"

#include <array>
#include <cstdint>

namespace xspi {

struct ByteSequence {
    std::array<std::uint8_t, 7> bytes{};
    std::uint8_t length = 0;
};

struct OctalSequences : ParameterTable<8> {
    static constexpr unsigned kFirstRevision = 2;
    static constexpr unsigned kSequences = 4;

    // number 1..4; length 0: not used. A length that lies (> 7) counts as not used.
    ByteSequence sequence(unsigned number) const {
        ByteSequence result;
        if (number < 1 || number > kSequences || !has(2 * number)) return result;
        const std::uint32_t length = bits(2 * number - 1, 31, 24);
        if (length > result.bytes.size()) return result;
        result.length = static_cast<std::uint8_t>(length);
        for (unsigned i = 0; i < length; ++i) {
            const unsigned at = i + 1; // byte 0 of the pair is the length
            const unsigned low = 24 - 8 * (at % 4);
            result.bytes[i] = static_cast<std::uint8_t>(bits(2 * number - 1 + at / 4, low + 7, low));
        }
        return result;
    }
};

} // namespace xspi
