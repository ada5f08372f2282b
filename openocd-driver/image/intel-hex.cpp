#include "openocd-driver/image/pieces.hpp"
#include "openocd-driver/image/text-records.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace xspi {

namespace {

enum RecordType : std::uint8_t {
    Data,
    EndOfFile,
    ExtendedSegmentAddress,
    StartSegmentAddress,
    ExtendedLinearAddress,
    StartLinearAddress
};

// Count, address, type, data, checksum.
RecordBytes parse(const TextLine& line) {
    if (line.text.front() != ':') no_record(line, "Intel hex");
    RecordBytes record(line, line.text.substr(1));
    if (record.size() < 5) damaged(line, "it is cut off");
    record.require_size(line, 5u + record[0]);
    if (record.sum() != 0) damaged(line, "its checksum is wrong");
    if (record[3] > StartLinearAddress) damaged(line, fmt::format("there is no type {:02X}", record[3]));
    constexpr int kAny = -1, kCounts[] = {kAny, 0, 2, 4, 2, 4};
    const int count = kCounts[record[3]];
    if (count != kAny && record[0] != count)
        damaged(line, fmt::format("type {:02X} has {} bytes, not {}", record[3], count, record[0]));
    return record;
}

class IntelHex {
  public:
    void take(const TextLine& line) {
        const RecordBytes record = parse(line);
        if (end_ != 0) behind_end(line, end_);
        switch (record[3]) {
        case Data: return data(record, line.number);
        case EndOfFile: end_ = line.number; return;
        case ExtendedSegmentAddress: return set_base(record.big_endian(4, 2) << 4, true);
        case ExtendedLinearAddress: return set_base(record.big_endian(4, 2) << 16, false);
        case StartSegmentAddress: start_ = (record.big_endian(4, 2) << 4) + record.big_endian(6, 2); return;
        default: start_ = record.big_endian(4, 4);
        }
    }
    FileImage image() {
        if (end_ == 0)
            throw ImageProblem{"XSPI-0004", 0,
                               "it has no end-of-file record (`:00000001FF`) and so is cut off"};
        return {ImageKind::IntelHex, pieces_.merged("lines"), start_};
    }

  private:
    void set_base(std::uint32_t base, bool segmented) {
        base_ = base;
        segmented_ = segmented;
    }
    // Within a segment offsets are modulo 64 KiB; linear ones go on (specification, pages 6 and 7).
    void data(const RecordBytes& record, std::size_t line) {
        const std::uint32_t offset = record.big_endian(1, 2);
        const std::size_t count = record[0];
        const std::size_t first = segmented_ ? std::min<std::size_t>(count, 0x10000 - offset) : count;
        pieces_.add(std::uint64_t{base_} + offset, record.part(4, first), line);
        pieces_.add(base_, record.part(4 + first, count - first), line);
    }

    Pieces pieces_;
    std::uint32_t base_ = 0;
    bool segmented_ = false;
    std::size_t end_ = 0; // its line
    std::optional<std::uint32_t> start_;
};

} // namespace

bool is_intel_hex(const TextLine& line) {
    try {
        parse(line);
        return true;
    } catch (const ImageProblem&) { return false; }
}

FileImage read_intel_hex(std::string_view file) {
    TextLines lines(file);
    IntelHex hex;
    while (const auto line = lines.next()) hex.take(*line);
    return hex.image();
}

} // namespace xspi
