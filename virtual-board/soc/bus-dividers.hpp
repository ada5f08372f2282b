// The bus prescalers' codes, the same in the RCC of all STM32.
#pragma once

namespace vb {

// HPRE: 0xxx /1, 1000 /2, 1001 /4, 1010 /8, 1011 /16, 1100 /64 ... 1111 /512.
constexpr unsigned ahb_divider(unsigned code) {
    if (code < 8) return 1;
    return code < 12 ? 2u << (code - 8) : 64u << (code - 12);
}
// PPRE: 0xx /1, 100 /2 ... 111 /16.
constexpr unsigned apb_divider(unsigned code) { return code < 4 ? 1 : 2u << (code - 4); }

} // namespace vb
