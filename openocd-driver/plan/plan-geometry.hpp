// A bank's geometry as the planner wants it, from the vocabulary of the chip behind it.
#pragma once
#include "flash-library/chip-vocabulary.hpp"
#include "openocd-driver/plan/program-plan.hpp"

namespace xspi {

PlanGeometry plan_geometry(const ChipVocabulary& chip);

} // namespace xspi
