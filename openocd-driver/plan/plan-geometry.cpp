#include "openocd-driver/plan/plan-geometry.hpp"
#include "openocd-driver/plan/target-contents.hpp"

#include <algorithm>

namespace xspi {

PlanGeometry plan_geometry(const ChipVocabulary& chip) {
    PlanGeometry geometry;
    geometry.size = chip.size;
    for (const EraseType& type : chip.erase) {
        const bool bigger = geometry.erase_types.empty() || type.size > geometry.erase_types.back().size;
        if (type.present() && bigger) geometry.erase_types.push_back({type.size, type.typical_us});
    }
    geometry.chip_erase = chip.chip_erase.present();
    geometry.chip_erase_us = chip.chip_erase.typical_us;
    geometry.page_size = chip.page_size;
    geometry.page_us = chip.page_typical_us;
    geometry.even_only = chip.even_only != 0;
    geometry.overwrites = chip.overwrites != 0;
    return geometry;
}

PlanGeometry plan_geometry(const ChipVocabulary& chip, const ChipDescription& description) {
    PlanGeometry geometry = plan_geometry(chip);
    if (description.region_count == 0) return geometry;
    for (unsigned index = 0; index < description.erase.size(); ++index) {
        const auto type = std::find_if(
            geometry.erase_types.begin(), geometry.erase_types.end(),
            [&](const PlanEraseType& candidate) { return candidate.size == description.erase[index].size; });
        if (type == geometry.erase_types.end()) continue;
        for (unsigned i = 0; i < description.region_count; ++i) {
            const EraseRegion& region = description.regions[i];
            if (region.has(index)) append_merged(type->ranges, {region.address, region.length});
        }
    }
    // A type that no region has holds nowhere.
    std::erase_if(geometry.erase_types, [](const PlanEraseType& type) { return type.ranges.empty(); });
    return geometry;
}

} // namespace xspi
