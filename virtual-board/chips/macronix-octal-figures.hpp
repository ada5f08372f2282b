// What MX25UW25645G and MX66UW1G45G have in common; each part adds its size, SFDP and erase times.
#pragma once
#include "chips/nor-part.hpp"

#include <span>

namespace vb {

NorPart macronix_octal_part();
std::span<const std::uint8_t> mx25uw25645g_sfdp();

} // namespace vb
