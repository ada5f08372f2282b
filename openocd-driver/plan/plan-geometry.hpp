// A bank's geometry as the planner wants it, from the vocabulary of the chip behind it.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "flash-library/chips/chip-description.hpp"
#include "openocd-driver/plan/program-plan.hpp"

namespace xspi {

PlanGeometry plan_geometry(const ChipVocabulary& chip);
// With the places where the chip's description says that each erase type holds.
PlanGeometry plan_geometry(const ChipVocabulary& chip, const ChipDescription& description);

} // namespace xspi
