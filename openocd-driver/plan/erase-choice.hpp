// The cheapest mix of erase types for the blocks that must be erased.
#pragma once
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/program-plan.hpp"

#include <cstdint>
#include <vector>

namespace xspi {

// One block that may be erased; blocks that are not listed hold what is nobody's of this job, and may not.
struct ErasableBlock {
    FlashRange range;
    bool must = false;            // otherwise it is blank, or holds already what the image has for it
    bool preserves = false;       // old bytes of it have to be written back
    std::uint64_t rewrite_us = 0; // that programming takes again, if it is erased without need
};

struct EraseUnit {
    std::uint32_t address = 0;
    std::uint32_t size = 0;
    std::uint64_t typical_us = 0;
    bool preserves = false;
    std::uint64_t rewrite_us = 0; // of blocks in it that need no erase
    std::uint64_t cost_us() const { return typical_us + rewrite_us; }
    std::uint64_t end() const { return std::uint64_t{address} + size; }
};

// Every unit is a whole sector of a type that holds there. Bottom-up: a bigger erase replaces the smaller
// ones inside it where every block of it may be erased and its typical time, with what has to be programmed
// again because of it, is less than theirs together. With preserved bytes it must not exceed
// geometry.merged_step, because all of them have to be in the target's RAM before it starts, and it has to
// save a fifth of the time.
std::vector<EraseUnit> choose_erases(const PlanGeometry& geometry, const EraseLayout& layout,
                                     const std::vector<ErasableBlock>& blocks);

} // namespace xspi
