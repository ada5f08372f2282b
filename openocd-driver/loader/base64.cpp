#include "openocd-driver/loader/base64.hpp"

namespace xspi {

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::vector<std::uint8_t> bytes;
    std::uint32_t bits = 0;
    unsigned held = 0; // bits that are no whole byte yet
    std::size_t digits = 0, padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const std::size_t digit = kDigits.find(c);
        if (c == '=') padding++;
        if (c == '=') continue;
        if (digit == kDigits.npos || padding != 0) return std::nullopt;
        digits++;
        bits = bits << 6 | std::uint32_t(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes.push_back(std::uint8_t(bits >> held));
    }
    const bool whole = digits % 4 != 1 && (padding == 0 || (padding <= 2 && (digits + padding) % 4 == 0));
    if (!whole || (bits & ((1u << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

} // namespace xspi
