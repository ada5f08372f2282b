#include "flash-library/chips/protection.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr std::uint32_t kSector = 4096, kBlock = 65536, kSmallestOfTable = 8u << 20;

// Macronix SR[5:2] = BP[3:0], CR[3] = TB, SCUR[7] = WPSEL (docs/hardware/macronix-octal.md, registers). ISSI
// has BP[3:0] there, too.
constexpr std::uint8_t kMacronixBp = 0x3C, kMacronixTb = 0x08, kMacronixWpsel = 0x80;
constexpr unsigned kMacronixBpShift = 2;
// Winbond SR1[4:2] = BP[2:0], SR1[5] = TB, SR1[6] = SEC, SR2[6] = CMP, SR3[2] = WPS (W25Q64JV data
// sheet, 7.1).
constexpr std::uint8_t kWinbondBp = 0x1C, kWinbondTb = 0x20, kWinbondSec = 0x40, kWinbondCmp = 0x40,
                       kWinbondWps = 0x04;
constexpr unsigned kWinbondBpShift = 2;
constexpr std::uint32_t kWinbondReach = 16u << 20;
// Larger ones: SR1[5:2] = BP[3:0], SR1[6] = TB (W25Q256JV data sheet, 7.1).
constexpr std::uint8_t kWinbondBigTb = 0x40;
// Micron SR[6], SR[4:2] = BP[3:0], SR[5] = TB (N25Q256A data sheet, status register).
constexpr std::uint8_t kMicronBp = 0x5C, kMicronTb = 0x20;
// EEPROM SR[3:2] = BP[1:0] (docs/hardware/spi-eeprom.md, commands).
constexpr std::uint8_t kEepromBp = 0x0C;
constexpr unsigned kEepromBpShift = 2;
// ISSI function register[1] = TBS (IS25LP128 data sheet, function register).
constexpr std::uint8_t kIssiTbs = 0x02;

ProtectedRange at_end(std::uint32_t length, bool bottom, std::uint32_t size) {
    if (length == 0) return {};
    return {bottom ? 0 : size - length, length};
}

// BP = n: 2^(n-1) blocks of 64 KiB, up to all of them.
ProtectedRange blocks(unsigned bp, bool bottom, std::uint32_t size) {
    if (bp == 0) return {};
    const std::uint64_t length = std::min<std::uint64_t>(size, std::uint64_t{kBlock} << (bp - 1));
    return at_end(static_cast<std::uint32_t>(length), bottom, size);
}

unsigned four_bits(const ProtectionRegisters& r) {
    return unsigned(r.status & kMacronixBp) >> kMacronixBpShift;
}
unsigned micron_bits(std::uint8_t status) { return (status >> 2 & 7u) | (status >> 3 & 8u); }
std::uint8_t with_micron_bits(std::uint8_t status, unsigned bp) {
    return static_cast<std::uint8_t>((status & ~kMicronBp) | (bp & 7u) << 2 | (bp & 8u) << 3);
}

// SEC = 0: a 64th of the chip, but at least a block, doubled with every step of BP up to all of it; SEC = 1:
// 4, 8, 16, 32 KiB. BP = 7, below 4 MiB 6, too: all (W25Q64JV and W25Q16JV data sheets, 7.1).
std::uint32_t winbond_length(unsigned bp, bool sectors, std::uint32_t size) {
    if (bp == 0) return 0;
    if (bp == 7 || (bp == 6 && size < 64 * kBlock)) return size;
    if (sectors) return std::min(kSector << (bp - 1), 8 * kSector);
    return std::min(size, std::max(size / 64, kBlock) << (bp - 1));
}

ProtectedRange winbond(const ProtectionRegisters& r, std::uint32_t size) {
    const unsigned bp = unsigned(r.status & kWinbondBp) >> kWinbondBpShift;
    const std::uint32_t length = winbond_length(bp, (r.status & kWinbondSec) != 0, size);
    const bool bottom = (r.status & kWinbondTb) != 0;
    if ((r.configuration & kWinbondCmp) == 0) return at_end(length, bottom, size);
    return at_end(size - length, !bottom, size);
}

