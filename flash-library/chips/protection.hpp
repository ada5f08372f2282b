// Which part of a chip its own registers protect from erase and program, and which bits of them would protect
// another: arithmetic only, no transactions.
#pragma once
#include "flash-library/chips/chip-identity.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace xspi {

enum class ProtectionScheme : std::uint8_t {
    None,     // nothing is known about this chip's protection
    Macronix, // BP[3:0] in SR, TB in CR (one-time programmable); WPSEL in SCUR: individual bits instead
    Winbond,  // BP[2:0], TB, SEC in SR1, CMP in SR2 (up to 16 MiB); WPS in SR3: individual bits instead
    // BP[3:0] in bits 5:2, TB in bit 6 of SR1, CMP in SR2 (above 16 MiB); WPS as above
    WinbondBig,
    // As Winbond, SEC called BP4 and TB called BP3; no individual bits. How it is written differs by
    // revision, so it is only read.
    GigaDevice,
    Micron, // BP[2:0] in bits 4:2, TB in bit 5, BP3 in bit 6 of SR
    Issi,   // BP[3:0] in bits 5:2 of SR, TBS in bit 1 of the function register (one-time programmable)
    // BP[1:0] in bits 3:2 of SR: nothing, the upper quarter, the upper half, all (25-series EEPROMs)
    Eeprom,
    Sst26, // one bit per block of 8, 32 or 64 KiB in a volatile register; all are set when power comes
};

// As read from the chip. Macronix: RDSR, RDCR, RDSCUR; Winbond (both), GigaDevice: SR1, SR2, SR3; Micron,
// EEPROM: SR; ISSI: SR, function register. SST26 has another register, below.
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

// size: of the chip, bytes. EEPROMs have no identity.
ProtectionScheme protection_scheme(const ChipIdentity& chip, std::uint32_t size);

// Opcodes in 1S-1S-1S that read ProtectionRegisters' bytes, in their order. Not for None.
constexpr std::array<std::uint8_t, 3> protection_reads(ProtectionScheme scheme) {
    switch (scheme) {
    case ProtectionScheme::Winbond:
    case ProtectionScheme::WinbondBig:
    case ProtectionScheme::GigaDevice: return {0x05, 0x35, 0x15}; // SR1, SR2, SR3
    case ProtectionScheme::Micron:
    case ProtectionScheme::Eeprom: return {0x05, 0x05, 0x05}; // SR
    case ProtectionScheme::Issi: return {0x05, 0x48, 0x48};   // SR, function register
    default: return {0x05, 0x15, 0x2B};                       // SR, CR, SCUR
    }
}
// Whether its bits can be written from here.
constexpr bool protection_can_be_changed(ProtectionScheme scheme) {
    return scheme != ProtectionScheme::None && scheme != ProtectionScheme::GigaDevice;
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

// SST26's block-protection register: RBPR (72h), WBPR (42h). ULBPR (98h), which clears it, is not used: it
// takes the read locks along. As many bits as
// the chip has blocks of 64 KiB, and sixteen, the highest first on the line. Source: DS20005119,
// block-protection register.
namespace sst26 {
inline constexpr std::uint8_t kRead = 0x72, kWrite = 0x42;
inline constexpr unsigned kMostBytes = 18;
constexpr unsigned register_bytes(std::uint32_t size) { return (size / 65536 + 16) / 8; }
// The block that one write-lock bit is for: 8 KiB in the first and last 32 KiB, 32 KiB beside them, 64 KiB
// between. size: 2, 4 or 8 MiB.
ProtectedRange block(std::uint32_t address, std::uint32_t size);
// Its number, 0: the lowest bit of the last byte.
unsigned lock_bit(std::uint32_t address, std::uint32_t size);
bool locked(std::span<const std::uint8_t> bytes, std::uint32_t address, std::uint32_t size);
// Every block that meets the range.
void set_locked(std::span<std::uint8_t> bytes, const ProtectedRange& range, std::uint32_t size, bool on);
} // namespace sst26

} // namespace xspi
