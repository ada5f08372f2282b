// What check_facts() found impossible, as a sentence with an id.
#pragma once
#include "flash-library/devices/families.hpp"
#include "openocd-driver/failure.hpp"

namespace xspi {

Failure explain(const FactsProblem& problem, const BoardFacts& facts);
// As the controller of the flash of this number calls the line.
std::string_view name_of(Signal signal, std::size_t flash, const BoardFacts& facts);

} // namespace xspi
