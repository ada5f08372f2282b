// Which part of a chip its own registers protect from erase and program, and which bits of them would protect
// another: arithmetic only, no transactions.
#pragma once
#include "flash-library/chips/chip-identity.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace xspi {

enum class ProtectionScheme : std::uint8_t {
    None,     // nothing is known about this chip's protection
    Macronix, // BP[3:0] in SR, TB in CR (one-time programmable); WPSEL in SCUR: individual bits instead
    Winbond,  // BP[2:0], TB, SEC in SR1, CMP in SR2 (up to 16 MiB); WPS in SR3: individual bits instead
};

// As read from the chip. Macronix: RDSR, RDCR, RDSCUR; Winbond: SR1, SR2, SR3.
struct ProtectionRegisters {
    std::uint8_t status = 0;
    std::uint8_t configuration = 0;
    std::uint8_t security = 0;
    constexpr bool operator==(const ProtectionRegisters&) const = default;
};

struct ProtectedRange {
    std::uint32_t address = 0; // in the chip
    std::uint32_t length = 0;  // bytes; 0: nothing
    constexpr std::uint64_t end() const { return std::uint64_t{address} + length; }
    constexpr bool meets(std::uint64_t from, std::uint64_t to) const { return from < end() && address < to; }
    constexpr bool operator==(const ProtectedRange&) const = default;
};

// size: of the chip, bytes.
ProtectionScheme protection_scheme(const ChipIdentity& chip, std::uint32_t size);

// Opcodes in 1S-1S-1S that read ProtectionRegisters' bytes, in their order. Not for None.
constexpr std::array<std::uint8_t, 3> protection_reads(ProtectionScheme scheme) {
    if (scheme == ProtectionScheme::Winbond) return {0x05, 0x35, 0x15}; // SR1, SR2, SR3
    return {0x05, 0x15, 0x2B};                                          // SR, CR, SCUR
}

// Whether each block has a bit of its own, which then counts instead of the block-protect bits.
bool individual_protection(ProtectionScheme scheme, const ProtectionRegisters& registers);

// What the block-protect bits protect.
ProtectedRange protected_by_bits(ProtectionScheme scheme, const ProtectionRegisters& registers,
                                 std::uint32_t size);

// The registers that protect exactly `range`, with TB as it is where it cannot be changed back; nothing if
// none do. Every bit that is not one of protection stays.
std::optional<ProtectionRegisters> bits_that_protect(ProtectionScheme scheme,
                                                     const ProtectionRegisters& registers,
                                                     const ProtectedRange& range, std::uint32_t size);

// The smallest range that bits can protect and that holds all of `range`.
ProtectedRange nearest_protection(ProtectionScheme scheme, const ProtectionRegisters& registers,
                                  const ProtectedRange& range, std::uint32_t size);

// The block that one individual bit is for: 4 KiB in the first and in the last 64 KiB, 64 KiB between.
ProtectedRange individual_block(std::uint32_t address, std::uint32_t size);

} // namespace xspi
