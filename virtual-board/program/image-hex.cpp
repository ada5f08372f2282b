// Intel HEX: data (00), end of file (01), extended segment (02) and linear (04) address, start addresses (03,
// 05).
#include "program/image-format.hpp"

#include <fmt/core.h>

#include <numeric>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace vb {

namespace {

struct Record {
    std::uint8_t type;
    std::uint16_t offset;
    std::vector<std::uint8_t> data;
};

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Bytes of a line without its mark; empty if it is not made of pairs of digits.
std::vector<std::uint8_t> line_bytes(std::string_view line) {
    std::vector<std::uint8_t> bytes;
    if (line.size() % 2 != 0) return {};
    for (std::size_t n = 0; n < line.size(); n += 2) {
        const int high = digit(line[n]), low = digit(line[n + 1]);
        if (high < 0 || low < 0) return {};
        bytes.push_back(std::uint8_t(high << 4 | low));
    }
    return bytes;
}

Record parse_record(std::string_view line, unsigned number) {
    const auto bad = [number](const char* why) {
        return std::runtime_error(fmt::format("line {}: {}", number, why));
    };
    if (line.empty() || line[0] != ':') throw bad("does not start with a colon");
    const auto bytes = line_bytes(line.substr(1));
    if (bytes.size() < 5) throw bad("is no record of hexadecimal digits");
    if (bytes.size() != 5u + bytes[0]) throw bad("its length does not match its count");
    if (std::accumulate(bytes.begin(), bytes.end(), 0u) & 0xFF) throw bad("its checksum is wrong");
    return {bytes[3], std::uint16_t(bytes[1] << 8 | bytes[2]), {bytes.begin() + 4, bytes.end() - 1}};
}

// Appends to the last segment where it continues it.
void add(std::vector<ImageSegment>& segments, std::uint32_t address, const std::vector<std::uint8_t>& data) {
    if (segments.empty() || segments.back().address + segments.back().bytes.size() != address)
        segments.push_back({address, {}});
    segments.back().bytes.insert(segments.back().bytes.end(), data.begin(), data.end());
}

std::uint32_t base_of(const Record& record, unsigned number) {
    if (record.data.size() != 2)
        throw std::runtime_error(fmt::format("line {}: an address takes two bytes", number));
    const std::uint32_t value = std::uint32_t(record.data[0]) << 8 | record.data[1];
    return record.type == 4 ? value << 16 : value << 4;
}

} // namespace

std::vector<ImageSegment> read_intel_hex(std::span<const std::uint8_t> content) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    std::vector<ImageSegment> segments;
    std::uint32_t base = 0;
    unsigned number = 0;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string_view line = text.substr(start, end - start);
        start = end + 1;
        ++number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
        if (line.empty()) continue;
        const Record record = parse_record(line, number);
        switch (record.type) {
        case 0: add(segments, base + record.offset, record.data); break;
        case 1: return segments;
        case 2:
        case 4: base = base_of(record, number); break;
        case 3:
        case 5: break; // where a program starts is the vector table's business here
        default:
            throw std::runtime_error(
                fmt::format("line {}: record type {:02X} is not known", number, record.type));
        }
    }
    throw std::runtime_error("its end-of-file record is missing: the file is cut off");
}

} // namespace vb
