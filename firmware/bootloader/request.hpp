// What an application leaves in RAM before it resets the system, so that the bootloader waits for an update:
// the word at the end of the 64 KiB of DTCM that every one of these parts has (docs/update-over-usb.md has
// the code to copy).
#pragma once
#include "firmware/common/board.hpp"
#include "flash-library/core/mmio.hpp"

namespace firmware {

inline constexpr std::uint32_t kRequestAddress = 0x2000FFFC; // above the bootloader's stack
inline constexpr std::uint32_t kRequestUpdate = 0x21554644;  // "DFU!"

// Once: it is cleared. Read only after a reset by software, before which it was written: after power-on RAM
// holds anything, with an ECC that is wrong.
inline bool take_request() {
    constexpr xspi::RegisterMask reset = kFamily.software_reset;
    bool asked = false;
    if constexpr (reset.mask != 0)
        if ((xspi::mmio_read32(reset.address) & reset.mask) == reset.mask)
            asked = xspi::mmio_read32(kRequestAddress) == kRequestUpdate;
    xspi::mmio_write32(kRequestAddress, 0);
    return asked;
}

} // namespace firmware
