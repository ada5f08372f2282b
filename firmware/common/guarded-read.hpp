// Reads of the internal flash that do not end in a fault: a word whose programming was cut off has a wrong
// ECC, and every load from it is a bus error.
#pragma once
#include <cstdint>
#include <span>

namespace firmware {

// False: a bus error; then the data are nothing.
bool guarded_read(std::uint32_t address, std::span<std::uint8_t> data);

} // namespace firmware
