// Whether foreign bytes of a block that a job was about are lost, and may be put back without a question:
// pure.
#pragma once
#include "openocd-driver/journal/journal.hpp"

namespace xspi {

enum class BlockState : std::uint8_t {
    Whole,   // the foreign bytes are there
    Lost,    // not, and the rest of the block is erased, half erased, or what the job wrote: put them back
    Unclear, // not, and somebody else may have written to this block since
};
// found: what the block holds now.
BlockState judge(const JournalBlock& block, std::span<const std::uint8_t> found, std::uint32_t page_size);

// The block with the foreign bytes back: beside them what the job had written whole, else FFh.
std::vector<std::uint8_t> mended(const JournalBlock& block, std::span<const std::uint8_t> found,
                                 std::uint32_t page_size);

// Cells between two states: bits that are 1 with one probability all over, each for itself, and no byte
// values that software would prefer. All bits 0 as well: an erase begins by programming them.
bool looks_half_erased(std::span<const std::uint8_t> bytes);

} // namespace xspi
