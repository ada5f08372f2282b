// The MCUs that are known, by name and package. From ST's open pin data (STM32_open_pin_data
// mcu/STM32H7R*.xml, STM32H7S*.xml): an entry per package; H7Rx and H7Sx differ in cryptography only.
#pragma once
#include "flash-library/devices/board-facts.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace xspi {

struct Device {
    std::string_view names;  // as ST's data spells the reference, R and S line
    char line = 0;           // '3' or '7' of STM32H7R3, STM32H7S7
    std::string_view suffix; // package letter and flash size, "L8H"
    bool hexa = false;       // order code ends in H once more: 16 lines on XSPIM port 1
    std::string_view package;
    std::array<std::uint16_t, 16> ports{}; // bonded pins of port A..P
    constexpr bool has_pin(Pin pin) const {
        return pin.port >= 'A' && pin.port <= 'P' && pin.number < 16 &&
               ((ports[static_cast<std::size_t>(pin.port - 'A')] >> pin.number) & 1) != 0;
    }
};

// clang-format off
inline constexpr std::array<Device, 17> kDevices{{
    //                                                                              A       B       C       D       E       F       G       H       I..L        M       N       O       P
    {"STM32H7R3L8Hx STM32H7S3L8Hx",   '3', "L8H", false, "TFBGA225 OCTO SMPS", {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x1FFF, 0x0037, 0x00FF}},
    {"STM32H7R3L8HxH STM32H7S3L8HxH", '3', "L8H", true,  "TFBGA225 HEXA SMPS", {0xFFFF, 0xFFFF, 0xFFFF, 0xF0FF, 0xFFFF, 0xFFFF, 0xF80F, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x1FFF, 0x003F, 0xFFFF}},
    {"STM32H7R3A8Ix STM32H7S3A8Ix",   '3', "A8I", false, "UFBGA169",           {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x3FFF, 0x0BE7, 0x0003, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3I8Kx STM32H7S3I8Kx",   '3', "I8K", false, "UFBGA176",           {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x3FFF, 0x0001, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3I8Tx STM32H7S3I8Tx",   '3', "I8T", false, "LQFP176",            {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x0FFF, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3R8Vx STM32H7S3R8Vx",   '3', "R8V", false, "VFQFPN68",           {0xFFFF, 0xDFBF, 0xE000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7800, 0x0000, 0x0011, 0x000F}},
    {"STM32H7R3V8Hx STM32H7S3V8Hx",   '3', "V8H", false, "TFBGA100",           {0xFFF7, 0xFFFF, 0xE003, 0x0000, 0x0000, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3V8Tx STM32H7S3V8Tx",   '3', "V8T", false, "LQFP100",            {0xFFFF, 0xFFFF, 0xFC03, 0x0000, 0x0000, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3V8Yx STM32H7S3V8Yx",   '3', "V8Y", false, "WLCSP101",           {0xFFF7, 0xDDFF, 0xEC03, 0x1080, 0x0000, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3Z8Jx STM32H7S3Z8Jx",   '3', "Z8J", false, "UFBGA144",           {0xFFFF, 0xFFFF, 0xFFFF, 0x7DFC, 0x007F, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R3Z8Tx STM32H7S3Z8Tx",   '3', "Z8T", false, "LQFP144",            {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x007F, 0x0000, 0x0000, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x0000, 0x0037, 0x00FF}},
    {"STM32H7R7L8Hx STM32H7S7L8Hx",   '7', "L8H", false, "TFBGA225 OCTO SMPS", {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x1FFF, 0x0037, 0x00FF}},
    {"STM32H7R7L8HxH STM32H7S7L8HxH", '7', "L8H", true,  "TFBGA225 HEXA SMPS", {0xFFFF, 0xFFFF, 0xFFFF, 0xF0FF, 0xFFFF, 0xFFFF, 0xF80F, 0x0003, 0, 0, 0, 0, 0x7B6F, 0x1FFF, 0x003F, 0xFFFF}},
    {"STM32H7R7A8Ix STM32H7S7A8Ix",   '7', "A8I", false, "UFBGA169",           {0xFFFF, 0xFFFF, 0xFFFF, 0x07FF, 0x7FFF, 0x0BC7, 0x0007, 0x0003, 0, 0, 0, 0, 0x7800, 0x1FFF, 0x0037, 0x00FF}},
    {"STM32H7R7I8Kx STM32H7S7I8Kx",   '7', "I8K", false, "UFBGA176",           {0xFFFF, 0xFFFF, 0xFFFF, 0x01FF, 0xFFFF, 0x3FFF, 0x000F, 0x0003, 0, 0, 0, 0, 0x7800, 0x0FFF, 0x0037, 0x00FF}},
    {"STM32H7R7I8Tx STM32H7S7I8Tx",   '7', "I8T", false, "LQFP176",            {0xFFFF, 0xFFFF, 0xFFFF, 0x00FF, 0xFFFF, 0x0FFF, 0x0007, 0x0003, 0, 0, 0, 0, 0x7800, 0x0FFF, 0x0037, 0x00FF}},
    {"STM32H7R7Z8Jx STM32H7S7Z8Jx",   '7', "Z8J", false, "UFBGA144",           {0xFFFF, 0xFFFF, 0xEFFF, 0x00FD, 0x007E, 0x0003, 0x0000, 0x0003, 0, 0, 0, 0, 0x7800, 0x0FFF, 0x0037, 0x00FF}},
}};
// clang-format on

// "STM32H7S3L8", an order code ("STM32H7S3L8H6", "STM32H7S3L8H6H") or ST's reference ("STM32H7S3L8Hx");
// without a package letter the first package of that size. nullptr: unknown; kDevices' names are the list to
// show.
constexpr const Device* find_device(std::string_view name) {
    constexpr std::string_view kFamily = "STM32H7";
    if (!name.starts_with(kFamily) || name.size() < kFamily.size() + 4) return nullptr;
    name.remove_prefix(kFamily.size());
    if (name[0] != 'R' && name[0] != 'S') return nullptr;
    const char line = name[1];
    const std::string_view suffix = name.substr(2, 3);
    const std::string_view rest = name.size() > 5 ? name.substr(5) : std::string_view{};
    const bool hexa = rest.size() > 1 && rest[1] == 'H';
    for (const Device& d : kDevices)
        if (d.line == line && d.suffix.starts_with(suffix) && d.hexa == hexa) return &d;
    return nullptr;
}

} // namespace xspi
