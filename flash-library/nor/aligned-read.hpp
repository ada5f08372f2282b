// Copies out of a mapped flash by whole aligned words: the window is Device memory to the MPU, where an
// unaligned access faults, and octal DTR has no single bytes.
#pragma once
#include <cstdint>
#include <span>

namespace xspi {

void aligned_read(std::uintptr_t address, std::span<std::uint8_t> data);

} // namespace xspi
