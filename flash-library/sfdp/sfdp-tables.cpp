#include "flash-library/sfdp/sfdp-tables.hpp"

#include <algorithm>

namespace xspi {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kHeaderBytes = 8;
constexpr std::uint8_t kMajor = 1;

bool all(Bytes data, std::uint8_t value) {
    return std::all_of(data.begin(), data.end(), [value](std::uint8_t byte) { return byte == value; });
}

std::uint32_t little_endian(Bytes data, std::size_t at) {
    return data[at] | data[at + 1] << 8 | data[at + 2] << 16 | std::uint32_t{data[at + 3]} << 24;
}

bool has_signature(Bytes data) {
    return data.size() >= 4 && little_endian(data, 0) == 0x50444653; // "SFDP"
}

SfdpHeader read_header(Bytes data) {
    // NPH counts from 0; FFh headers would be 256, more than any chip has: it ends as HeadersOutside or at
    // 255.
    const auto headers = static_cast<std::uint8_t>(std::min(data[6] + 1, 255));
    return {data[5], data[4], headers, data[7]};
}

std::size_t header_end(const SfdpHeader& header) { return kHeaderBytes * (1u + header.parameter_headers); }

SfdpParameterHeader read_parameter_header(Bytes data, unsigned number) {
    const std::size_t at = kHeaderBytes * (1 + number);
    SfdpParameterHeader header;
    header.id = static_cast<std::uint16_t>(data[at + 7] << 8 | data[at]);
    header.minor = data[at + 1];
    header.major = data[at + 2];
    header.length = data[at + 3];
    header.pointer = little_endian(data, at + 4) & 0xFFFFFF;
    // JESD216 fixes the first header's table whatever its id's upper byte, which its first revision left
    // unused.
    if (number == 0 && data[at] == 0) header.id = kBasicTable;
    return header;
}

std::size_t table_end(const SfdpParameterHeader& header) { return header.pointer + 4u * header.length; }

// Reads the table of `header` into `table` unless a newer one is there already.
template <typename Table> SfdpError read_table(Bytes data, const SfdpParameterHeader& header,
                                               std::size_t first_allowed, unsigned minimum, Table& table) {
    if (header.major != kMajor) return SfdpError::UnknownRevision;
    if (header.length < minimum) return SfdpError::TableTooShort;
    if (header.pointer < first_allowed) return SfdpError::TableInHeaders;
    if (table_end(header) > data.size()) return SfdpError::TableOutside;
    if (table.present() && table.minor > header.minor) return SfdpError::None;
    table = {};
    table.major = header.major;
    table.minor = header.minor;
    table.count = static_cast<std::uint8_t>(std::min<unsigned>(header.length, Table::kCapacity));
    for (unsigned i = 0; i < table.count; ++i) table.dwords[i] = little_endian(data, header.pointer + 4 * i);
    return SfdpError::None;
}

// A BFPT that fits in the data can still be nonsense; such a one must not displace a good older one.
SfdpError read_basic_table(Bytes data, const SfdpParameterHeader& header, std::size_t first_allowed,
                           Bfpt& bfpt) {
    Bfpt candidate;
    const SfdpError error = read_table(data, header, first_allowed, Bfpt::kFirstRevision, candidate);
    if (error != SfdpError::None) return error;
    constexpr std::uint64_t kSmallest = 1024, kLargest = 1ull << 36;
    if (candidate.size() < kSmallest || candidate.size() > kLargest) return SfdpError::BadDensity;
    bool erasable = candidate.bits(1, 1, 0) == 1; // 4 KiB erase of DWORD 1
    for (unsigned type = 1; type <= 4; ++type) erasable = erasable || candidate.erase_type(type).present();
    if (!erasable) return SfdpError::NoEraseType;
    if (!bfpt.present() || candidate.minor >= bfpt.minor) bfpt = candidate;
    return SfdpError::None;
}

SfdpError take_table(Bytes data, const SfdpParameterHeader& header, SfdpTables& tables) {
    const std::size_t first = header_end(tables.header);
    switch (header.id) {
    case kBasicTable: return read_basic_table(data, header, first, tables.bfpt);
    case kFourByteTable:
        return read_table(data, header, first, FourByteTable::kFirstRevision, tables.four_byte);
    case kXspiProfileTable:
        return read_table(data, header, first, XspiProfile::kFirstRevision, tables.xspi_profile);
    case kOctalSequencesTable:
        return read_table(data, header, first, OctalSequences::kFirstRevision, tables.octal_sequences);
    case kRegisterMapTable: return read_table(data, header, first, 1, tables.register_map);
    case kSectorMapTable:
        return read_table(data, header, first, SectorMap::kFirstRevision, tables.sector_map);
    default: return SfdpError::None; // a vendor's own, or one that is of no use here
    }
}

SfdpError check_start(Bytes data) {
    if (data.size() < 2 * kHeaderBytes) return SfdpError::TooShort;
    if (all(data, 0xFF)) return SfdpError::AllOnes;
    if (all(data, 0x00)) return SfdpError::AllZeros;
    if (!has_signature(data)) return SfdpError::WrongSignature;
    if (data[5] != kMajor) return SfdpError::UnknownRevision;
    return SfdpError::None;
}

bool known(std::uint16_t id) {
    return id == kBasicTable || id == kFourByteTable || id == kXspiProfileTable ||
           id == kOctalSequencesTable || id == kRegisterMapTable || id == kSectorMapTable;
}

} // namespace

const SfdpParameterHeader* SfdpTables::find_header(std::uint16_t id) const {
    const SfdpParameterHeader* found = nullptr;
    for (unsigned i = 0; i < kept_headers; ++i) {
        if (headers[i].id == id && (found == nullptr || headers[i].minor >= found->minor))
            found = &headers[i];
    }
    return found;
}

SfdpResult parse_sfdp(std::span<const std::uint8_t> data) {
    data = data.first(std::min(data.size(), kMaximumSfdpBytes));
    SfdpResult result;
    result.error = check_start(data);
    if (result.error != SfdpError::None) return result;
    SfdpTables& tables = result.tables;
    tables.header = read_header(data);
    if (header_end(tables.header) > data.size()) return {SfdpError::HeadersOutside, 6, {}};

    SfdpError basic_error = SfdpError::NoBasicTable;
    for (unsigned number = 0; number < tables.header.parameter_headers; ++number) {
        SfdpParameterHeader header = read_parameter_header(data, number);
        header.problem = take_table(data, header, tables);
        if (header.id == kBasicTable && header.problem != SfdpError::None) {
            basic_error = header.problem;
            result.offset = static_cast<std::uint32_t>(kHeaderBytes * (1 + number));
        }
        if (tables.kept_headers < kKeptParameterHeaders) tables.headers[tables.kept_headers++] = header;
    }
    if (tables.bfpt.present())
        result.offset = 0;
    else
        result.error = basic_error;
    return result;
}

std::size_t sfdp_bytes_wanted(std::span<const std::uint8_t> data) {
    if (data.size() < 2 * kHeaderBytes) return 2 * kHeaderBytes;
    if (check_start(data) != SfdpError::None) return 0;
    const SfdpHeader header = read_header(data);
    std::size_t wanted = header_end(header);
    if (data.size() < wanted) return wanted;
    for (unsigned number = 0; number < header.parameter_headers; ++number) {
        const SfdpParameterHeader parameter = read_parameter_header(data, number);
        const std::size_t end = table_end(parameter);
        if (known(parameter.id) && end <= kMaximumSfdpBytes) wanted = std::max(wanted, end);
    }
    return wanted;
}

} // namespace xspi
