// Whether a loader is for a microcontroller, and what it serves there: pure.
#pragma once
#include "flash-library/devices/family.hpp"
#include "openocd-driver/loader/loader-file.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace xspi {

// What a user says of a loader's memory, in its place.
struct LoaderSaid {
    std::uint32_t size = 0;                                         // 0: nothing
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sectors{}; // count and size; count 0: as many as fit
};

// By the peripherals that its code reaches for: those of another family answer nothing, or something else.
// Throws LoaderProblem XSPI-1332.
void require_family(const Loader& loader, const Family& family);

// The one of a file's that serves that address; base 0: the only one. Throws LoaderProblem XSPI-1334, and the
// id of what keeps it from being run.
Loader choose_loader(std::vector<Loader> loaders, std::uint32_t base);

// How large its memory may be, by its own words or the user's: one size where they agree, else the smaller
// one first; what is no multiple of a sector is no size. At least one. Throws LoaderProblem XSPI-1342 for
// what a user said and cannot be.
std::vector<std::uint32_t> possible_sizes(const LoaderMemory& memory, const LoaderSaid& said);
// Its sectors over that size: the last ones go on, or are left out.
std::vector<LoaderSectors> sectors_over(const LoaderMemory& memory, const LoaderSaid& said,
                                        std::uint32_t size);

} // namespace xspi
