#include "flash-library/chips/protection.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint32_t kSector = 4096, kBlock = 65536;

// Macronix SR[5:2] = BP[3:0], CR[3] = TB, SCUR[7] = WPSEL (HARDWARE section 11).
constexpr std::uint8_t kMacronixBp = 0x3C, kMacronixTb = 0x08, kMacronixWpsel = 0x80;
constexpr unsigned kMacronixBpShift = 2;
// Winbond SR1[4:2] = BP[2:0], SR1[5] = TB, SR1[6] = SEC, SR2[6] = CMP, SR3[2] = WPS (W25Q64JV data
// sheet, 7.1).
constexpr std::uint8_t kWinbondBp = 0x1C, kWinbondTb = 0x20, kWinbondSec = 0x40, kWinbondCmp = 0x40,
                       kWinbondWps = 0x04;
constexpr unsigned kWinbondBpShift = 2;
constexpr std::uint32_t kWinbondReach = 16u << 20; // larger ones have BP3 where SEC is

ProtectedRange at_end(std::uint32_t length, bool bottom, std::uint32_t size) {
    if (length == 0) return {};
    return {bottom ? 0 : size - length, length};
}

// BP = n: 2^(n-1) blocks of 64 KiB, up to all of them.
ProtectedRange macronix(const ProtectionRegisters& r, std::uint32_t size) {
    const unsigned bp = unsigned(r.status & kMacronixBp) >> kMacronixBpShift;
    if (bp == 0) return {};
    const std::uint64_t length = std::min<std::uint64_t>(size, std::uint64_t{kBlock} << (bp - 1));
    return at_end(static_cast<std::uint32_t>(length), (r.configuration & kMacronixTb) != 0, size);
}

// SEC = 0: a 64th of the chip, doubled with every step of BP; SEC = 1: 4, 8, 16, 32 KiB. BP = 7: all.
std::uint32_t winbond_length(unsigned bp, bool sectors, std::uint32_t size) {
    if (bp == 0) return 0;
    if (bp == 7) return size;
    if (sectors) return std::min(kSector << (bp - 1), 8 * kSector);
    return (size / 64) << (bp - 1);
}

ProtectedRange winbond(const ProtectionRegisters& r, std::uint32_t size) {
    const unsigned bp = unsigned(r.status & kWinbondBp) >> kWinbondBpShift;
    const std::uint32_t length = winbond_length(bp, (r.status & kWinbondSec) != 0, size);
    const bool bottom = (r.status & kWinbondTb) != 0;
    if ((r.configuration & kWinbondCmp) == 0) return at_end(length, bottom, size);
    return at_end(size - length, !bottom, size);
}

constexpr unsigned kMostForms = 64;

// Calls try_form with every setting of the protection bits that can be reached from `r`.
template <typename Try>
void for_each_form(ProtectionScheme scheme, const ProtectionRegisters& r, Try&& try_form) {
    if (scheme == ProtectionScheme::Macronix) {
        for (unsigned bp = 0; bp < 16; ++bp) {
            ProtectionRegisters form = r;
            form.status = static_cast<std::uint8_t>((r.status & ~kMacronixBp) | bp << kMacronixBpShift);
            try_form(form);
        }
    }
    if (scheme == ProtectionScheme::Winbond) {
        for (unsigned bits = 0; bits < kMostForms; ++bits) {
            ProtectionRegisters form = r;
            const unsigned status =
                (bits & 7) << kWinbondBpShift | (bits & 8 ? kWinbondTb : 0u) | (bits & 16 ? kWinbondSec : 0u);
            form.status =
                static_cast<std::uint8_t>((r.status & ~(kWinbondBp | kWinbondTb | kWinbondSec)) | status);
            form.configuration =
                static_cast<std::uint8_t>((r.configuration & ~kWinbondCmp) | (bits & 32 ? kWinbondCmp : 0u));
            try_form(form);
        }
    }
}

} // namespace

ProtectionScheme protection_scheme(const ChipIdentity& chip, std::uint32_t size) {
    if (chip.made_by() == Manufacturer::Macronix) return ProtectionScheme::Macronix;
    if (chip.made_by() == Manufacturer::Winbond && size <= kWinbondReach) return ProtectionScheme::Winbond;
    return ProtectionScheme::None;
}

bool individual_protection(ProtectionScheme scheme, const ProtectionRegisters& registers) {
    if (scheme == ProtectionScheme::Macronix) return (registers.security & kMacronixWpsel) != 0;
    return scheme == ProtectionScheme::Winbond && (registers.security & kWinbondWps) != 0;
}

ProtectedRange protected_by_bits(ProtectionScheme scheme, const ProtectionRegisters& registers,
                                 std::uint32_t size) {
    switch (scheme) {
    case ProtectionScheme::Macronix: return macronix(registers, size);
    case ProtectionScheme::Winbond: return winbond(registers, size);
    case ProtectionScheme::None: break;
    }
    return {};
}

std::optional<ProtectionRegisters> bits_that_protect(ProtectionScheme scheme,
                                                     const ProtectionRegisters& registers,
                                                     const ProtectedRange& range, std::uint32_t size) {
    std::optional<ProtectionRegisters> found;
    for_each_form(scheme, registers, [&](const ProtectionRegisters& form) {
        const ProtectedRange covered = protected_by_bits(scheme, form, size);
        if (!found && (covered == range || (covered.length == 0 && range.length == 0))) found = form;
    });
    return found;
}

ProtectedRange nearest_protection(ProtectionScheme scheme, const ProtectionRegisters& registers,
                                  const ProtectedRange& range, std::uint32_t size) {
    ProtectedRange nearest{0, size};
    for_each_form(scheme, registers, [&](const ProtectionRegisters& form) {
        const ProtectedRange covered = protected_by_bits(scheme, form, size);
        const bool holds = covered.address <= range.address && covered.end() >= range.end();
        if (covered.length != 0 && holds && covered.length < nearest.length) nearest = covered;
    });
    return nearest;
}

ProtectedRange individual_block(std::uint32_t address, std::uint32_t size) {
    const bool edge = address < kBlock || address >= size - kBlock;
    const std::uint32_t unit = edge ? kSector : kBlock;
    return {address / unit * unit, unit};
}

} // namespace xspi
