#include "openocd-driver/plan/survey.hpp"

#include <algorithm>
#include <set>

namespace xspi {
namespace {

using Addresses = std::set<std::uint32_t>;

Addresses touched_blocks(const TargetContents& target, std::uint32_t block_size) {
    Addresses blocks;
    for (const FlashRange& range : target.covered()) {
        for (std::uint64_t at = range.address / block_size * block_size; at < range.end(); at += block_size) {
            blocks.insert(blocks.end(), static_cast<std::uint32_t>(at));
        }
    }
    return blocks;
}

void insert_whole(Addresses& blocks, std::uint64_t from, std::uint64_t to, std::uint32_t block_size) {
    for (std::uint64_t at = from; at < to; at += block_size) blocks.insert(static_cast<std::uint32_t>(at));
}

// Neighbours are worth a look where a bigger erase is cheaper than erasing every touched block by itself: if
// they turn out blank, it may be used.
Addresses with_neighbours(const Addresses& touched, const PlanGeometry& geometry) {
    const PlanEraseType& smallest = geometry.erase_types.front();
    Addresses blocks = touched;
    std::uint64_t separate_us = touched.size() * typical_erase_us(smallest);
    for (std::size_t level = 1; level < geometry.erase_types.size(); ++level) {
        const PlanEraseType& type = geometry.erase_types[level];
        const std::uint64_t type_us = typical_erase_us(type);
        std::uint64_t total_us = 0;
        for (auto at = touched.begin(); at != touched.end();) {
            const std::uint64_t node = *at / type.size * type.size;
            const auto end =
                std::find_if(at, touched.end(), [&](std::uint32_t b) { return b >= node + type.size; });
            const auto each_us =
                static_cast<std::uint64_t>(std::distance(at, end)) * typical_erase_us(smallest);
            if (each_us > type_us && node + type.size <= geometry.size) {
                insert_whole(blocks, node, node + type.size, smallest.size);
            }
            total_us += std::min(each_us, type_us);
            at = end;
        }
        separate_us = std::min(separate_us, total_us);
    }
    if (geometry.chip_erase && geometry.chip_erase_us != 0 && separate_us > geometry.chip_erase_us) {
        insert_whole(blocks, 0, geometry.size, smallest.size);
    }
    return blocks;
}

class Surveyor {
  public:
    Surveyor(const PlanInput& input, const TargetContents& target)
        : geometry_(input.geometry), covered_(target.covered()),
          block_size_(geometry_.erase_types.front().size) {}

    void add_block(std::uint32_t address) {
        SurveyBlock block;
        block.address = address;
        first_request_ = survey_.requests.size();
        block.first_part = survey_.parts.size();
        add_parts(address);
        block.parts = survey_.parts.size() - block.first_part;
        block.first_run = survey_.runs.size();
        add_runs(block);
        block.runs = survey_.runs.size() - block.first_run;
        block.request = request({address, block_size_});
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

    void add_parts(std::uint32_t address) {
        const std::uint64_t end = std::uint64_t{address} + block_size_;
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
    const std::uint32_t block_size_;
    std::size_t first_request_ = 0;
    Survey survey_;
};

} // namespace

std::uint64_t typical_erase_us(const PlanEraseType& type) {
    if (type.typical_us != 0) return type.typical_us;
    // Usual times, so that 64 KiB is dearer than 4 KiB and cheaper than sixteen of them.
    if (type.size < 32 * 1024) return 60'000;
    return type.size < 64 * 1024 ? 150'000 : 250'000ull * (type.size / (64 * 1024));
}

Survey make_survey(const PlanInput& input, const TargetContents& target) {
    const Addresses touched = touched_blocks(target, input.geometry.erase_types.front().size);
    Surveyor surveyor(input, target);
    for (const std::uint32_t address :
         input.allow_erase ? with_neighbours(touched, input.geometry) : touched) {
        surveyor.add_block(address);
    }
    return surveyor.take();
}

std::vector<FlashRange> gaps_of(const Survey& survey, const SurveyBlock& block, std::uint32_t block_size) {
    std::vector<FlashRange> gaps;
    std::uint64_t at = block.address;
    const auto gap_until = [&](std::uint64_t end) {
        if (end > at) gaps.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)});
    };
    for (std::size_t i = block.first_part; i < block.first_part + block.parts; ++i) {
        gap_until(survey.parts[i].range.address);
        at = survey.parts[i].range.end();
    }
    gap_until(std::uint64_t{block.address} + block_size);
    return gaps;
}

} // namespace xspi
