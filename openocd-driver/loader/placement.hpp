// Where a loader, its stack, its buffers and a program beside it lie in a target's RAM.
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
    std::uint32_t buffer_size = 0; // of each: the loader's own, or a multiple of it where there is room
    std::uint32_t beside = 0;      // of the program that was asked for
    // All of it, for who has to put it back.
    std::vector<LoaderRange> used = {};
};

// A program that lies beside the loader.
struct ProgramBeside {
    std::uint32_t size = 0;
    std::uint32_t alignment = 8;
};

// ram: what of the target's RAM may be overwritten; ascending, each range in one piece to the core. All lies
// in the piece that the loader is linked for, as far as there is room: what it passes to a DMA it finds there
// with its other callers, too. Throws LoaderProblem XSPI-1331.
LoaderPlacement place(const Loader& loader, std::span<const LoaderRange> ram,
                      const ProgramBeside& beside = {});

} // namespace xspi
