// What the bootloader says of itself to a USB host.
#pragma once
#include <string_view>

namespace firmware::usb {

// Strings of the two alternate settings; they live as long as the device.
void describe_memories(std::string_view external, std::string_view internal);

inline constexpr unsigned char kMicrosoftRequest = 1; // bRequest by which Windows asks for its descriptors

} // namespace firmware::usb
