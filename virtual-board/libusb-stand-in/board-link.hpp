// The socket to the virtual board's USB host, which XSPI_USB names.
#pragma once
#include "usb-host/usb-messages.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace vb {

struct BoardAnswer {
    int status = 0; // libusb's numbers
    std::vector<std::uint8_t> data = {};
    std::size_t sent = 0;
};

// Connects at the first request. A board that cannot be reached, or has gone, is a device that has gone; why
// is said once, on standard error.
BoardAnswer ask_board(UsbRequestHead head, std::span<const std::uint8_t> payload = {});
void leave_board();

} // namespace vb
