// A loader with a memory's facts in it, at an address.
#pragma once
#include "openocd-driver/export/exported-memory.hpp"
#include "openocd-driver/export/loader-image.hpp"

#include <cstdint>
#include <vector>

namespace xspi {

struct PreparedLoader {
    std::uint32_t address = 0;       // where it lies; it moves itself from there to anywhere else
    std::vector<std::uint8_t> bytes; // code and variables
    std::uint32_t data = 0;          // offset of the variables
    std::uint32_t memory = 0;        // bytes with what begins as zero
    std::array<std::uint32_t, kLoaderFunctions> functions{}; // addresses, with the thumb bit
    std::uint32_t function(LoaderFunction f) const { return functions[std::size_t(f)]; }
    // With zeros in place of what a tool may not zero by itself.
    std::vector<std::uint8_t> whole() const;
};

// address: a multiple of 4.
PreparedLoader prepare_loader(const Board& board, const ExportedMemory& memory, std::uint32_t address);

} // namespace xspi
