// Declared damage to data on their way between probe and target's memory.
#pragma once
#include <cstdint>
#include <vector>

namespace vb {

struct BitFlip { // of one byte, each time it passes by: the `first` time, and if `lasts`, always after
    std::uint32_t address = 0;
    unsigned bit = 0; // 0..7
    std::uint64_t first = 1;
    bool lasts = false;
};

struct BitNoise { // one bit in `bytes` bytes on average, always the same ones for the same seed and traffic
    std::uint32_t seed = 0;
    std::uint32_t bytes = 0;
    std::uint32_t first = 0x20000000,
                  last = 0x3FFFFFFF; // only there; RAM (Armv7-M ARM B3.1) if nothing is said
};

struct DataFaults { // of one direction
    std::vector<BitFlip> flips;
    std::vector<BitNoise> noises;
};

} // namespace vb
