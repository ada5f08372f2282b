// What the flash-test has to say: lines over RTT, sentences with a stable id, and the same in Result for the
// host.
#pragma once
#include "firmware/common/text.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"

#include <cstdint>
#include <string_view>

namespace firmware {

// The number of the id: TEST-0001.
enum class TestError : std::uint8_t {
    None = 0,
    CoreClock = 1,
    FlashPort = 2,
    Controller = 3,
    NoChip = 4,
    UnknownChip = 5,
    FastMode = 6,       // the chip does not answer in its own mode
    BadArea = 7,        // the area is not in the chip, or no erase type fits it
    Protected = 8,      // block protection: it is never cleared
    SfdpDiffers = 9,    // 8D-8D-8D gives another SFDP than 1S-1S-1S
    EraseFailed = 10,   // the chip says so, or does not finish
    NotBlank = 11,      // after an erase
    ProgramFailed = 12, // the chip says so, or does not finish
    WrongData = 13,     // read by commands, it is not what was programmed
    WrongWindow = 14,   // read through the window, it is not
    ModesDiffer = 15,   // two ways of reading what was there before
    Bystander = 16,     // bytes outside of what was erased or programmed have changed
    NotEnabled = 17,    // write enable is not taken
    Stopped = 18,       // by the host
    NotRestored = 19,
    Fault = 20, // the test's own
};

// What the flash is connected by. An octal one has eight data lines and a strobe.
enum class Lines : std::uint8_t { Spi, Quad, Octal };

constexpr Lines lines_of(const xspi::FlashConnection& connection) {
    if (xspi::is_spi(connection.kind)) return Lines::Spi;
    return connection.data_lines >= 8 ? Lines::Octal : Lines::Quad;
}

// What to check where data are wrong by more than a worn cell.
constexpr std::string_view advice_on_reading(TestError error, Lines lines) {
    if (lines == Lines::Spi) return "Check SCK, MISO, MOSI, the flash's supply and the board file's clock";
    const bool octal = lines == Lines::Octal;
    switch (error) {
    case TestError::FastMode:
        return octal ? "Check IO0..IO7 and DQS, and the board file's clock"
                     : "Check IO0..IO3, and the board file's clock";
    case TestError::SfdpDiffers:
        return octal ? "Check IO2..IO7, DQS, dummy cycles and the board file's clock"
                     : "Check IO2, IO3, dummy cycles and the board file's clock";
    case TestError::ModesDiffer:
        return octal ? "Check DQS, the byte order (MTYP), dummy cycles and the board file's clock"
                     : "Check IO2, IO3, dummy cycles and the board file's clock";
    default: return "Check the data lines, the flash's supply and the board file's clock";
    }
}

constexpr std::string_view advice(TestError error, Lines lines) {
    const bool spi = lines == Lines::Spi;
    switch (error) {
    case TestError::CoreClock: return "Check the board file's core_supply and hse";
    case TestError::FlashPort: return "Check the board file's pins and the flash's supply";
    case TestError::Controller:
        if (spi) return "Check SCK and NCS";
        return lines == Lines::Octal ? "Check CLK, NCS and DQS" : "Check CLK and NCS";
    case TestError::NoChip:
        return spi ? "Check the flash's supply, SCK, NCS, MOSI and MISO"
                   : "Check the flash's supply, CLK, NCS, IO0 and IO1";
    case TestError::UnknownChip:
        return spi ? "Check MOSI and MISO; `xspi info` shows what the chip answers"
                   : "Check IO0 and IO1; `xspi info` shows what the chip answers";
    case TestError::BadArea: return "Choose another area";
    case TestError::Protected: return "Choose another area, or clear the protection: the test never does";
    case TestError::EraseFailed:
    case TestError::NotBlank:
    case TestError::ProgramFailed: return "The block is write-protected or worn, or the flash's supply dips";
    case TestError::FastMode:
    case TestError::SfdpDiffers:
    case TestError::ModesDiffer:
    case TestError::WrongData:
    case TestError::WrongWindow: return advice_on_reading(error, lines);
    case TestError::Bystander: return "Check the address length and the flash's size";
    case TestError::NotEnabled: return "The chip is protected, or a line to it is broken";
    case TestError::NotRestored: return "Program what belongs there again";
    case TestError::Fault: return "Please report this";
    case TestError::Stopped:
    case TestError::None: break;
    }
    return "";
}

// One line: "TEST: ...".
void say(const Text& text);

// The first thing that went wrong, if any did.
class Verdict {
  public:
    Verdict(xspi::flash_test::Result& result, Lines lines) : result_(result), lines_(lines) {}
    bool ok() const { return error_ == TestError::None; }
    TestError error() const { return error_; }
    // Only the first one counts. `address`, `expected`, `found` as in Result. Always false.
    bool fail(TestError error, const Text& sentence, std::uint32_t address = 0, std::uint32_t expected = 0,
              std::uint32_t found = 0);
    // More is known about it: another error, and more for the end of its sentence. Always false.
    bool amend(TestError error, std::string_view more);
    // Counts even if something went wrong before, whose sentence is kept in front.
    bool fail_as_well(TestError error, const Text& sentence, std::uint32_t address);
    // Into Result, and over RTT.
    void publish() const;

  private:
    xspi::flash_test::Result& result_;
    Lines lines_;
    TestError error_ = TestError::None;
    Text sentence_;
};

} // namespace firmware
