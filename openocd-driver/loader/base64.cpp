#include "openocd-driver/loader/base64.hpp"

#include <algorithm>

namespace xspi {

namespace {
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
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

std::string to_base64(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t held = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; k++) bits = bits << 8 | (k < held ? bytes[i + k] : 0);
        for (std::size_t digit = 0; digit < 4; digit++)
            text += digit <= held ? kDigits[bits >> (18 - 6 * digit) & 0x3F] : '=';
    }
    return text;
}

} // namespace xspi
