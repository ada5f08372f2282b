#include "faults/faulty-registers.hpp"

namespace vb {

void FaultyRegisters::hold(std::uint32_t offset, unsigned bit, bool level) {
    Held& held = held_[offset];
    held.mask |= 1u << bit;
    held.levels = (held.levels & ~(1u << bit)) | std::uint32_t(level) << bit;
}

// A narrow access lies in the low bits of `value`; the register's bits are counted from its first byte.
std::uint32_t FaultyRegisters::as_held(std::uint32_t offset, std::uint32_t value) const {
    const auto held = held_.find(offset & ~3u);
    if (held == held_.end()) return value;
    const unsigned shift = 8 * (offset & 3);
    const std::uint32_t mask = held->second.mask >> shift;
    return (value & ~mask) | (held->second.levels >> shift & mask);
}

std::optional<std::uint32_t> FaultyRegisters::read(std::uint32_t offset, unsigned size, Master master) {
    auto value = device_.read(offset, size, master);
    if (value && !held_.empty()) value = as_held(offset, *value);
    return value;
}

bool FaultyRegisters::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) {
    return device_.write(offset, size, held_.empty() ? value : as_held(offset, value), master);
}

} // namespace vb
