// Why a chip could not be brought to its best mode, as a value: the words are the caller's.
#pragma once
#include "flash-library/chips/chip-description.hpp"
#include "flash-library/chips/mode.hpp"
#include "flash-library/sfdp/sfdp-error.hpp"

#include <cstdint>

namespace xspi {

enum class BringUpError : std::uint8_t {
    None,
    Controller,  // the controller did not finish a transaction; step
    NoChip,      // nothing answers RDID: found
    OtherChip,   // after a reset another id than before: expected, found
    UnknownChip, // no usable SFDP and in no table: describe, sfdp
    FastMode,    // it does not read in `mode` as in 1S-1S-1S: expected and found, or address and bytes
};

// What was under way.
enum class BringUpStep : std::uint8_t {
    Start, // the controller, for a chip that is not known
    Find,  // recovery and RDID
    ReadSfdp,
    TakeSize,      // the controller, for the chip as it is described
    AddressLength, // four bytes; with it default dummy cycles
    QuadEnable,
    Compare,     // what is read in 1S-1S-1S, to compare with
    EnterMode,   // the sequence to `mode`
    ChangeClock, // the controller, for that mode
    Check,       // the same in that mode
};

struct BringUpProblem {
    BringUpError error = BringUpError::None;
    BringUpStep step = BringUpStep::Start;
    Mode mode = Mode::Spi;
    std::uint32_t hz = 0; // in that mode
    ChipIdentity expected, found;
    bool answered = false; // Check: something came at all; not where no data strobe did
    DescribeError describe = DescribeError::None;
    SfdpError sfdp = SfdpError::None;
    std::uint32_t address = 0; // FastMode over four lines: where the bytes differ
    std::uint8_t expected_byte = 0, found_byte = 0;

    constexpr explicit operator bool() const { return error != BringUpError::None; }
};

} // namespace xspi
