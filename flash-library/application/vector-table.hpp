// The first words of an application, Armv7-M B1.5.3, and whether a start-up code may follow them: one rule
// for the bootloader that starts applications and for the driver that writes them.
#pragma once
#include <cstdint>

namespace xspi {

struct VectorTable {
    std::uint32_t base = 0; // its address
    std::uint32_t stack_pointer = 0;
    std::uint32_t reset_vector = 0;
};

inline constexpr std::uint32_t kResetVectorOffset = 4;
// The 16 vectors of the core itself: no code lies there.
inline constexpr std::uint32_t kSystemVectors = 64;

// Thumb code behind the core's vectors, in a flash of `size` bytes from the table's address on. Its last
// halfword holds no instruction that could lead on.
constexpr bool leads_into_flash(const VectorTable& table, std::uint32_t size) {
    const std::uint32_t code = table.reset_vector & ~1u;
    const bool thumb = (table.reset_vector & 1) != 0;
    return thumb && code - table.base >= kSystemVectors && code - table.base < size - 2;
}

// What stands where the reset vector leads: erased flash, or zeroes.
constexpr bool is_code(std::uint32_t first_word) {
    return first_word != 0 && (first_word & 0xFFFF) != 0xFFFF;
}

} // namespace xspi
