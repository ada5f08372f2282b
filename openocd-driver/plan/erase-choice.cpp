#include "openocd-driver/plan/erase-choice.hpp"
#include "openocd-driver/plan/survey.hpp"

#include <algorithm>

namespace xspi {
namespace {

std::uint64_t total_us(const std::vector<EraseUnit>& units) {
    std::uint64_t sum = 0;
    for (const EraseUnit& unit : units) sum += unit.typical_us;
    return sum;
}

class Chooser {
  public:
    Chooser(const PlanGeometry& geometry, const std::vector<ErasableBlock>& blocks)
        : geometry_(geometry), blocks_(blocks) {
        const PlanEraseType& smallest = geometry.erase_types.front();
        for (const ErasableBlock& block : blocks) {
            if (!block.must) continue;
            units_.push_back({block.address, smallest.size, typical_erase_us(smallest), block.preserves});
        }
    }

    void try_type(const PlanEraseType& type) {
        std::vector<EraseUnit> result;
        for (auto at = units_.begin(); at != units_.end();) {
            const std::uint32_t node = at->address / type.size * type.size;
            const auto end = std::find_if(at, units_.end(), [&](const EraseUnit& unit) {
                return unit.address >= std::uint64_t{node} + type.size;
            });
            take_node({node, type.size, typical_erase_us(type), false}, {at, end}, result);
            at = end;
        }
        units_ = std::move(result);
    }

    void try_chip_erase() {
        if (!geometry_.chip_erase || geometry_.chip_erase_us == 0 || units_.empty()) return;
        const std::size_t all = geometry_.size / geometry_.erase_types.front().size;
        const bool preserves =
            std::any_of(units_.begin(), units_.end(), [](const auto& u) { return u.preserves; });
        if (blocks_.size() != all || preserves || geometry_.chip_erase_us >= total_us(units_)) return;
        units_ = {{0, geometry_.size, geometry_.chip_erase_us, false}};
    }

    std::vector<EraseUnit> take() { return std::move(units_); }

  private:
    // `smaller`: the erases chosen so far inside `node`; one or the other goes to `result`.
    void take_node(EraseUnit node, const std::vector<EraseUnit>& smaller,
                   std::vector<EraseUnit>& result) const {
        for (const EraseUnit& unit : smaller) node.preserves = node.preserves || unit.preserves;
        const bool fits =
            node.end() <= geometry_.size && (!node.preserves || node.size <= geometry_.merged_step);
        // A bigger erase puts all old bytes in it at risk at once, and for longer.
        const std::uint64_t price_us = node.preserves ? node.typical_us * 5 / 4 : node.typical_us;
        if (fits && price_us < total_us(smaller) && wholly_erasable(node)) {
            result.push_back(node);
        } else {
            result.insert(result.end(), smaller.begin(), smaller.end());
        }
    }

    bool wholly_erasable(const EraseUnit& node) const {
        const auto first = std::partition_point(
            blocks_.begin(), blocks_.end(), [&](const auto& block) { return block.address < node.address; });
        const auto last = std::partition_point(first, blocks_.end(),
                                               [&](const auto& block) { return block.address < node.end(); });
        return static_cast<std::uint64_t>(last - first) == node.size / geometry_.erase_types.front().size;
    }

    const PlanGeometry& geometry_;
    const std::vector<ErasableBlock>& blocks_;
    std::vector<EraseUnit> units_;
};

} // namespace

std::vector<EraseUnit> choose_erases(const PlanGeometry& geometry, const std::vector<ErasableBlock>& blocks) {
    Chooser chooser(geometry, blocks);
    for (std::size_t level = 1; level < geometry.erase_types.size(); ++level) {
        chooser.try_type(geometry.erase_types[level]);
    }
    chooser.try_chip_erase();
    return chooser.take();
}

} // namespace xspi
