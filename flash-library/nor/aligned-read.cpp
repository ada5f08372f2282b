#include "flash-library/nor/aligned-read.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <cstring>

namespace xspi {

void aligned_read(std::uintptr_t address, std::span<std::uint8_t> data) {
    constexpr std::uintptr_t kWord = sizeof(std::uint32_t);
    std::uint8_t* out = data.data();
    std::size_t left = data.size();
    const auto part = [&](std::size_t skip) {
        const std::uint32_t word = mmio_read32(address - skip);
        const std::size_t bytes = std::min<std::size_t>(kWord - skip, left);
        std::memcpy(out, reinterpret_cast<const std::uint8_t*>(&word) + skip, bytes);
        address += bytes, out += bytes, left -= bytes;
    };
    if (left != 0 && address % kWord != 0) part(address % kWord);
    for (; left >= kWord; address += kWord, out += kWord, left -= kWord) {
        const std::uint32_t word = mmio_read32(address);
        std::memcpy(out, &word, kWord);
    }
    if (left != 0) part(0);
}

} // namespace xspi
