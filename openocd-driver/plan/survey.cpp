#include "openocd-driver/plan/survey.hpp"

#include <algorithm>
#include <set>

namespace xspi {
namespace {

using Addresses = std::set<std::uint32_t>;

Addresses touched_blocks(const TargetContents& target, const EraseLayout& layout) {
    Addresses blocks;
    for (const FlashRange& range : target.covered()) {
        for (std::uint64_t at = range.address; at < range.end();) {
            const FlashRange block = layout.block_at(static_cast<std::uint32_t>(at));
            blocks.insert(blocks.end(), block.address);
            at = block.end();
        }
    }
    return blocks;
}

void insert_whole(Addresses& blocks, const FlashRange& range, const EraseLayout& layout) {
    for (std::uint64_t at = range.address; at < range.end();) {
        const FlashRange block = layout.block_at(static_cast<std::uint32_t>(at));
        blocks.insert(block.address);
        at = block.end();
    }
}

// The blocks from `at` on that lie in the sector, and the time to erase each by itself.
struct Inside {
    Addresses::const_iterator end;
    std::uint64_t each_us = 0;
};
Inside inside(const Addresses& blocks, Addresses::const_iterator at, const FlashRange& sector,
              const EraseLayout& layout) {
    Inside result{at, 0};
    for (; result.end != blocks.end() && *result.end < sector.end(); ++result.end)
        result.each_us += layout.block_us(*result.end);
    return result;
}

// Neighbours are worth a look where a bigger erase is cheaper than erasing every touched block by itself: if
// they turn out blank, it may be used.
Addresses with_neighbours(const Addresses& touched, const PlanGeometry& geometry, const EraseLayout& layout) {
    Addresses blocks = touched;
    std::uint64_t separate_us = 0;
    for (const std::uint32_t block : touched) separate_us += layout.block_us(block);
    for (std::size_t level = 1; level < geometry.erase_types.size(); ++level) {
        const std::uint64_t type_us = typical_erase_us(geometry.erase_types[level]);
        std::uint64_t total_us = 0;
        for (auto at = touched.begin(); at != touched.end();) {
            const auto sector = layout.sector_of(level, *at);
            if (!sector) {
                total_us += layout.block_us(*at++);
                continue;
            }
            const Inside part = inside(touched, at, *sector, layout);
            if (part.each_us > type_us) insert_whole(blocks, *sector, layout);
            total_us += std::min(part.each_us, type_us);
            at = part.end;
        }
        separate_us = std::min(separate_us, total_us);
    }
    if (geometry.chip_erase && geometry.chip_erase_us != 0 && separate_us > geometry.chip_erase_us) {
        insert_whole(blocks, {0, geometry.size}, layout);
    }
    return blocks;
}

class Surveyor {
  public:
    Surveyor(const PlanInput& input, const TargetContents& target)
        : geometry_(input.geometry), covered_(target.covered()) {}

    void add_block(const FlashRange& range) {
        SurveyBlock block;
        block.range = range;
        first_request_ = survey_.requests.size();
        block.first_part = survey_.parts.size();
        add_parts(range);
        block.parts = survey_.parts.size() - block.first_part;
        block.first_run = survey_.runs.size();
        add_runs(block);
        block.runs = survey_.runs.size() - block.first_run;
        block.request = request(range);
        survey_.blocks.push_back(block);
    }
    Survey take() { return std::move(survey_); }

  private:
    // The same range is asked for once; only this block's requests can be the same.
    std::size_t request(const FlashRange& range) {
        const auto begin = survey_.requests.begin() + static_cast<std::ptrdiff_t>(first_request_);
        const auto found = std::find(begin, survey_.requests.end(), range);
        const auto index = static_cast<std::size_t>(found - survey_.requests.begin());
        if (found == survey_.requests.end()) survey_.requests.push_back(range);
        return index;
    }

    void add_parts(const FlashRange& block) {
        const std::uint32_t address = block.address;
        const std::uint64_t end = block.end();
        auto range = std::partition_point(covered_.begin(), covered_.end(),
                                          [address](const FlashRange& r) { return r.end() <= address; });
        for (; range != covered_.end() && range->address < end; ++range) {
            const std::uint64_t from = std::max<std::uint64_t>(range->address, address);
            const std::uint64_t to = std::min<std::uint64_t>(range->end(), end);
            const FlashRange part{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
            survey_.parts.push_back({part, request(part)});
        }
    }

    void add_runs(const SurveyBlock& block) {
        const std::uint32_t unit = geometry_.program_unit;
        for (std::size_t i = block.first_part; i < block.first_part + block.parts; ++i) {
            const FlashRange& part = survey_.parts[i].range;
            const std::uint32_t from = part.address / unit * unit;
            const auto to = static_cast<std::uint32_t>((part.end() + unit - 1) / unit * unit);
            const bool joins =
                survey_.runs.size() > block.first_run && survey_.runs.back().range.end() > from;
            if (joins) {
                SurveyRun& run = survey_.runs.back();
                run.range.length = to - run.range.address;
                ++run.parts;
            } else {
                survey_.runs.push_back({{from, to - from}, 0, i, 1});
            }
        }
        for (std::size_t i = block.first_run; i < survey_.runs.size(); ++i) {
            survey_.runs[i].request = request(survey_.runs[i].range);
        }
    }

    const PlanGeometry& geometry_;
    const std::vector<FlashRange>& covered_;
    std::size_t first_request_ = 0;
    Survey survey_;
};

} // namespace

Survey make_survey(const PlanInput& input, const TargetContents& target, const EraseLayout& layout) {
    const Addresses touched = touched_blocks(target, layout);
    Surveyor surveyor(input, target);
    for (const std::uint32_t address :
         input.allow_erase ? with_neighbours(touched, input.geometry, layout) : touched) {
        surveyor.add_block(layout.block_at(address));
    }
    return surveyor.take();
}

std::vector<FlashRange> gaps_of(const Survey& survey, const SurveyBlock& block) {
    std::vector<FlashRange> gaps;
    std::uint64_t at = block.range.address;
    const auto gap_until = [&](std::uint64_t end) {
        if (end > at) gaps.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)});
    };
    for (std::size_t i = block.first_part; i < block.first_part + block.parts; ++i) {
        gap_until(survey.parts[i].range.address);
        at = survey.parts[i].range.end();
    }
    gap_until(block.range.end());
    return gaps;
}

} // namespace xspi
