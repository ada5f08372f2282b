// What check_facts() found impossible, as a sentence with an id.
#pragma once
#include "flash-library/devices/families.hpp"
#include "openocd-driver/failure.hpp"

namespace xspi {

Failure explain(const FactsProblem& problem, const BoardFacts& facts);

} // namespace xspi
