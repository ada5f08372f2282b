// Where a loader, its stack and its buffers lie in a target's RAM.
#pragma once
#include "openocd-driver/loader/loader.hpp"

#include <span>

namespace xspi {

struct LoaderPlacement {
    std::vector<FileSegment> loaded; // at their places; zeroed comes before
    std::vector<LoaderRange> zeroed;
    std::uint32_t shift = 0;                 // what entries and static base of a movable loader are moved by
    std::uint32_t static_base = 0;           // R9
    std::uint32_t return_word = 0;           // holds a BKPT: where a call returns to
    LoaderRange stack = {0, 0};              // its end is a multiple of 8
    std::vector<std::uint32_t> buffers = {}; // one, or two where there is room
};

// ram: what of the target's RAM may be overwritten; ascending, each range in one piece to the core. Throws
// LoaderProblem XSPI-1331.
LoaderPlacement place(const Loader& loader, std::span<const LoaderRange> ram);

} // namespace xspi
