#include "openocd-driver/number.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace xspi {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string why_none(const std::string& digits, bool hexadecimal, std::size_t read) {
    if (digits.empty()) return hexadecimal ? "there are no digits after 0x" : "it is empty";
    if (read == digits.size()) return "it does not fit 32 bits";
    if (digits[0] == '-' || digits[0] == '+') return "it has a sign";
    if (digits[read] == '.' || digits[read] == ',') return "it is not a whole number";
    return "it is neither decimal nor, with 0x, hexadecimal";
}

} // namespace

Number read_number(const std::string& text) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    const std::string digits = text.substr(hexadecimal ? 2 : 0);
    if (!hexadecimal && digits.size() > 1 && digits[0] == '0' &&
        std::all_of(digits.begin(), digits.end(), is_digit))
        return {0, "a number that begins with 0 is octal to some programs and decimal to others; write it "
                   "without the 0, or with 0x"};
    std::uint32_t value = 0;
    const char *begin = digits.c_str(), *last = begin + digits.size();
    const auto [end, error] = std::from_chars(begin, last, value, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != last)
        return {0, why_none(digits, hexadecimal, std::size_t(end - begin))};
    return {value, ""};
}

Decimal read_decimal(const std::string& text) {
    const auto digits = [&](std::size_t at) {
        while (at < text.size() && is_digit(text[at])) at++;
        return at;
    };
    std::size_t end = digits(0);
    if (end == 0 || (end > 1 && text[0] == '0')) return {};
    if (end < text.size() && text[end] == '.') {
        const std::size_t fraction = digits(end + 1);
        if (fraction == end + 1) return {};
        end = fraction;
    }
    double value = 0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + end, value, std::chars_format::fixed);
    if (error != std::errc() || stop != text.data() + end) return {};
    return {value, text.substr(end), true};
}

double read_frequency(const std::string& text) {
    Decimal number = read_decimal(text);
    std::string& unit = number.rest;
    std::transform(unit.begin(), unit.end(), unit.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    const double scale = unit == "hz" ? 1 : unit == "khz" ? 1e3 : unit == "mhz" ? 1e6 : 0;
    return number.is_one && scale != 0 ? number.value * scale : -1;
}

} // namespace xspi