// As Macronix, or with CMP all but that.
ProtectedRange winbond_big(const ProtectionRegisters& r, std::uint32_t size) {
    const bool bottom = (r.status & kWinbondBigTb) != 0;
    const ProtectedRange range = blocks(four_bits(r), bottom, size);
    if ((r.configuration & kWinbondCmp) == 0) return range;
    return at_end(size - range.length, !bottom, size);
}

ProtectedRange eeprom(std::uint8_t status, std::uint32_t size) {
    const unsigned bp = unsigned(status & kEepromBp) >> kEepromBpShift;
    return at_end(bp == 0 ? 0 : size >> (3 - bp), false, size);
}

ProtectionRegisters eeprom_form(ProtectionRegisters r, unsigned bp) {
    r.status = static_cast<std::uint8_t>((r.status & ~kEepromBp) | bp << kEepromBpShift);
    return r;
}

ProtectionRegisters macronix_form(ProtectionRegisters r, unsigned bp) {
    r.status = static_cast<std::uint8_t>((r.status & ~kMacronixBp) | bp << kMacronixBpShift);
    return r;
}

ProtectionRegisters micron_form(ProtectionRegisters r, unsigned bits) {
    r.status = with_micron_bits(r.status, bits & 15);
    r.status = static_cast<std::uint8_t>((r.status & ~kMicronTb) | (bits & 16 ? kMicronTb : 0u));
    return r;
}

ProtectionRegisters winbond_form(ProtectionRegisters r, unsigned bits) {
    const unsigned status =
        (bits & 7) << kWinbondBpShift | (bits & 8 ? kWinbondTb : 0u) | (bits & 16 ? kWinbondSec : 0u);
    r.status = static_cast<std::uint8_t>((r.status & ~(kWinbondBp | kWinbondTb | kWinbondSec)) | status);
    r.configuration =
        static_cast<std::uint8_t>((r.configuration & ~kWinbondCmp) | (bits & 32 ? kWinbondCmp : 0u));
    return r;
}

ProtectionRegisters winbond_big_form(const ProtectionRegisters& now, unsigned bits) {
    ProtectionRegisters r = macronix_form(now, bits & 15);
    r.status = static_cast<std::uint8_t>((r.status & ~kWinbondBigTb) | (bits & 16 ? kWinbondBigTb : 0u));
    r.configuration =
        static_cast<std::uint8_t>((r.configuration & ~kWinbondCmp) | (bits & 32 ? kWinbondCmp : 0u));
    return r;
}

// Calls try_form with every setting of the protection bits that can be reached from `r`.
template <typename Try>
void for_each_form(ProtectionScheme scheme, const ProtectionRegisters& r, Try&& try_form) {
    switch (scheme) {
    case ProtectionScheme::Macronix:
    case ProtectionScheme::Issi:
        for (unsigned bp = 0; bp < 16; ++bp) try_form(macronix_form(r, bp));
        break;
    case ProtectionScheme::Micron:
        for (unsigned bits = 0; bits < 32; ++bits) try_form(micron_form(r, bits));
        break;
    case ProtectionScheme::Winbond:
    case ProtectionScheme::GigaDevice:
        for (unsigned bits = 0; bits < 64; ++bits) try_form(winbond_form(r, bits));
        break;
    case ProtectionScheme::WinbondBig:
        for (unsigned bits = 0; bits < 64; ++bits) try_form(winbond_big_form(r, bits));
        break;
    case ProtectionScheme::Eeprom:
        for (unsigned bp = 0; bp < 4; ++bp) try_form(eeprom_form(r, bp));
        break;
    case ProtectionScheme::Sst26:
    case ProtectionScheme::None: break;
    }
}

} // namespace

ProtectionScheme protection_scheme(const ChipIdentity& chip, std::uint32_t size) {
    if (chip.made_by() == Manufacturer::Macronix) return ProtectionScheme::Macronix;
    if (chip.made_by() == Manufacturer::Winbond)
        return size <= kWinbondReach ? ProtectionScheme::Winbond : ProtectionScheme::WinbondBig;
    // The sizes whose data sheets' tables these are: smaller GD25Q and IS25 parts have others.
    if (chip.made_by() == Manufacturer::GigaDevice && size >= kSmallestOfTable && size <= kWinbondReach)
        return ProtectionScheme::GigaDevice;
    if (chip.made_by() == Manufacturer::Issi && size >= kSmallestOfTable) return ProtectionScheme::Issi;
    const std::uint32_t family = chip.word() >> 8;
    if (family == 0x20BA || family == 0x20BB) return ProtectionScheme::Micron;
    const bool sst26_size = size == 2u << 20 || size == 4u << 20 || size == 8u << 20;
    if (family == 0xBF26 && sst26_size) return ProtectionScheme::Sst26;
    return ProtectionScheme::None;
}

