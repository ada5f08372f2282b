// What a program at the host (the stand-in for libusb) and the board say to each other over the socket: one
// request, one answer. Both ends are the same machine, so the structures go as they are.
#pragma once
#include <cstdint>

namespace vb {

enum class UsbOperation : std::uint8_t {
    Devices = 1, // the answer's payload: see UsbDeviceHead
    Control,     // setup; payload: data to the device
    Receive,     // endpoint, length
    Send,        // endpoint; payload
    Reset,
    // For tests: what a person's hand and the host's power management do.
    Plug,
    Unplug,
    Suspend,
    Resume
};

struct UsbRequestHead {
    std::uint32_t payload = 0; // bytes that follow
    UsbOperation operation{};
    std::uint8_t address = 0; // of the device; 0: whichever there is
    std::uint8_t endpoint = 0;
    std::uint8_t reserved = 0;
    std::uint32_t length = 0;
    std::uint32_t timeout_ms = 0; // 0: none
    std::uint8_t setup[8] = {};
};
static_assert(sizeof(UsbRequestHead) == 24);

struct UsbAnswerHead {
    std::uint32_t payload = 0;
    std::int32_t status = 0; // UsbStatus, libusb's numbers
    std::uint32_t sent = 0;
};
static_assert(sizeof(UsbAnswerHead) == 12);

// Of each device; then its configurations, each with 16 bits of length before it.
struct UsbDeviceHead {
    std::uint8_t bus = 1, port = 1, address = 0;
    std::uint8_t speed = 0; // libusb's numbers: 2 full, 3 high
    std::uint8_t configurations = 0;
    std::uint8_t descriptor[18] = {};
};
static_assert(sizeof(UsbDeviceHead) == 23);

inline constexpr std::uint32_t kMostUsbPayload = 1u << 20;

} // namespace vb
