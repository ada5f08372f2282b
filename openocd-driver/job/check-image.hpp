// Whether an image belongs where it says, before anything is erased: pure.
#pragma once
#include "flash-library/devices/memory-region.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/job/job.hpp"

#include <span>
#include <string>
#include <vector>

namespace xspi {

// "external flash is 0x70000000-0x71FFFFFF (bank ext), …"
std::string list_banks(std::span<const xspi_bank_range> banks);

// Two banks that hold the same address. Throws Failure XSPI-0107.
void check_banks(std::span<const xspi_bank_range> banks);

// An image as the banks take it: what goes on from one bank into the next, as a microcontroller's internal
// flash does, is cut between them. Points into the image's data.
struct CutImage {
    std::vector<xspi_segment> segments;
    bool binary = false;
    xspi_image image() const { return {segments.data(), segments.size(), binary}; }
};
CutImage cut_at_banks(const xspi_image& image, std::span<const xspi_bank_range> banks);

// Every segment lies in one bank or, unless the image is a bin, in one region of RAM; none overlaps another;
// at least one is for a bank. Returns those for RAM, ascending. Throws Failure XSPI-0521 to 0524.
std::vector<RamSegment> check_image(const xspi_image& image, std::span<const xspi_bank_range> banks,
                                    std::span<const MemoryRegion> ram);

} // namespace xspi
