// Reads of a flash that do not end in a fault: a word whose programming was cut off has a wrong ECC, and
// every load from it is a bus error.
#pragma once
#include <cstdint>
#include <span>

namespace firmware {

// False: a bus error; then what was read is nothing. Addresses of words; a few at a time, since no interrupt
// gets through meanwhile.
bool guarded_words(std::uint32_t address, std::span<std::uint32_t> words);
bool guarded_read(std::uint32_t address, std::span<std::uint8_t> data);

} // namespace firmware
