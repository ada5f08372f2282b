// What a chip answers to RDID (9Fh): the manufacturer's JEDEC code (JEP106, bank 1) and two bytes of its own.
#pragma once
#include <cstdint>
#include <span>

namespace xspi {

enum class Manufacturer : std::uint8_t {
    Unknown = 0x00,
    Infineon = 0x34, // Cypress, Infineon: SEMPER
    Spansion = 0x01,
    Issi = 0x9D,
    Macronix = 0xC2,
    Microchip = 0xBF, // SST
    Micron = 0x20,    // Numonyx, ST: M25P, N25Q
    MicronOctal = 0x2C,
    Renesas = 0x1F, // Atmel, Adesto
    GigaDevice = 0xC8,
    Winbond = 0xEF,
};

struct ChipIdentity {
    std::uint8_t manufacturer = 0;
    std::uint8_t type = 0;
    std::uint8_t density = 0;

    constexpr Manufacturer made_by() const { return static_cast<Manufacturer>(manufacturer); }
    constexpr std::uint32_t word() const { return manufacturer << 16 | type << 8 | density; } // 0xC28139
    // All lines high or low: nothing answered.
    constexpr bool answered() const { return word() != 0xFFFFFF && word() != 0; }
    constexpr bool operator==(const ChipIdentity&) const = default;
};

constexpr ChipIdentity chip_identity(std::uint32_t word) {
    return {static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 8),
            static_cast<std::uint8_t>(word)};
}

// What RDID answered: three bytes, or the six of an octal DTR read, in which Macronix gives every byte on
// both clock edges (Linux's spi-nor compares every second one) and others give the bytes one after another.
constexpr ChipIdentity identity_from(std::span<const std::uint8_t> answer) {
    const bool doubled =
        answer.size() == 6 && answer[0] == answer[1] && answer[2] == answer[3] && answer[4] == answer[5];
    return doubled ? ChipIdentity{answer[0], answer[2], answer[4]}
                   : ChipIdentity{answer[0], answer[1], answer[2]};
}

} // namespace xspi
