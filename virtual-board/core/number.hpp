// Numbers of the command line.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace vb {

// Digits of a decimal number, or of a hexadecimal one after 0x, and nothing else: no sign, no blank. A
// leading zero is refused, too: for some it means octal. Nothing if it is above `most`.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most);

} // namespace vb
