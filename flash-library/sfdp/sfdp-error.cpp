#include "flash-library/sfdp/sfdp-error.hpp"

namespace xspi {

const char* name_of(SfdpError error) {
    switch (error) {
    case SfdpError::None: return "None";
    case SfdpError::TooShort: return "TooShort";
    case SfdpError::AllOnes: return "AllOnes";
    case SfdpError::AllZeros: return "AllZeros";
    case SfdpError::WrongSignature: return "WrongSignature";
    case SfdpError::UnknownRevision: return "UnknownRevision";
    case SfdpError::HeadersOutside: return "HeadersOutside";
    case SfdpError::NoBasicTable: return "NoBasicTable";
    case SfdpError::TableOutside: return "TableOutside";
    case SfdpError::TableInHeaders: return "TableInHeaders";
    case SfdpError::TableTooShort: return "TableTooShort";
    case SfdpError::BadDensity: return "BadDensity";
    case SfdpError::NoEraseType: return "NoEraseType";
    }
    return "unknown";
}

const char* sentence_for(SfdpError error) {
    switch (error) {
    case SfdpError::None: return "the SFDP tables are in order";
    case SfdpError::TooShort:
        return "fewer than 16 bytes of SFDP were read: header and first parameter header are missing";
    case SfdpError::AllOnes:
        return "SFDP reads as FFh throughout: the chip has none (its JEDEC id decides then), or nothing "
               "drives the line";
    case SfdpError::AllZeros:
        return "SFDP reads as 00h throughout: the data line is held low, or the chip is in deep power-down "
               "or reset";
    case SfdpError::WrongSignature:
        return "the SFDP signature is wrong: the data are damaged (sampling, dummy cycles, wrong protocol "
               "mode)";
    case SfdpError::UnknownRevision: return "the SFDP major revision is not 1: JESD216 defines no other";
    case SfdpError::HeadersOutside:
        return "the SFDP header announces more parameter headers than there are data";
    case SfdpError::NoBasicTable: return "no parameter header names the Basic Flash Parameter Table (FF00h)";
    case SfdpError::TableOutside:
        return "a parameter header points to a table that the SFDP data do not hold";
    case SfdpError::TableInHeaders: return "a parameter header points into the SFDP headers themselves";
    case SfdpError::TableTooShort: return "an SFDP parameter table is shorter than its first revision";
    case SfdpError::BadDensity: return "the density in BFPT DWORD 2 is no size that a chip can have";
    case SfdpError::NoEraseType: return "the Basic Flash Parameter Table codes no erase type";
    }
    return "unknown SFDP error";
}

} // namespace xspi
