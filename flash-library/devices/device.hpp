// A microcontroller by its order code: package and bonded pins, flash, RAM.
#pragma once
#include "flash-library/devices/pin.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace xspi {

struct Device {
    std::string_view
        names; // ST's references with blanks between them, 'x' for any character: "STM32H7S3L8Hx"
    std::string_view package = {};
    std::uint32_t flash_kib = 0;
    std::uint32_t ram_kib = 0;             // of what differs between devices of the family; 0: nothing does
    std::array<std::uint16_t, 16> ports{}; // bonded pins of port A..P
    constexpr bool has_pin(Pin pin) const {
        return pin.port >= 'A' && pin.port <= 'P' && pin.number < 16 &&
               ((ports[static_cast<std::size_t>(pin.port - 'A')] >> pin.number) & 1) != 0;
    }
};

namespace device_detail {
// How many characters of the name the reference explains; 0: another part.
constexpr std::size_t agreement(std::string_view name, std::string_view reference) {
    constexpr std::size_t kUpToFlashSize = 11; // "STM32H743VI"
    const std::size_t length = std::min(name.size(), reference.size());
    if (length < kUpToFlashSize) return 0;
    for (std::size_t i = 0; i < length; ++i)
        if (reference[i] != 'x' && reference[i] != name[i]) return 0;
    return length;
}

constexpr std::size_t best_agreement(std::string_view name, std::string_view references) {
    std::size_t best = 0;
    while (!references.empty()) {
        const std::size_t end = std::min(references.find(' '), references.size());
        best = std::max(best, agreement(name, references.substr(0, end)));
        references.remove_prefix(std::min(end + 1, references.size()));
    }
    return best;
}
} // namespace device_detail

// "STM32H7S3L8", an order code ("STM32H7S3L8H6", "STM32H7S3L8H6H", "STM32H743VIT6TR") or ST's reference
// ("STM32H7S3L8Hx"); without a package letter the first package of that size. nullptr: unknown.
constexpr const Device* find_device(std::span<const Device> devices, std::string_view name) {
    const Device* found = nullptr;
    std::size_t best = 0;
    for (const Device& device : devices) {
        const std::size_t agreed = device_detail::best_agreement(name, device.names);
        if (agreed > best) found = &device;
        best = std::max(best, agreed);
    }
    return found;
}

} // namespace xspi
