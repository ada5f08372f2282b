// The fuzzers of the virtual board, and of what the driver reads of other tools. Each case is a function of
// its number and throws what is a finding; memory errors are the sanitizers'.
#pragma once
#include <cstdint>

namespace fuzz {

void stlink_case(std::uint64_t number);  // messages to the ST-LINK port of a board that works
void image_case(std::uint64_t number);   // bin, hex and elf files
void options_case(std::uint64_t number); // command lines, board options and faults
void loader_case(std::uint64_t number);  // flash loaders

} // namespace fuzz
