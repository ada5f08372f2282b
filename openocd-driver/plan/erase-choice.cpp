#include "openocd-driver/plan/erase-choice.hpp"

#include <algorithm>

namespace xspi {
namespace {

std::uint64_t cost_us(const std::vector<EraseUnit>& units) {
    std::uint64_t sum = 0;
    for (const EraseUnit& unit : units) sum += unit.cost_us();
    return sum;
}

class Chooser {
  public:
    Chooser(const PlanGeometry& geometry, const EraseLayout& layout, const std::vector<ErasableBlock>& blocks)
        : geometry_(geometry), layout_(layout), blocks_(blocks) {
        for (const ErasableBlock& block : blocks) {
            if (!block.must) continue;
            const FlashRange& range = block.range;
            units_.push_back(
                {range.address, range.length, layout.block_us(range.address), block.preserves, 0});
        }
    }

    void try_type(std::size_t type) {
        const std::uint64_t typical_us = typical_erase_us(geometry_.erase_types[type]);
        std::vector<EraseUnit> result;
        for (auto at = units_.begin(); at != units_.end();) {
            const auto sector = layout_.sector_of(type, at->address);
            // The unit may be that sector already, or begin before it where sectors do not nest.
            if (!sector || at->address < sector->address || at->size >= sector->length) {
                result.push_back(*at++);
                continue;
            }
            const auto end = std::find_if(
                at, units_.end(), [&](const EraseUnit& unit) { return unit.address >= sector->end(); });
            take_node({sector->address, sector->length, typical_us, false, 0}, {at, end}, result);
            at = end;
        }
        units_ = std::move(result);
    }

    void try_chip_erase() {
        if (!geometry_.chip_erase || geometry_.chip_erase_us == 0 || units_.empty()) return;
        const std::size_t all = layout_.blocks_in({0, geometry_.size});
        const bool preserves =
            std::any_of(units_.begin(), units_.end(), [](const auto& u) { return u.preserves; });
        EraseUnit chip{0, geometry_.size, geometry_.chip_erase_us, false, 0};
        if (blocks_.size() != all || preserves || !take_blocks(chip) || chip.cost_us() >= cost_us(units_))
            return;
        units_ = {chip};
    }

    std::vector<EraseUnit> take() { return std::move(units_); }

  private:
    // `smaller`: the erases chosen so far inside `node`; one or the other goes to `result`.
    void take_node(EraseUnit node, const std::vector<EraseUnit>& smaller,
                   std::vector<EraseUnit>& result) const {
        for (const EraseUnit& unit : smaller) node.preserves = node.preserves || unit.preserves;
        const bool fits = !node.preserves || node.size <= geometry_.merged_step;
        const bool erasable = take_blocks(node);
        // A bigger erase puts all old bytes in it at risk at once, and for longer.
        const std::uint64_t price_us = node.preserves ? node.cost_us() * 5 / 4 : node.cost_us();
        if (fits && erasable && price_us < cost_us(smaller)) {
            result.push_back(node);
        } else {
            result.insert(result.end(), smaller.begin(), smaller.end());
        }
    }

    // True: blocks that may be erased fill the node, and none reaches over its ends. Notes what it costs
    // them.
    bool take_blocks(EraseUnit& node) const {
        auto block = std::partition_point(blocks_.begin(), blocks_.end(), [&](const auto& candidate) {
            return candidate.range.address < node.address;
        });
        std::uint64_t filled = 0;
        for (; block != blocks_.end() && block->range.end() <= node.end(); ++block) {
            filled += block->range.length;
            if (!block->must) node.rewrite_us += block->rewrite_us;
        }
        return filled == node.size;
    }

    const PlanGeometry& geometry_;
    const EraseLayout& layout_;
    const std::vector<ErasableBlock>& blocks_;
    std::vector<EraseUnit> units_;
};

} // namespace

std::vector<EraseUnit> choose_erases(const PlanGeometry& geometry, const EraseLayout& layout,
                                     const std::vector<ErasableBlock>& blocks) {
    Chooser chooser(geometry, layout, blocks);
    for (std::size_t type = 1; type < geometry.erase_types.size(); ++type) chooser.try_type(type);
    chooser.try_chip_erase();
    return chooser.take();
}

} // namespace xspi
