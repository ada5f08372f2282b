// RFC 4648, section 4: how definition.yaml holds machine code.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xspi {

// Blanks and line ends are skipped, padding at the end may be missing. Nothing: it is no base64.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);
// In one line, padded.
std::string to_base64(std::span<const std::uint8_t> bytes);

} // namespace xspi
