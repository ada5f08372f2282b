#pragma once
#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace vb {

// "2s", "1.5ms", "10us", "250ns": a decimal number and its unit. Nothing if it is no duration or longer than
// the clock can count.
std::optional<Picoseconds> parse_duration(std::string_view text);

} // namespace vb
