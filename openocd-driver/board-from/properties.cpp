#include "openocd-driver/board-from/properties.hpp"

#include "openocd-driver/failure.hpp"

#include <charconv>

namespace xspi {

namespace {

constexpr std::string_view kBlanks = " \t\f";

bool is_blank(char c) { return kBlanks.find(c) != kBlanks.npos; }

// The next line of the file, without its end: LF, CR LF or CR.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    const bool two = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (two ? 2 : 1), text.size()));
    return line;
}

std::string_view without_blanks_before(std::string_view line) {
    return line.substr(std::min(line.find_first_not_of(kBlanks), line.size()));
}

bool goes_on(std::string_view line) { // an odd number of backslashes at its end
    std::size_t count = 0;
    while (count < line.size() && line[line.size() - 1 - count] == '\\') count++;
    return count % 2 == 1;
}

// A line with those that continue it; what begins them does not count.
std::string take_logical_line(std::string_view& text) {
    std::string line(without_blanks_before(take_line(text)));
    if (line.empty() || line[0] == '#' || line[0] == '!') return "";
    while (goes_on(line)) {
        line.pop_back();
        if (text.empty()) break;
        line += without_blanks_before(take_line(text));
    }
    return line;
}

void append_utf8(std::string& text, unsigned code) {
    if (code < 0x80) {
        text += char(code);
    } else if (code < 0x800) {
        text += char(0xC0 | code >> 6);
        text += char(0x80 | (code & 0x3F));
    } else {
        text += char(0xE0 | code >> 12);
        text += char(0x80 | (code >> 6 & 0x3F));
        text += char(0x80 | (code & 0x3F));
    }
}

// What follows a backslash; at: of the character behind it.
void append_escaped(std::string& text, std::string_view line, std::size_t& at) {
    const char c = line[at++];
    if (c == 'u' && at + 4 <= line.size()) {
        unsigned code = 0;
        const char* begin = line.data() + at;
        const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
        if (error == std::errc() && end == begin + 4) {
            append_utf8(text, code);
            at += 4;
            return;
        }
    }
    const std::string_view names = "tnrf", meant = "\t\n\r\f";
    const std::size_t which = names.find(c);
    text += which == names.npos ? c : meant[which];
}

// Up to one of `ends` that no backslash stands before.
std::string unescaped(std::string_view line, std::size_t& at, std::string_view ends) {
    std::string text;
    while (at < line.size() && ends.find(line[at]) == ends.npos) {
        if (line[at] == '\\' && at + 1 < line.size())
            append_escaped(text, line, ++at);
        else
            text += line[at++];
    }
    return text;
}

} // namespace

Properties::Properties(const std::string& file_text, const std::string& file) {
    std::string_view text = file_text;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
        const std::string line = take_logical_line(text);
        if (line.empty()) continue;
        if (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
            throw Failure("XSPI-1211", "{} holds what a merge left undecided: `{}`", file, line);
        std::size_t at = 0;
        const std::string key = unescaped(line, at, "=: \t\f");
        while (at < line.size() && is_blank(line[at])) at++;
        if (at < line.size() && (line[at] == '=' || line[at] == ':')) at++;
        while (at < line.size() && is_blank(line[at])) at++;
        const std::string value = unescaped(line, at, "");
        const auto [known, fresh] = values_.emplace(key, value);
        if (!fresh && known->second != value)
            throw Failure("XSPI-1214", "{} says two things of `{}`: `{}` and `{}`", file, key, known->second,
                          value);
    }
}

std::optional<std::string> Properties::value(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace xspi
