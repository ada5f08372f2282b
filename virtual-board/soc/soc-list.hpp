// The microcontrollers that the virtual board can have, by the names of their parts.
#pragma once
#include "core/time.hpp"
#include "soc/soc.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vb {

// Null: none of soc_names(). Package, temperature range and packing ("STM32H743VIT6TR") do not matter.
std::unique_ptr<Soc> make_soc(const std::string& part, Timeline& timeline, SocWiring wiring);
std::vector<std::string> soc_names(); // "STM32H7S3L8", "STM32H743VI"

} // namespace vb
