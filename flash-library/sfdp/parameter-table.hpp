// A parameter table as JESD216 numbers it: DWORD 1 is the first, bits 31..0. What the table does not have
// reads 0.
#pragma once
#include <array>
#include <cstdint>

namespace xspi {

template <unsigned Capacity> struct ParameterTable {
    static constexpr unsigned kCapacity =
        Capacity; // DWORDs beyond it are of a revision this code does not know

    std::array<std::uint32_t, Capacity> dwords{};
    std::uint8_t count = 0; // DWORDs held; 0: table absent
    std::uint8_t major = 0;
    std::uint8_t minor = 0;

    constexpr bool present() const { return count != 0; }
    constexpr bool has(unsigned dword) const { return dword >= 1 && dword <= count && dword <= Capacity; }
    constexpr std::uint32_t dword(unsigned number) const { return has(number) ? dwords[number - 1] : 0; }
    // Bits high..low of DWORD number, as the standard's tables write them.
    constexpr std::uint32_t bits(unsigned number, unsigned high, unsigned low) const {
        const unsigned width = high - low + 1;
        const std::uint32_t mask = width >= 32 ? 0xFFFFFFFFu : (1u << width) - 1u;
        return (dword(number) >> low) & mask;
    }
    constexpr bool bit(unsigned number, unsigned at) const { return bits(number, at, at) != 0; }
};

} // namespace xspi
