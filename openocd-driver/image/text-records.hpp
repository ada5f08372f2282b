// What Intel hex and S-records have in common: a line is a record, a record is pairs of hexadecimal digits.
#pragma once
#include "openocd-driver/image/image.hpp"

#include <array>

namespace xspi {

struct TextLine {
    std::size_t number = 0; // from 1
    std::string_view text;  // without blanks around it
};

// Lines end with LF, CR or both. Blank lines and the byte order mark of UTF-8 are passed over.
class TextLines {
  public:
    explicit TextLines(std::string_view file);
    std::optional<TextLine> next();
    bool cut() const { return cut_; } // whether the last line had no end

  private:
    std::string_view rest_;
    std::size_t number_ = 0;
    bool cut_ = false;
};

// The bytes that the digits behind a record's mark say.
class RecordBytes {
  public:
    // Throws ImageProblem XSPI-0007.
    RecordBytes(const TextLine& line, std::string_view digits);
    std::size_t size() const { return size_; }
    std::uint8_t operator[](std::size_t i) const { return bytes_[i]; }
    std::span<const std::uint8_t> part(std::size_t first, std::size_t count) const {
        return std::span(bytes_).subspan(first, count);
    }
    std::uint32_t big_endian(std::size_t first, std::size_t count) const;
    std::uint8_t sum() const;
    // Throws ImageProblem XSPI-0007 unless there are so many bytes as the count in its first byte says.
    void require_size(const TextLine& line, std::size_t expected) const;

  private:
    static constexpr std::size_t kMost = 1 + 255 + 4; // the longest record of both kinds
    std::array<std::uint8_t, kMost> bytes_;
    std::size_t size_ = 0;
};

// Whether a line is a record, whole and with its right checksum.
bool is_intel_hex(const TextLine& line);
bool is_s_record(const TextLine& line);

[[noreturn]] void damaged(const TextLine& line, std::string words);
[[noreturn]] void no_record(const TextLine& line, const char* kind);
[[noreturn]] void behind_end(const TextLine& line, std::size_t end);

} // namespace xspi
