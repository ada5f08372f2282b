// What is impossible in a board's facts, as a value; the words are the caller's.
#pragma once
#include "flash-library/devices/pin-table.hpp"

#include <cstddef>
#include <cstdint>

namespace xspi {

enum class FactsError : std::uint8_t {
    None,
    UnknownMcu,    // in no family's list of devices
    SignalMissing, // `signal` has no pin: CLK, NCS, IO0 and IO1 always, IO lines up to 1, 4, 8 or 16, DQS
                   // from 8
    UnknownPin,    // `pin` is not bonded on this package (or is no pin at all); `alternatives` would do
    PinCannot,     // `pin` cannot be `signal`; `alternatives` would do
    PinTwice,      // `pin` is both `signal` and `other_signal` of `other_flash`
    MixedPorts,    // `signal`'s pin is on another port than the others; `alternatives` on that of the others
    UnknownLedPin, // `pin` of LED number `index`
    LedOnFlashPin, // `pin` of LED number `index` is `signal`
    HseOutOfRange, // `value` Hz: 4 to 50 MHz, or 0; `limit` is the highest
    ClockTooHigh,  // `value` Hz is above `limit`
    ClockTooLow,   // `value` Hz is below `limit`
    SupplyForbidsClock, // `value` Hz needs the pads' high-speed mode, which at this supply would destroy
                        // them; `limit` without
    MappedBaseWrong,    // `value` is not the controller's window, which begins at `limit`
    UnknownController,  // the family has none of that name
    ControllerTwice,    // `flash` and `other_flash` hang on one controller
    NoFlash,            // the board names none
    UnknownButtonPin,   // `pin` of button number `index`
    ButtonOnFlashPin,   // `pin` of button number `index` is `signal`
    CoreClockWrong,     // `value` Hz cannot be made, or is above `limit`
    CoreSupplyWrong,    // the package has no such supply: `value` is a CoreSupply
    BootOutsideFlash,   // `value` lies in no flash's window, nor behind the bootloader in the internal flash
    AddressTaken,       // `value`, chosen for a flash that is not mapped, lies in Family::occupied[`index`]
    AddressUnaligned,   // `value` is no multiple of `limit`
    AddressTwice,       // `flash` and `other_flash` lie at one address
    I2cMemory,          // `flash`'s chip is of the 24 series
    EepromOpcode,       // `flash`'s chip is an EEPROM with an address bit in its opcodes
    EepromNotOnSpi,     // `flash`'s chip is an EEPROM, its controller no SPI
    BootUnaligned,      // `value` is no multiple of `limit`
    UsbUnknown,         // the family has no such core, or the bootloader does not serve it
    UsbPinMissing,      // `pin` of the USB core is not bonded on this package
    UsbOnFlashPin,      // `pin` of the USB core is `signal`
    UsbClockWrong       // its PHY does not take a crystal of `value` Hz
};

struct FactsProblem {
    FactsError error = FactsError::None;
    std::size_t flash = 0, other_flash = 0; // numbers in BoardFacts::flashes
    Signal signal = Signal::Clk;
    Signal other_signal = Signal::Clk;
    Pin pin{};
    std::size_t index = 0;
    std::uint32_t value = 0;
    std::uint32_t limit = 0;
    PinList alternatives{};
    constexpr explicit operator bool() const { return error != FactsError::None; }
};

} // namespace xspi
