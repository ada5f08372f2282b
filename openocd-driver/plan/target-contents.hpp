// What the image and the erase ranges want a bank to hold: segments, and FFh where only an erase range lies.
#pragma once
#include "openocd-driver/plan/program-plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace xspi {

// Refers to the input it was made from.
class TargetContents {
  public:
    explicit TargetContents(const PlanInput& input);

    // Ranges whose contents are determined, by rising address, merged where they touch.
    const std::vector<FlashRange>& covered() const { return covered_; }
    // The wanted bytes from `address` on; FFh where nothing is determined.
    void fill(std::uint32_t address, std::span<std::uint8_t> out) const;

  private:
    const std::vector<ImageSegment>& segments_;
    std::vector<FlashRange> covered_;
};

bool all_erased(std::span<const std::uint8_t> bytes); // only FFh

// Appends, or joins with the last range where they touch. Ranges come by rising address.
void append_merged(std::vector<FlashRange>& ranges, const FlashRange& range);

} // namespace xspi
