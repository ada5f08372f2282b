// Bytes of the array, read over one line, that reading over four must give again: proof that IO2 and IO3 are
// connected and that the clock is not too fast.
#pragma once
#include "flash-library/command.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace xspi {

struct QuadSample {
    static constexpr std::size_t kBytes = 64;
    std::array<std::uint8_t, kBytes> bytes{};
    std::uint32_t address = 0;
    // All bytes alike prove little: lines that nobody drives read so, too.
    bool tells() const {
        return std::any_of(bytes.begin(), bytes.end(), [&](auto b) { return b != bytes[0]; });
    }
};

// From the first of some places that is not blank or all alike, else from the last of them. False: the
// controller did not finish.
template <typename Port>
bool take_sample(Port& port, const Command& read, std::uint32_t size, QuadSample& sample) {
    constexpr std::uint32_t kPlaces = 8;
    for (std::uint32_t place = 0; place < kPlaces; ++place) {
        sample.address = std::min(size / kPlaces * place, size - std::uint32_t{QuadSample::kBytes});
        if (!port.read(read, sample.address, sample.bytes)) return false;
        if (sample.tells()) break;
    }
    return true;
}

} // namespace xspi
