#include "chips/winbond-protection.hpp"

#include <algorithm>

namespace vb {
namespace {

// BP2-0 = 1 to 6: 1/64 to 1/2 of the chip, with SEC 4 to 32 KiB; 7: all of it. W25Q16JV has 32 blocks, so 1
// is 1/32, and 5 is 1/2; W25Q80BV 16, and 4 is 1/2 (their data sheets, status register memory protection).
std::uint64_t by_three_bits(unsigned bp, bool sec, std::uint32_t chip) {
    const unsigned blocks = chip >> 16;
    const unsigned all = blocks >= 64 ? 7 : 6;
    if (bp == 0) return 0;
    if (bp >= all) return chip;
    if (sec) return 4096u << std::min(bp - 1, 3u);
    const unsigned smallest = blocks > 64 ? blocks / 64 : 1;
    return std::min<std::uint64_t>(chip, std::uint64_t(smallest << (bp - 1)) << 16);
}

// BP3-0 = n: 2^(n-1) blocks of 64 KiB.
std::uint64_t by_four_bits(unsigned bp, std::uint32_t chip) {
    return bp == 0 ? 0 : std::min<std::uint64_t>(chip, std::uint64_t(64u << 10) << (bp - 1));
}

} // namespace

bool winbond_protects(const WinbondProtection& bits, std::uint32_t chip, std::uint32_t first,
                      std::uint32_t count) {
    const unsigned s = bits.status1;
    const bool bottom = s & (bits.bp3 ? 0x40 : 0x20);
    const std::uint64_t size =
        bits.bp3 ? by_four_bits(s >> 2 & 15, chip) : by_three_bits(s >> 2 & 7, s & 0x40, chip);
    std::uint64_t from = bottom ? 0 : chip - size, to = bottom ? size : chip;
    if (bits.complement) {
        const std::uint64_t border = bottom ? to : from;
        from = bottom ? border : 0;
        to = bottom ? chip : border;
    }
    return first < to && std::uint64_t(first) + count > from && from < to;
}

} // namespace vb
