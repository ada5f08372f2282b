// Internal flash in two arrays that is either one bank, whose lines take turns between the arrays, or two
// banks (docs/hardware/stm32f-options.md, nDBANK).
#pragma once
#include <cstdint>

namespace xspi {

struct BankLayout {
    static constexpr std::uint32_t kRow = 16; // bytes of an array in a line
    std::uint32_t size = 0;                   // of the whole flash

    constexpr std::uint32_t second_bank() const { return size / 2; } // offset
    // Where in the one bank lies what two banks have at this offset; and the other way round.
    constexpr std::uint32_t in_single(std::uint32_t dual) const {
        const std::uint32_t array = dual < second_bank() ? 0 : 1, offset = dual - array * second_bank();
        return offset / kRow * 2 * kRow + array * kRow + offset % kRow;
    }
    constexpr std::uint32_t in_dual(std::uint32_t single) const {
        const std::uint32_t array = single / kRow % 2;
        return array * second_bank() + single / (2 * kRow) * kRow + single % kRow;
    }
};

} // namespace xspi