bool individual_protection(ProtectionScheme scheme, const ProtectionRegisters& registers) {
    if (scheme == ProtectionScheme::Sst26) return true;
    if (scheme == ProtectionScheme::Macronix) return (registers.security & kMacronixWpsel) != 0;
    const bool winbond = scheme == ProtectionScheme::Winbond || scheme == ProtectionScheme::WinbondBig;
    constexpr std::uint8_t kNobody = 0xFF; // W25Q of before JV have no SR3
    return winbond && registers.security != kNobody && (registers.security & kWinbondWps) != 0;
}

ProtectedRange protected_by_bits(ProtectionScheme scheme, const ProtectionRegisters& registers,
                                 std::uint32_t size) {
    switch (scheme) {
    case ProtectionScheme::Macronix:
        return blocks(four_bits(registers), (registers.configuration & kMacronixTb) != 0, size);
    case ProtectionScheme::Issi:
        return blocks(four_bits(registers), (registers.configuration & kIssiTbs) != 0, size);
    case ProtectionScheme::Micron:
        return blocks(micron_bits(registers.status), (registers.status & kMicronTb) != 0, size);
    case ProtectionScheme::Winbond:
    case ProtectionScheme::GigaDevice: return winbond(registers, size);
    case ProtectionScheme::WinbondBig: return winbond_big(registers, size);
    case ProtectionScheme::Eeprom: return eeprom(registers.status, size);
    case ProtectionScheme::Sst26:
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

namespace sst26 {
namespace {
constexpr std::uint32_t kSmall = 8 * 1024, kHalf = 32 * 1024;
// Four blocks of 8 KiB at either end have a read-lock bit, too, the odd one above the write-lock bit.
constexpr unsigned kSmallBlocks = 4, kBitsOfSmall = 2;
} // namespace

ProtectedRange block(std::uint32_t address, std::uint32_t size) {
    const std::uint32_t from_end = size - 1 - address;
    const std::uint32_t nearest = std::min(address, from_end);
    const std::uint32_t length = nearest < kHalf ? kSmall : nearest < kBlock ? kHalf : kBlock;
    return {address / length * length, length};
}

// 64 KiB blocks from the second one on, the 32 KiB at the bottom and at the top, 8 KiB at the bottom and at
// the top.
unsigned lock_bit(std::uint32_t address, std::uint32_t size) {
    const unsigned whole_blocks = size / kBlock - 2;
    const bool bottom = address < size / 2;
    const ProtectedRange of = block(address, size);
    if (of.length == kBlock) return address / kBlock - 1;
    if (of.length == kHalf) return whole_blocks + (bottom ? 0 : 1);
    const std::uint32_t offset = bottom ? address : address - (size - kHalf);
    return whole_blocks + 2 + kBitsOfSmall * ((bottom ? 0 : kSmallBlocks) + offset / kSmall);
}

bool locked(std::span<const std::uint8_t> bytes, std::uint32_t address, std::uint32_t size) {
    const unsigned bit = lock_bit(address, size);
    return bit / 8 < bytes.size() && (bytes[bytes.size() - 1 - bit / 8] >> (bit % 8) & 1) != 0;
}

void set_locked(std::span<std::uint8_t> bytes, const ProtectedRange& range, std::uint32_t size, bool on) {
    for (std::uint64_t at = range.address; at < range.end() && at < size;) {
        const ProtectedRange of = block(static_cast<std::uint32_t>(at), size);
        const unsigned bit = lock_bit(of.address, size);
        const auto mask = static_cast<std::uint8_t>(1u << (bit % 8));
        std::uint8_t& byte = bytes[bytes.size() - 1 - bit / 8];
        byte = static_cast<std::uint8_t>(on ? byte | mask : byte & ~mask);
        at = of.end();
    }
}

} // namespace sst26

} // namespace xspi
