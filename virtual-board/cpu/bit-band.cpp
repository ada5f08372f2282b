#include "cpu/bit-band.hpp"

namespace vb {

std::optional<std::uint32_t> BitBand::read(std::uint32_t offset, unsigned size, Master master) {
    if (offset & 3) return std::nullopt; // an alias is a word: nothing is known of its upper bytes
    const auto value = bus_.read(target(offset, size), size, master);
    if (!value) return std::nullopt;
    return *value >> bit(offset, size) & 1;
}

bool BitBand::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) {
    wrote_ = false;
    if (offset & 3) return false;
    const std::uint32_t address = target(offset, size), mask = 1u << bit(offset, size);
    const auto old = bus_.read(address, size, master);
    return old && bus_.write(address, size, value & 1 ? *old | mask : *old & ~mask, master, wrote_);
}

} // namespace vb
