#include "program/duration.hpp"

#include <array>
#include <limits>
#include <utility>

namespace vb {

namespace {

std::optional<Picoseconds> unit(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Picoseconds>, 4> units = {
        {{"s", kPerSecond}, {"ms", kPerMillisecond}, {"us", kPerMicrosecond}, {"ns", kPerNanosecond}}};
    for (const auto& [spelling, picoseconds] : units)
        if (spelling == name) return picoseconds;
    return std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

// Integer arithmetic throughout: 0.1s is exactly 100 ms.
std::optional<Picoseconds> parse_duration(std::string_view text) {
    const std::size_t end = text.find_first_not_of("0123456789.");
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const auto scale = unit(text.substr(end));
    const std::string_view number = text.substr(0, end);
    const std::size_t point = number.find('.');
    // As of other numbers: for some a leading zero means octal.
    if (number.size() > 1 && number[0] == '0' && number[1] != '.') return std::nullopt;
    if (!scale || point == 0 || point == number.size() - 1 || number.rfind('.') != point) return std::nullopt;

    constexpr Picoseconds most = std::numeric_limits<Picoseconds>::max() / 4; // room for sums
    Picoseconds total = 0, fraction = *scale;
    for (std::size_t n = 0; n < number.size(); ++n) {
        if (!is_digit(number[n])) continue;
        const Picoseconds digit = Picoseconds(number[n] - '0');
        if (n < point) {
            if (total > most / 10) return std::nullopt;
            total = total * 10 + digit * *scale;
            if (total > most) return std::nullopt;
        } else {
            if (fraction % 10 != 0 && digit != 0) return std::nullopt; // finer than a picosecond
            fraction /= 10;
            total += digit * fraction;
        }
    }
    return total;
}

} // namespace vb
