// 25-series SPI EEPROMs by name.
#pragma once
#include "chips/nor-part.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vb {

std::vector<std::string> eeprom_names();
std::optional<NorPart> eeprom_named(const std::string& name);

} // namespace vb
