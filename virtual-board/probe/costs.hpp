// What a probe's work costs in virtual time. Every number of the model that is not the board's own is here.
#pragma once
#include "core/time.hpp"

#include <array>
#include <cstdint>

namespace vb {

struct Costs {
    // One ST-LINK command is a bulk OUT of 16 bytes and one bulk data stage. On a high-speed bus each lands
    // in its own 125 us microframe at best, so 2 x 125 us (measured: 1.5 MB/s of load_image
    // with it, which is what an ST-LINK V3 does). --usb-latency changes it.
    Picoseconds usb_latency = 250 * kPerMicrosecond;
    // Bulk payload of a high-speed device: 8 packets of 512 bytes a microframe are usual, 13 the limit.
    std::uint64_t usb_bytes_per_second = 8ull * 512 * 8000;
    // IHI0031, SWD: request 8, turnaround 1, ACK 3, data 32, parity 1, turnaround 1 = 46, read or write.
    unsigned swd_clocks_transfer = 46;
    // WAIT and FAULT without overrun detection end after the ACK: 8 + 1 + 3 + 1.
    unsigned swd_clocks_refused = 13;
    // Line reset (50), JTAG-to-SWD (16), line reset (50), idle (8).
    unsigned swd_clocks_line_reset = 124;
    // How often the firmware repeats a transaction answered with WAIT before it tells the host. The
    // firmware's own number is not published; 24 refusals at 24 MHz are 13 us, well within a command's time.
    unsigned wait_retries = 24;
    // NRST pulse of the DRIVE_NRST command with argument 2; the board's filter needs more than 350 ns.
    Picoseconds nrst_pulse = 100 * kPerMicrosecond;
    // The firmware's polls of S_REGRDY and of the power-up acknowledge end after so many reads.
    unsigned status_polls = 64;
};

// SWD frequencies of an ST-LINK V3, in kHz, as GET_COM_FREQ lists them.
inline constexpr std::array<std::uint32_t, 7> kSwdFrequencies = {24000, 8000, 3300, 1000, 200, 50, 5};

} // namespace vb
