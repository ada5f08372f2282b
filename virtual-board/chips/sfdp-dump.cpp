#include "chips/sfdp-dump.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace vb {
namespace {

constexpr std::size_t kLargest = 64u << 10; // more than any chip's tables

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == ','; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// The next word up to a blank or comma; 0x before it does not count.
std::string_view take_word(std::string_view& text) {
    text = trim(text);
    const auto end = std::find_if(text.begin(), text.end(), blank);
    std::string_view word = text.substr(0, std::size_t(end - text.begin()));
    text.remove_prefix(word.size());
    if (word.starts_with("0x") || word.starts_with("0X")) word.remove_prefix(2);
    return word;
}

std::optional<std::uint32_t> hex(std::string_view word, std::size_t digits) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, 16);
    if (word.empty() || word.size() > digits || error != std::errc{} || end != word.data() + word.size())
        return std::nullopt;
    return value;
}

// "JEDEC ef 40 17", "JEDEC 0x34, 0x5b, 0x1c", "jedec id: ef4017", also with a question mark behind it.
std::optional<std::array<std::uint8_t, 3>> id_in(std::string_view comment) {
    std::string lower(comment);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const std::size_t at = lower.find("jedec");
    if (at == std::string::npos) return std::nullopt;
    std::replace_if(
        lower.begin(), lower.end(), [](char c) { return c == ':' || c == ';' || c == '?'; }, ' ');
    std::string_view rest = std::string_view(lower).substr(at + 5);
    std::string_view word = take_word(rest);
    if (word == "id") word = take_word(rest);
    std::uint32_t value = 0;
    if (word.size() == 6) {
        const auto whole = hex(word, 6);
        if (!whole) return std::nullopt;
        value = *whole;
    } else {
        for (int i = 0; i < 3; ++i, word = take_word(rest)) {
            const auto byte = word.size() == 2 ? hex(word, 2) : std::nullopt;
            if (!byte) return std::nullopt;
            value = value << 8 | *byte;
        }
    }
    return std::array{std::uint8_t(value >> 16), std::uint8_t(value >> 8), std::uint8_t(value)};
}

// Empty, or what is wrong with the line.
std::string take_line(SfdpDump& dump, std::string_view line) {
    const std::size_t colon = line.find(':');
    std::string_view before = line.substr(0, std::min(colon, line.size()));
    const auto offset = colon == std::string_view::npos ? std::nullopt : hex(take_word(before), 8);
    if (!offset) return "it does not begin with a hexadecimal offset and a colon";
    std::size_t at = *offset;
    std::string_view rest = trim(line.substr(colon + 1));
    for (; !rest.empty(); rest = trim(rest)) {
        const std::string_view word = take_word(rest);
        const auto byte = word.size() == 2 ? hex(word, 2) : std::nullopt;
        if (!byte) return fmt::format("{} is no byte of two hexadecimal digits", word);
        if (at >= kLargest) return "the offset is beyond any SFDP";
        if (dump.bytes.size() <= at) {
            dump.bytes.resize(at + 1, 0xFF);
            dump.held.resize(at + 1, false);
        }
        dump.bytes[at] = std::uint8_t(*byte);
        dump.held[at++] = true;
    }
    return {};
}

} // namespace

bool SfdpDump::holds(std::size_t first, std::size_t count) const {
    if (first + count > held.size()) return false;
    return std::all_of(held.begin() + std::ptrdiff_t(first), held.begin() + std::ptrdiff_t(first + count),
                       [](bool one) { return one; });
}

std::uint32_t SfdpDump::dword(std::size_t at) const {
    if (at + 4 > bytes.size()) return 0xFFFFFFFF;
    return bytes[at] | std::uint32_t(bytes[at + 1]) << 8 | std::uint32_t(bytes[at + 2]) << 16 |
           std::uint32_t(bytes[at + 3]) << 24;
}

std::variant<SfdpDump, std::string> read_sfdp_dump(std::string_view text) {
    SfdpDump dump;
    std::optional<std::array<std::uint8_t, 3>> id;
    for (unsigned number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        if (line.front() == '#') {
            if (!id) id = id_in(line);
        } else if (const std::string wrong = take_line(dump, line); !wrong.empty()) {
            return fmt::format("VB-CHIP-002: line {} of the SFDP dump: {}.", number, wrong);
        }
    }
    if (!id)
        return "VB-CHIP-003: the SFDP dump has no comment with the chip's JEDEC id, such as "
               "\"# jedec id: ef4017\".";
    dump.id = *id;
    return dump;
}

} // namespace vb
