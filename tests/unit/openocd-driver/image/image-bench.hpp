// Image files made for a test, and what a reader says of one.
#pragma once
#include "openocd-driver/image/image.hpp"
#include "tests/unit/catch.hpp"

#include <fmt/format.h>

#include <numeric>
#include <string>
#include <vector>

namespace image_bench {

using Bytes = std::vector<std::uint8_t>;

inline std::string digits(const Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02X}", byte);
    return text;
}

inline std::uint8_t sum(const Bytes& bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0});
}

// A record with its right count and checksum, and the end of its line.
inline std::string hex(unsigned type, unsigned address, const Bytes& data) {
    Bytes record{std::uint8_t(data.size()), std::uint8_t(address >> 8), std::uint8_t(address),
                 std::uint8_t(type)};
    record.insert(record.end(), data.begin(), data.end());
    record.push_back(std::uint8_t(-sum(record)));
    return ":" + digits(record) + "\n";
}
inline std::string hex_upper(unsigned upper) {
    return hex(4, 0, {std::uint8_t(upper >> 8), std::uint8_t(upper)});
}
inline const std::string kHexEnd = ":00000001FF\n";

// width: bytes of the address.
inline std::string srec(unsigned type, unsigned width, std::uint32_t address, const Bytes& data) {
    Bytes record{std::uint8_t(width + data.size() + 1)};
    for (unsigned i = width; i > 0; i--) record.push_back(std::uint8_t(address >> (8 * (i - 1))));
    record.insert(record.end(), data.begin(), data.end());
    record.push_back(std::uint8_t(~sum(record)));
    return fmt::format("S{}{}\n", type, digits(record));
}
inline std::string s3(std::uint32_t address, const Bytes& data) { return srec(3, 4, address, data); }

struct ElfPart { // of a segment or a section
    std::uint32_t offset, size, physical, virtual_address;
    std::uint32_t type = 1, flags = 2;
};

// ELF32 whose headers come first; what lies in the file from byte 1024 on is `contents`.
inline std::string elf(const std::vector<ElfPart>& segments, const std::vector<ElfPart>& sections,
                       const Bytes& contents, bool big_endian = false) {
    std::string file(1024, '\0');
    file.append(contents.begin(), contents.end());
    const auto put = [&](std::size_t at, std::uint32_t value, unsigned size) {
        if (file.size() < at + size) file.resize(at + size);
        for (unsigned i = 0; i < size; i++)
            file[at + (big_endian ? size - 1 - i : i)] = char(value >> (8 * i));
    };
    file.replace(0, 7, std::string("\177ELF\1", 5) + (big_endian ? '\2' : '\1') + '\1');
    const std::size_t section_table = file.size();
    put(24, 0x70000401, 4);
    put(28, 52, 4);
    put(42, 32, 2);
    put(44, std::uint32_t(segments.size()), 2);
    put(46, 40, 2);
    for (std::size_t i = 0; i < segments.size(); i++) {
        const ElfPart& s = segments[i];
        const std::uint32_t words[] = {s.type, s.offset, s.virtual_address, s.physical, s.size, s.size};
        for (std::size_t k = 0; k < 6; k++) put(52 + 32 * i + 4 * k, words[k], 4);
    }
    if (sections.empty()) return file;
    put(32, std::uint32_t(section_table), 4);
    put(48, std::uint32_t(sections.size()), 2);
    for (std::size_t i = 0; i < sections.size(); i++) {
        const ElfPart& s = sections[i];
        const std::uint32_t words[] = {0, s.type, s.flags, s.virtual_address, s.offset, s.size, 0, 0, 1, 0};
        for (std::size_t k = 0; k < 10; k++) put(section_table + 40 * i + 4 * k, words[k], 4);
    }
    return file;
}

// "XSPI-0007 3: the words"
inline std::string problem_of(xspi::FileImage (*reader)(std::string_view), const std::string& file) {
    try {
        reader(file);
    } catch (const xspi::ImageProblem& problem) {
        return fmt::format("{} {}: {}", problem.id, problem.line, problem.words);
    }
    return "none";
}

inline void require_segment(const xspi::FileSegment& segment, std::uint32_t address, const Bytes& bytes) {
    CHECK(segment.address == address);
    CHECK(segment.bytes == bytes);
}

} // namespace image_bench
