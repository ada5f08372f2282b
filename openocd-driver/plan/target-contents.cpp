#include "openocd-driver/plan/target-contents.hpp"

#include <algorithm>

namespace xspi {

bool all_erased(std::span<const std::uint8_t> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0xFF; });
}

void append_merged(std::vector<FlashRange>& ranges, const FlashRange& range) {
    if (range.length == 0) return;
    if (!ranges.empty() && ranges.back().end() >= range.address) {
        const std::uint64_t end = std::max(ranges.back().end(), range.end());
        ranges.back().length = static_cast<std::uint32_t>(end - ranges.back().address);
    } else {
        ranges.push_back(range);
    }
}

TargetContents::TargetContents(const PlanInput& input) : segments_(input.segments) {
    std::vector<FlashRange> ranges = input.erase;
    for (const ImageSegment& segment : segments_) {
        ranges.push_back({segment.address, static_cast<std::uint32_t>(segment.bytes.size())});
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const FlashRange& a, const FlashRange& b) { return a.address < b.address; });
    for (const FlashRange& range : ranges) append_merged(covered_, range);
}

void TargetContents::fill(std::uint32_t address, std::span<std::uint8_t> out) const {
    std::fill(out.begin(), out.end(), std::uint8_t{0xFF});
    const std::uint64_t end = std::uint64_t{address} + out.size();
    // The first segment that ends behind `address`.
    auto segment =
        std::partition_point(segments_.begin(), segments_.end(), [address](const ImageSegment& candidate) {
            return candidate.address + std::uint64_t{candidate.bytes.size()} <= address;
        });
    for (; segment != segments_.end() && segment->address < end; ++segment) {
        const std::uint64_t from = std::max<std::uint64_t>(segment->address, address);
        const std::uint64_t to = std::min<std::uint64_t>(segment->address + segment->bytes.size(), end);
        std::copy(segment->bytes.begin() + static_cast<std::ptrdiff_t>(from - segment->address),
                  segment->bytes.begin() + static_cast<std::ptrdiff_t>(to - segment->address),
                  out.begin() + static_cast<std::ptrdiff_t>(from - address));
    }
}

} // namespace xspi
