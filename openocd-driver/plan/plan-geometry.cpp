#include "openocd-driver/plan/plan-geometry.hpp"

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
    return geometry;
}

} // namespace xspi
