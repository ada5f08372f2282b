// A chip's Serial Flash Discoverable Parameters (JESD216) as one value.
#pragma once
#include "flash-library/sfdp/bfpt.hpp"
#include "flash-library/sfdp/four-byte-table.hpp"
#include "flash-library/sfdp/octal-sequences.hpp"
#include "flash-library/sfdp/sector-map.hpp"
#include "flash-library/sfdp/sfdp-error.hpp"
#include "flash-library/sfdp/xspi-profile.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xspi {

struct SfdpHeader {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint8_t parameter_headers = 0; // how many there are (NPH + 1)
    std::uint8_t access_protocol = 0;   // FFh: 1S-1S-1S, three address bytes, eight dummy cycles
};

// Parameter ids that JESD216 assigns; every other one is a vendor's and is skipped.
inline constexpr std::uint16_t kBasicTable = 0xFF00;
inline constexpr std::uint16_t kXspiProfileTable = 0xFF05;
inline constexpr std::uint16_t kOctalSequencesTable = 0xFF0A;
inline constexpr std::uint16_t kSectorMapTable = 0xFF81;
inline constexpr std::uint16_t kFourByteTable = 0xFF84;
inline constexpr std::uint16_t kRegisterMapTable = 0xFF87;

struct SfdpParameterHeader {
    std::uint16_t id = 0;
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint8_t length = 0;             // DWORDs
    std::uint32_t pointer = 0;           // byte address
    SfdpError problem = SfdpError::None; // of a known table that could not be used
};

inline constexpr std::size_t kMaximumSfdpBytes = 4096;
inline constexpr unsigned kKeptParameterHeaders = 16; // more are walked through, but not kept

struct SfdpTables {
    SfdpHeader header;
    std::array<SfdpParameterHeader, kKeptParameterHeaders> headers{};
    std::uint8_t kept_headers = 0;
    Bfpt bfpt;
    FourByteTable four_byte;
    XspiProfile xspi_profile;
    OctalSequences octal_sequences;
    ParameterTable<28> register_map; // FF87h: Status, Control and Configuration Register Map, raw
    SectorMap sector_map;            // where there is one, erase types may not hold over the whole chip

    const SfdpParameterHeader* find_header(std::uint16_t id) const; // the newest of that id, nullptr: none
};

struct SfdpResult {
    SfdpError error = SfdpError::None;
    std::uint32_t offset = 0; // where in the data the trouble lies
    SfdpTables tables;        // of use only without error
};

// Never reads outside `data`. Without a usable BFPT it fails; another table that cannot be used is left out
// and SfdpParameterHeader::problem says why. Of several tables with one id the newest usable revision counts.
SfdpResult parse_sfdp(std::span<const std::uint8_t> data);

// How many bytes from address 0 parse_sfdp needs, judged by the bytes read so far: 16 at first, then all
// headers, then the end of the last known table. 0: these are no SFDP headers. At most kMaximumSfdpBytes.
std::size_t sfdp_bytes_wanted(std::span<const std::uint8_t> data);

} // namespace xspi
