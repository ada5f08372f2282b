// What can be wrong with the bytes a chip answers to RDSFDP (5Ah), each with a sentence for the user.
#pragma once
#include <cstdint>

namespace xspi {

enum class SfdpError : std::uint8_t {
    None = 0,
    TooShort,        // not even the SFDP header and the first parameter header
    AllOnes,         // only FFh: chip without SFDP, or nothing drives the line
    AllZeros,        // only 00h: line held low, or chip in deep power-down
    WrongSignature,  // something answers, but not "SFDP"
    UnknownRevision, // SFDP or table of a major revision other than 1
    HeadersOutside,  // more parameter headers are announced than there are data
    NoBasicTable,    // no Basic Flash Parameter Table among the parameter headers
    TableOutside,    // a table's pointer and length leave the data
    TableInHeaders,  // a table's pointer leads into the headers
    TableTooShort,   // a table is shorter than its revision 1.0
    BadDensity,      // BFPT DWORD 2 is no size a chip can have
    NoEraseType,     // neither DWORD 8/9 nor DWORD 1 of the BFPT code an erase
};

const char* name_of(SfdpError error);      // "TableOutside"
const char* sentence_for(SfdpError error); // what it means and what to look at

} // namespace xspi
