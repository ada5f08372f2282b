#include "openocd-driver/image/text-records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace xspi {

namespace {

constexpr std::string_view kBlanks = " \t\v\f";

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// As it may stand in a sentence.
std::string quoted(std::string_view text) {
    std::string shown;
    for (const char c : text.substr(0, 20)) shown += c >= ' ' && c <= '~' ? c : '?';
    return "`" + shown + (text.size() > 20 ? "…`" : "`");
}

} // namespace

TextLines::TextLines(std::string_view file) : rest_(file) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (rest_.substr(0, kByteOrderMark.size()) == kByteOrderMark) rest_.remove_prefix(kByteOrderMark.size());
}

std::optional<TextLine> TextLines::next() {
    while (!rest_.empty()) {
        const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
        const std::string_view text = rest_.substr(0, end);
        cut_ = end == rest_.size();
        const bool both = rest_.substr(end, 2) == "\r\n";
        rest_.remove_prefix(std::min(rest_.size(), end + (both ? 2 : 1)));
        number_++;
        const std::size_t first = text.find_first_not_of(kBlanks);
        if (first == text.npos) continue;
        return TextLine{number_, text.substr(first, text.find_last_not_of(kBlanks) + 1 - first)};
    }
    return std::nullopt;
}

RecordBytes::RecordBytes(const TextLine& line, std::string_view digits) {
    for (std::size_t i = 0; i < digits.size(); i++) {
        const int value = digit(digits[i]);
        if (value < 0) damaged(line, quoted(digits.substr(i, 1)) + " is not a hexadecimal digit");
        if (i / 2 == kMost) damaged(line, "it is longer than any record");
        if (i % 2 == 0)
            bytes_[size_++] = std::uint8_t(value << 4);
        else
            bytes_[size_ - 1] |= std::uint8_t(value);
    }
    if (digits.size() % 2 != 0) damaged(line, "it ends in the middle of a byte");
}

std::uint32_t RecordBytes::big_endian(std::size_t first, std::size_t count) const {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : part(first, count)) value = value << 8 | byte;
    return value;
}

std::uint8_t RecordBytes::sum() const {
    return std::accumulate(bytes_.begin(), bytes_.begin() + std::ptrdiff_t(size_), std::uint8_t{0},
                           [](std::uint8_t a, std::uint8_t b) { return std::uint8_t(a + b); });
}

void RecordBytes::require_size(const TextLine& line, std::size_t expected) const {
    if (size_ != expected)
        damaged(line, fmt::format("it has {} bytes where its count says {}", size_, expected));
}

void damaged(const TextLine& line, std::string words) {
    throw ImageProblem{"XSPI-0007", line.number, "this record is damaged: " + std::move(words)};
}

void no_record(const TextLine& line, const char* kind) {
    throw ImageProblem{"XSPI-0008", line.number, quoted(line.text) + " is not a record of " + kind};
}

void behind_end(const TextLine& line, std::size_t end) {
    throw ImageProblem{"XSPI-0009", line.number,
                       fmt::format("{} follows the end of the image in line {}", quoted(line.text), end)};
}

} // namespace xspi
