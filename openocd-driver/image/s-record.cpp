#include "openocd-driver/image/pieces.hpp"
#include "openocd-driver/image/text-records.hpp"

#include <fmt/format.h>

namespace xspi {

namespace {

// Bytes of the address, by the digit behind S; in S5 and S6 it is a number of records. S4 is reserved.
constexpr std::size_t kReserved = 0, kAddressBytes[] = {2, 2, 3, 4, kReserved, 2, 3, 4, 3, 2};

unsigned type_of(const TextLine& line) { return unsigned(line.text[1] - '0'); }
std::size_t address_bytes(const TextLine& line) { return kAddressBytes[type_of(line)]; }

// Count of what follows, address, data, checksum.
RecordBytes parse(const TextLine& line) {
    const std::string_view text = line.text;
    if (text.size() < 2 || (text[0] != 'S' && text[0] != 's') || text[1] < '0' || text[1] > '9')
        no_record(line, "Motorola");
    RecordBytes record(line, text.substr(2));
    if (record.size() < 2) damaged(line, "it is cut off");
    record.require_size(line, 1u + record[0]);
    if (record.sum() != 0xFF) damaged(line, "its checksum is wrong");
    if (address_bytes(line) == kReserved) damaged(line, "there is no type S4");
    if (record.size() < address_bytes(line) + 2) damaged(line, "it is too short for its address");
    if (type_of(line) >= 5 && record.size() != address_bytes(line) + 2)
        damaged(line, fmt::format("an S{} holds only a count", type_of(line)));
    return record;
}

class SRecords {
  public:
    void take(const TextLine& line) {
        const RecordBytes record = parse(line);
        if (end_ != 0) behind_end(line, end_);
        const std::size_t width = address_bytes(line);
        const std::uint32_t address = record.big_endian(1, width);
        switch (type_of(line)) {
        case 0: return;
        case 1:
        case 2:
        case 3:
            data_records_++;
            pieces_.add(address, record.part(1 + width, record.size() - width - 2), line.number);
            return;
        case 5:
        case 6: return check_count(line, address, width);
        default: end_ = line.number; start_ = address;
        }
    }
    FileImage image() { return {ImageKind::SRecord, pieces_.merged("lines"), start_}; }

  private:
    void check_count(const TextLine& line, std::uint32_t said, std::size_t width) const {
        const std::uint64_t found = data_records_ & ((std::uint64_t{1} << (8 * width)) - 1);
        if (said != found)
            throw ImageProblem{"XSPI-0011", line.number,
                               fmt::format("it counts {} data records, and there are {} before it: some are "
                                           "missing, or it belongs to another file",
                                           said, data_records_)};
    }

    Pieces pieces_;
    std::uint64_t data_records_ = 0;
    std::size_t end_ = 0; // its line
    std::optional<std::uint32_t> start_;
};

} // namespace

bool is_s_record(const TextLine& line) {
    try {
        parse(line);
        return true;
    } catch (const ImageProblem&) { return false; }
}

FileImage read_s_records(std::string_view file) {
    TextLines lines(file);
    SRecords records;
    while (const auto line = lines.next()) records.take(*line);
    return records.image();
}

} // namespace xspi
