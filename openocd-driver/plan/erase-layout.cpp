#include "openocd-driver/plan/erase-layout.hpp"

#include <algorithm>
#include <set>

namespace xspi {

std::uint64_t typical_erase_us(const PlanEraseType& type) {
    if (type.typical_us != 0) return type.typical_us;
    // Usual times, so that 64 KiB is dearer than 4 KiB and cheaper than sixteen of them.
    if (type.size < 32 * 1024) return 60'000;
    return type.size < 64 * 1024 ? 150'000 : 250'000ull * (type.size / (64 * 1024));
}

EraseLayout::EraseLayout(const PlanGeometry& geometry) : geometry_(geometry) {
    std::set<std::uint64_t> borders;
    for (std::size_t type = 0; type < geometry.erase_types.size(); ++type) {
        ranges_.push_back(ranges_of(type));
        for (const FlashRange& range : ranges_.back()) {
            borders.insert(range.address);
            borders.insert(range.end());
        }
    }
    if (borders.empty()) return;
    for (auto border = borders.begin(); std::next(border) != borders.end(); ++border) {
        const std::uint64_t begin = *border, end = *std::next(border);
        for (std::size_t type = 0; type < ranges_.size(); ++type) {
            const auto range = std::find_if(ranges_[type].begin(), ranges_[type].end(), [&](const auto& r) {
                return r.address <= begin && end <= r.end();
            });
            if (range == ranges_[type].end()) continue;
            add({begin, end, type, range->address});
            break;
        }
    }
}

// Whole sectors only: what is left at the bank's end of a type that holds everywhere belongs to no sector.
std::vector<FlashRange> EraseLayout::ranges_of(std::size_t type) const {
    const PlanEraseType& erase = geometry_.erase_types[type];
    if (!erase.ranges.empty()) return erase.ranges;
    if (erase.size == 0 || erase.size > geometry_.size) return {};
    return {{0, geometry_.size / erase.size * erase.size}};
}

void EraseLayout::add(const Section& section) {
    Section* last = sections_.empty() ? nullptr : &sections_.back();
    if (last != nullptr && last->end == section.begin && last->type == section.type &&
        last->origin == section.origin)
        last->end = section.end;
    else
        sections_.push_back(section);
}

bool EraseLayout::sound() const {
    for (std::size_t type = 0; type < ranges_.size(); ++type) {
        const std::uint32_t size = size_of(type);
        std::uint64_t previous_end = 0;
        for (const FlashRange& range : ranges_[type]) {
            if (range.length == 0 || size == 0 || range.length % size != 0) return false;
            if (range.address < previous_end || range.end() > geometry_.size) return false;
            previous_end = range.end();
        }
    }
    std::uint64_t covered = 0;
    for (const Section& section : sections_) {
        const std::uint32_t size = size_of(section.type);
        if (section.begin != covered) return false;
        if ((section.begin - section.origin) % size != 0 || (section.end - section.begin) % size != 0)
            return false;
        covered = section.end;
    }
    return covered == geometry_.size;
}

const EraseLayout::Section& EraseLayout::section_at(std::uint32_t address) const {
    return *std::partition_point(sections_.begin(), sections_.end(),
                                 [address](const Section& section) { return section.end <= address; });
}

FlashRange EraseLayout::block_at(std::uint32_t address) const {
    const Section& section = section_at(address);
    const std::uint32_t size = size_of(section.type);
    const auto begin = static_cast<std::uint32_t>(section.begin);
    return {begin + (address - begin) / size * size, size};
}

std::uint64_t EraseLayout::block_us(std::uint32_t address) const {
    return typical_erase_us(geometry_.erase_types[section_at(address).type]);
}

std::size_t EraseLayout::blocks_in(const FlashRange& range) const {
    std::size_t count = 0;
    for (const Section& section : sections_) {
        const std::uint64_t from = std::max<std::uint64_t>(section.begin, range.address);
        const std::uint64_t to = std::min(section.end, range.end());
        if (from < to) count += static_cast<std::size_t>((to - from) / size_of(section.type));
    }
    return count;
}

std::optional<FlashRange> EraseLayout::sector_of(std::size_t type, std::uint32_t address) const {
    const std::uint32_t size = size_of(type);
    for (const FlashRange& range : ranges_[type]) {
        if (address < range.address || address >= range.end()) continue;
        return FlashRange{range.address + (address - range.address) / size * size, size};
    }
    return std::nullopt;
}

} // namespace xspi
