// What the bootloader has to say: sentences with a stable id over RTT, and for somebody without a probe a
// number of blinks of the last LED.
#pragma once
#include "firmware/common/text.hpp"

#include <cstdint>
#include <string_view>

namespace firmware {

// The number of blinks, and of the id: BOOT-0001.
enum class Reason : std::uint8_t {
    None = 0,
    CoreClock = 1,       // core supply or core clock did not come up
    FlashPort = 2,       // supply, pins or clock of the flash's port did not come up
    Controller = 3,      // the controller did not finish a transaction
    NoChip = 4,          // nothing answers RDID
    UnknownChip = 5,     // no usable SFDP and in no table
    FastMode = 6,        // the chip does not answer in the mode it was brought to
    NoApplication = 7,   // the window begins with erased flash
    BadStackPointer = 8, // the vector table's stack pointer is in no RAM
    BadResetVector = 9,  // the reset vector is not Thumb code in the window
    Fault = 10,          // the bootloader's own
    Usb = 11,            // supply or clock of the USB port did not come up
    BadTrailer = 12,     // the application is not what its trailer says
};

// octal: the flash has eight lines and a strobe.
constexpr std::string_view advice(Reason reason, bool octal) {
    switch (reason) {
    case Reason::CoreClock: return "Check the board file's core_supply and hse.";
    case Reason::FlashPort: return "Check the board file's pins and the flash's supply.";
    case Reason::Controller: return octal ? "Check CLK, NCS and DQS." : "Check CLK and NCS.";
    case Reason::NoChip: return "Check the flash's supply, CLK, NCS, IO0 and IO1.";
    case Reason::UnknownChip: return "Check IO0 and IO1; `xspi info` shows what the chip answers.";
    case Reason::FastMode:
        return octal ? "Check IO0..IO7 and DQS, and the board file's clock."
                     : "Check IO0..IO3, and the board file's clock.";
    case Reason::NoApplication: return "Program an application to the external flash.";
    case Reason::BadTrailer: return "Program it again.";
    case Reason::BadStackPointer:
    case Reason::BadResetVector:
        return "Link the application for the memory-mapped window, vector table first.";
    case Reason::Usb: return "Check the board file's usb, and VDD33USB.";
    case Reason::Fault: return "Please report this.";
    case Reason::None: break;
    }
    return "";
}

// One line each: "BOOT: ..." and "BOOT-0007: ... <advice>".
void say(const Text& text);
void say(Reason reason, const Text& text);
// Something worth knowing that does not stop the start.
void notice(unsigned id, const Text& text);

// Blinks for ever, without sleeping: a core in WFI without DBGMCU_CR.DBG_SLEEP is lost to the probe.
[[noreturn]] void blink_for_ever(Reason reason, std::uint32_t core_hz);

} // namespace firmware
