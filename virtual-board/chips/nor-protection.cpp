#include "chips/nor-protection.hpp"

#include <algorithm>

namespace vb {

NorProtection::NorProtection(std::uint32_t bytes) : bytes_(bytes), dpb_(bytes / kBlock + 30, false) {}

// 16 sectors, blocks 1 .. n-2, 16 sectors (the map of Macronix' quad parts; this family's was not found).
std::size_t NorProtection::unit(std::uint32_t address) const {
    const std::uint32_t block = address / kBlock, last = bytes_ / kBlock - 1;
    if (block == 0) return address / kSector;
    if (block < last) return 15 + block;
    return 15 + last + (address % kBlock) / kSector;
}

// BP = n protects 2^(n-1) blocks of 64 KiB from the top, with TB from the bottom, up to all of them.
bool NorProtection::by_block_bits(std::uint32_t first, std::uint32_t count, unsigned bp, bool tb) const {
    if (bp == 0) return false;
    const std::uint64_t size = std::min<std::uint64_t>(bytes_, std::uint64_t(kBlock) << (bp - 1));
    return tb ? first < size : std::uint64_t(first) + count > bytes_ - size;
}

bool NorProtection::any_locked(std::uint32_t first, std::uint32_t count) const {
    for (std::uint64_t at = first; at < std::uint64_t(first) + count; at += kSector)
        if (locked(std::uint32_t(at))) return true;
    return false;
}

bool NorProtection::protects(std::uint32_t first, std::uint32_t count, bool wpsel, unsigned bp,
                             bool tb) const {
    if (protects_forever(first, count)) return true;
    return wpsel ? any_locked(first, count) : by_block_bits(first, count, bp, tb);
}

bool NorProtection::protects_forever(std::uint32_t first, std::uint32_t count) const {
    auto fault = forever_.lower_bound(first / kSector);
    return fault != forever_.end() && *fault <= (first + (count - 1)) / kSector;
}

} // namespace vb
