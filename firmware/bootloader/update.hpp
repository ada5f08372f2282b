// The bootloader as a DFU device on the board's USB port, for as long as nothing can or shall be started.
#pragma once
#include "firmware/bootloader/application.hpp"
#include "firmware/bootloader/report.hpp"
#include "firmware/common/board.hpp"
#include "firmware/flash/flash-bring-up.hpp"
#include "flash-library/core/timebase.hpp"
#include "flash-library/nor/nor-controller.hpp"

namespace firmware {

inline constexpr bool kUpdates = !kBoard.usb.empty() && !kFamily.usb_ports.empty(); // the board has USB

struct Situation {
    const xspi::Timebase& timebase;
    Reason reason;                   // why nothing is started; None: somebody wants an update
    xspi::NorController* controller; // of the flash chip
    const FlashBringUp* chip;        // nullptr: it did not come up
    Reason (*find_application)();    // in flash that is mapped
};

[[noreturn]] void serve_update(const Situation& situation);

} // namespace firmware
