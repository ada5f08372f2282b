#include "core/number.hpp"

#include <charconv>

namespace vb {

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) text.remove_prefix(2);
    if (text.empty() || (!hexadecimal && text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::uint64_t value = 0; // unsigned: from_chars takes no sign, and never a blank
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

} // namespace vb
